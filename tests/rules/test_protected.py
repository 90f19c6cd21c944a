"""Two years under every circular: nobody is called in a protected minute, and nobody exempt."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import draw, exempt, personal, window, workdays
from handlers.rules.circular import Circular
from handlers.rules.workdays import Given, Workday, Worker
from tests.circulars.laws import SHIPPED

FIRST, DAYS = date(2026, 4, 1), 731
CALLING = sorted(name for name, law in SHIPPED.items() if law.call)
NIP = "199001012015011001"
MODES = ["WFH", "WFO", "WFA", "LEAVE", "TRAVEL"]
PRAYER = (time(11, 30), time(13, 30))  # on Fridays
ZONES = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]

POSITIONS = [
    *("Analis Kepegawaian", "Pranata Komputer Ahli Muda", "Perencana Ahli Madya", "Lurah"),
    *("JPT Pratama", "Kepala Bidang Data", "Camat", "Pejabat Pimpinan Tinggi Madya"),
]
UNITS = [
    *("Dinas Sosial / Sekretariat", "BPBD / Bidang Kedaruratan", "BPBD / Sekretariat"),
    *("Dinas Kesehatan / UPTD Puskesmas X", "RSUD Siti Fatimah", "SD Negeri 1", "Kecamatan X"),
    *("Satuan Polisi Pamong Praja / Bidang Ketertiban", "DPMPTSP / Bidang Perizinan"),
]
FLAGS = [
    *("pelayanan_publik_langsung", "sopir", "hukuman_disiplin", "sif", "baru_menjabat"),
    *("pemungut_pajak", "jpt_pratama", "bendahara"),
]
HOURS = ["", "08:00-12:00", "07:00-11:00,14:00-19:00", "mon_thu=07:30-15:30", "fri=09:00-15:00"]
PEOPLE = st.builds(
    Worker,
    position=st.sampled_from(POSITIONS),
    unit=st.sampled_from(UNITS),
    duties=st.lists(st.sampled_from(FLAGS), max_size=1).map(tuple),
    hours=st.sampled_from(HOURS),
    zone=st.sampled_from(ZONES),
)
ORDERS = st.none() | st.builds(
    Given, mode=st.sampled_from(MODES), clause=st.just("1"), source=st.just("ST")
)


def calls(law: Circular, day: Workday, zone: str) -> list[tuple[datetime, datetime]]:
    """Draw a day's calls: the first moment of each, and the end of its last window."""
    assert law.call
    begin = workdays.callable_intervals(law.call, day, zone)
    moments = draw.moments(b"secret", NIP, day.on, begin, law.call)
    local = [moment.astimezone(ZoneInfo(zone)) for moment in moments]
    return [(moment, moment + window.life(law.call)) for moment in local]


def protected(law: Circular, who: Worker, on: date) -> bool:
    """Tell whether a date is nobody's working day, by the calendar alone."""
    return on.weekday() > 4 or on in workdays.national_holidays(on.year) or on < law.since


def check(
    law: Circular, who: Worker, day: Workday, drawn: list[tuple[datetime, datetime]]
) -> None:
    """Hold every call of a day against what protects people, told in another way."""
    if not drawn:
        return
    assert day.mode == "WFH"
    assert exempt.exemption(law, who) is None
    for begin, over in drawn:
        assert begin.date() == over.date() == day.on
        assert any(s.start <= begin.time() and over.time() <= s.end for s in day.spans), "a break"
        if day.on.weekday() == 4:
            assert over.time() <= PRAYER[0] or begin.time() >= PRAYER[1], "Friday prayer"
        if workdays.fasting(law, day.on):
            assert time(8) <= begin.time() < time(15, 30), "Ramadan's shorter day"
        own = personal.read(who.hours).get("fri" if day.on.weekday() == 4 else "mon")
        if own and who.hours.count("=") == 0:
            assert any(s.start <= begin.time() < s.end for s in own), "his own hours"


@pytest.mark.slow
@pytest.mark.parametrize("name", CALLING)
def test_every_day_of_two_years(name: str) -> None:
    law, called = SHIPPED[name], 0
    plain = Worker(position="Analis", unit="Dinas Sosial / Sekretariat")
    chief = Worker(position="JPT Pratama", unit="Dinas Sosial")
    for on in (FIRST + timedelta(days=n) for n in range(DAYS)):
        day = workdays.workday(law, plain, on)
        drawn = calls(law, day, "Asia/Jakarta")
        check(law, plain, day, drawn)
        assert not (drawn and protected(law, plain, on))
        called += bool(drawn)
        if name != "bogor":  # its exemptions are not known
            assert calls(law, workdays.workday(law, chief, on), "Asia/Jakarta") == []
    assert called == sum(
        on.weekday() == 4 and not protected(law, plain, on)
        for on in (FIRST + timedelta(days=n) for n in range(DAYS))
    )


@given(
    name=st.sampled_from(CALLING),
    days=st.integers(0, DAYS - 1),
    who=PEOPLE,
    order=ORDERS,
    late=st.integers(0, 60),
)
def test_random_people_with_random_orders(
    name: str, days: int, who: Worker, order: Given | None, late: int
) -> None:
    law, on = SHIPPED[name], FIRST + timedelta(days=days)
    day = workdays.workday(law, who, on, order, late_minutes=late)
    drawn = calls(law, day, who.zone)
    if drawn and protected(law, who, on):
        assert order, "only a human's word makes a holiday a working day"
        assert order.mode == "WFH"
    if late == 0:
        check(law, who, day, drawn)
    elif drawn:
        assert drawn[0][0].time() >= day.spans[0].start


@pytest.mark.parametrize("name", sorted(set(SHIPPED) - set(CALLING)))
def test_where_no_call_is_ordered_there_is_none(name: str) -> None:
    assert SHIPPED[name].call is None
    assert name in {"umkm", "panrb", "bukittinggi", "metro"}
