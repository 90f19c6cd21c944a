"""The example office `contoh`: South Sumatra's circular, and rules of its own beside it."""

from tests.circulars.laws import SHIPPED, where

LAW, SUMSEL = SHIPPED["contoh"], SHIPPED["sumsel"]
OWN = ("plan", "report", "attendance", "location")


def test_it_orders_by_its_own_note_what_the_governor_does_not() -> None:
    for duty in OWN:
        assert getattr(SUMSEL, duty) is None
        assert getattr(LAW, duty)
        assert LAW.source(duty).clause.startswith("Nota Dinas")
        assert LAW.source(duty).by == "agency"


def test_what_the_governor_orders_stays_the_governors() -> None:
    assert (LAW.call, LAW.ladder, LAW.exempt) == (SUMSEL.call, SUMSEL.ladder, SUMSEL.exempt)
    assert LAW.source("call.window_seconds").by == "circular"
    assert where(LAW) == "WFH 2"


def test_nobody_must_share_a_location_there() -> None:
    assert LAW.location
    assert LAW.location.need == "optional"
    assert LAW.source("location.radius_m").by == "default"
