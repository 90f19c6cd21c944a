"""A live share becomes a state in words (Bukittinggi 2.c; 4 of 8, 2, 4 and 9)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from handlers import location
from handlers.events import Spot
from storage.database import transaction
from storage.rows import Entry, Fault, Proposal, Share
from tests.handlers.location.scene import HOURS, OWN, Place
from tests.rules.test_fence import metres_away

pytestmark = pytest.mark.wide
FOR_EVER = 0x7FFFFFFF


def test_2c_a_share_is_thanked_once_and_its_movements_are_silent(place: Place) -> None:
    place.share(place.ana)
    assert place.said(place.ana) == ["location.thanks"]
    place.walk(place.ana, 20, minutes=5)
    assert place.said(place.ana) == []
    assert place.state(place.ana) == "inside"
    assert place.sightings(place.ana) == ["inside"]


def test_a_movement_during_a_call_answers_nothing_and_is_not_scolded(place: Place) -> None:
    place.share(place.ana)
    place.call(place.ana)
    place.said(place.ana)
    place.move(place.ana, 30)
    assert place.said(place.ana) == []
    assert place.outcomes(place.ana) == []
    place.reply(place.ana)
    assert place.outcomes(place.ana) == ["on_time"]


def test_a_strangers_movements_are_not_answered(place: Place) -> None:
    place.share(place.ana)
    stranger = place.hire("Orang Lain", enrolled=False)
    place.move(stranger, 10)
    assert place.said(stranger) == []


def test_a_phone_that_stands_still_is_stale_and_never_outside(place: Place) -> None:
    place.share(place.ana)
    place.wait(minutes=31)
    assert place.state(place.ana) == "stale"
    place.move(place.ana, 5)
    assert place.state(place.ana) == "inside"
    assert place.sightings(place.ana) == ["inside", "stale", "inside"]


def test_a_share_that_ends_by_itself_sends_nothing_and_is_none(place: Place) -> None:
    place.share(place.ana, seconds=900)
    for _ in range(15):
        place.move(place.ana, 5, live_seconds=900)
        place.wait(minutes=1)
    assert place.state(place.ana) == "none"


def test_the_end_moves_when_a_share_is_extended(place: Place) -> None:
    place.share(place.ana, seconds=900)
    place.wait(minutes=10)
    place.move(place.ana, 5, live_seconds=3_600)
    place.wait(minutes=10)
    assert place.state(place.ana) == "inside"


def test_a_share_that_is_stopped_by_hand_is_none_at_once(place: Place) -> None:
    place.share(place.ana)
    place.wait(minutes=1)
    place.move(place.ana, 0, live_seconds=None)
    assert place.state(place.ana) == "none"


def test_an_endless_share_has_no_end_to_renew(place: Place) -> None:
    place.share(place.ana, seconds=FOR_EVER)
    assert place.said(place.ana) == ["location.thanks_open"]
    place.move(place.ana, 4, live_seconds=FOR_EVER)
    place.wait(minutes=20)
    assert place.state(place.ana) == "inside"


def test_only_the_newest_share_is_judged_so_that_a_tablet_at_home_makes_nobody_flap(
    place: Place,
) -> None:
    place.share(place.ana, ref="tablet")
    place.wait(minutes=5)
    place.share(place.ana, ref="phone")
    older = place.now - timedelta(minutes=5)
    for _ in range(12):
        place.wait(minutes=1)
        place.move(place.ana, 900, ref="tablet", began=older)
    assert place.state(place.ana) == "inside"
    place.wait(minutes=31)
    place.move(place.ana, 10, ref="tablet", began=older)
    assert place.state(place.ana) == "inside", "it takes over when the other says no more"


def test_renewal_is_asked_before_the_share_ends_and_not_when_work_ends_first(
    place: Place,
) -> None:
    place.share(place.ana, seconds=2 * HOURS)
    place.wait(minutes=106)
    assert "location.renew" in place.said(place.ana)
    place.wait(minutes=13)
    assert place.said(place.ana) == []


def test_outside_working_time_nothing_is_kept_and_work_begins_with_the_last_word(
    engine: Engine,
) -> None:
    place = Place(engine)
    place.wait_until(place.at("11.20"))
    place.share(place.ana)
    place.wait_until(place.at("11.31"))
    assert place.state(place.ana) == "none", "the break has begun"
    place.wait_until(place.at("13.20"))
    place.move(place.ana, 5)
    with transaction(place.bot.engine) as db:
        row = db.get(Share, place.ana.id)
        assert row
        assert row.lat is None
        assert row.state == "none"
    place.wait_until(place.at("13.31"))
    assert place.state(place.ana) == "inside"


def test_after_a_long_still_break_a_pin_is_asked_for_and_nobody_is_scolded(place: Place) -> None:
    place.share(place.ana)
    place.wait_until(place.at("13.50"))
    assert "location.ask_pin" in place.said(place.ana)
    assert place.state(place.ana) == "none"


@pytest.mark.parametrize("facts", [{"forwarded": True}, {"scheduled": True}, {"picked": True}])
def test_a_forwarded_scheduled_or_picked_pin_is_no_reading(
    place: Place, facts: dict[str, Any]
) -> None:
    lat, lon = metres_away(0)
    here = Spot(at=place.now, address=place.address(place.ana), lat=lat, lon=lon, **facts)
    place.feed(here)
    assert place.said(place.ana) == ["location.fresh"]
    assert place.state(place.ana) == "none"


def test_2e_a_pin_is_inside_or_uncertain_however_often_it_is_sent(place: Place) -> None:
    place.share(place.ana, 900, seconds=None)
    assert place.said(place.ana) == ["location.pinned"]
    for _ in range(12):
        place.wait(minutes=1)
        place.share(place.ana, 900 + place.now.minute, seconds=None)
    assert place.state(place.ana) == "uncertain"
    place.wait(seconds=1)
    place.share(place.ana, 30, seconds=None)
    assert place.state(place.ana) == "inside"


def test_a_place_that_no_supervisor_confirmed_has_no_outside(engine: Engine) -> None:
    place = Place(engine)
    budi = place.hire("Budi", place.boss, home_lat=-0.3055, home_lon=100.3692)
    place.share(budi)
    place.walk(budi, 900, minutes=20)
    assert place.state(budi) == "uncertain"
    assert "location.outside_ask" not in place.said(budi)


def test_the_digest_and_the_team_count_states_and_coverage(place: Place) -> None:
    place.share(place.ana)
    place.walk(place.ana, 3, minutes=29)
    with place.desk() as desk:
        team = [place.ana, place.boss]
        line = location.digest_line(desk, team, desk.today())
    assert line
    assert (line.blanks["inside"], line.blanks["none"]) == (1, 1)
    assert line.blanks["percent"] == 25, "29 of the 2 x 59 minutes since 07.30"
    place.said(place.boss)
    place.reply(place.boss, "/tim")
    assert "lokasi: di dalam lokasi WFH sejak pukul 08.00 WIB" in place.last_text(place.boss)


def test_an_optional_share_is_asked_for_without_an_order(place: Place) -> None:
    place.wait_until(place.at("13.50"))
    assert "location.ask_optional" in place.said(place.ana)


def test_2c_bukittinggi_orders_it(engine: Engine) -> None:
    own = OWN.replace('extends = "contoh"', 'extends = "bukittinggi"')
    place = Place(engine, own)
    place.wait_until(place.at("13.50"))
    assert "location.ask_required" in place.said(place.ana)


def test_no_point_stands_in_the_log_and_none_becomes_a_case(place: Place) -> None:
    place.share(place.ana)
    place.walk(place.ana, 900, minutes=40)
    lat, lon = metres_away(900)
    with transaction(place.bot.engine) as db:
        said = " ".join(str(entry.facts) for entry in db.exec(select(Entry)))
        assert not db.exec(select(Proposal)).all()
        assert not db.exec(select(Fault)).all()
        row = db.get(Share, place.ana.id)
        assert row
        assert (row.lat, row.lon) == (round(lat, 3), round(lon, 3))
    assert f"{lat:.3f}" not in said
    assert f"{lon:.3f}" not in said
