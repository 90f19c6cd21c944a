"""Outside: the person is asked first, and a wrong reading harms nobody (4 of 8, 6)."""

from datetime import timedelta

import pytest

from handlers.location import day as days_at_home
from storage.database import transaction
from storage.rows import Permit, Recall
from tests.handlers.location.scene import Place

pytestmark = pytest.mark.wide


def go_out(place: Place, minutes: int = 10) -> None:
    place.share(place.ana)
    place.said(place.ana)
    place.walk(place.ana, 900, minutes=minutes)


def test_the_person_is_asked_first_and_the_supervisor_learns_it_after_the_grace(
    place: Place,
) -> None:
    go_out(place)
    assert place.said(place.ana) == ["location.outside_ask"]
    assert place.said(place.boss) == []
    place.walk(place.ana, 900, minutes=16)
    assert place.said(place.boss) == ["location.outside_told"]
    place.walk(place.ana, 900, minutes=60)
    assert place.said(place.boss) == []
    assert place.said(place.ana) == []


def test_the_grace_begins_when_the_question_was_delivered(place: Place) -> None:
    place.share(place.ana)
    place.is_held_up = True
    place.walk(place.ana, 900, minutes=30)
    place.is_held_up = False
    place.walk(place.ana, 900, minutes=14)
    assert place.said(place.boss) == []
    place.walk(place.ana, 900, minutes=2)
    assert place.said(place.boss) == ["location.outside_told"]


def test_location_mistaken_clears_it_everywhere_and_is_not_asked_there_again(
    place: Place,
) -> None:
    go_out(place)
    place.walk(place.ana, 900, minutes=16)
    place.said(place.boss)
    place.reply(place.ana, "LOKASI KELIRU")
    assert place.said(place.ana)[-1] == "location.mistaken"
    assert place.said(place.boss) == ["location.mistaken_told"]
    assert "outside" not in place.sightings(place.ana)
    place.walk(place.ana, 900, minutes=60)
    assert place.state(place.ana) == "uncertain"
    assert place.said(place.ana) == []
    place.walk(place.ana, 2_500, minutes=20)
    assert place.said(place.ana) == ["location.outside_ask"], "that is another place"


def test_a_reading_inside_closes_the_question_by_itself(place: Place) -> None:
    go_out(place)
    place.walk(place.ana, 900, minutes=16)
    place.said(place.ana)
    place.said(place.boss)
    place.wait(minutes=1)
    place.move(place.ana, 5)
    assert place.said(place.ana) == ["location.inside_again"]
    assert place.said(place.boss) == ["location.inside_told"]


def test_back_is_believed(place: Place) -> None:
    go_out(place)
    place.said(place.ana)
    place.reply(place.ana, "SUDAH KEMBALI KE LOKASI")
    assert place.said(place.ana) == ["location.back"]
    place.wait(minutes=40)
    assert place.said(place.boss) == []


def test_2g_who_has_a_permission_is_not_asked(place: Place) -> None:
    with transaction(place.bot.engine) as db:
        db.add(
            Permit(
                person_id=place.ana.id or 0,
                on=place.now.date(),
                reason="Bank",
                destination="Bank",
                start=place.now,
                until=place.at("09.00"),
                state="approved",
                asked_at=place.now,
            )
        )
    go_out(place, 40)
    assert place.said(place.ana) == []
    place.reply(place.boss, "/tim")
    assert "di luar lokasi WFH dengan izin" in place.last_text(place.boss)
    place.walk(place.ana, 900, minutes=25)
    assert "location.outside_ask" in place.said(place.ana), "the permission is over"


def test_2f_who_is_called_to_the_office_is_not_asked(place: Place) -> None:
    with transaction(place.bot.engine) as db:
        db.add(
            Recall(
                person_id=place.ana.id or 0,
                on=place.now.date(),
                ordered_by=place.boss.id or 0,
                ordered_at=place.now,
                article="2.f",
                place="Kantor",
                purpose="Rapat",
                due_at=place.at("10.00"),
            )
        )
    go_out(place, 40)
    assert "location.outside_ask" not in place.said(place.ana)
    assert "location.outside_told" not in place.said(place.boss)


def test_the_break_closes_an_open_question(place: Place) -> None:
    with place.desk() as desk:
        day = days_at_home.of(desk, place.ana, desk.today())
    assert day
    place.wait_until(day.parts[0].end - timedelta(minutes=12))
    go_out(place)
    assert place.said(place.ana) == ["location.outside_ask"]
    place.wait_until(place.at("12.40"))
    assert "location.outside_told" not in place.said(place.boss)
    assert place.state(place.ana) == "none"
