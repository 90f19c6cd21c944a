"""The place of work: sent by the person, confirmed by the supervisor, deleted when it is over."""

import pytest
from sqlmodel import select

from storage import places
from storage.database import transaction
from storage.rows import Home, Sighting
from tests.handlers.location.scene import Place


def ask(place: Place) -> str:
    """Let a newcomer register her place; return the number of the card."""
    eka = place.eka = place.hire("Eka", place.boss)  # type: ignore[attr-defined]
    place.reply(eka, "/lokasi")
    assert "belum terdaftar" in place.last_text(eka)
    place.reply(eka, "DAFTARKAN LOKASI WFH")
    place.share(eka, seconds=None)
    assert place.said(eka)[-2:] == ["location.home_pin", "location.home_asked"]
    with transaction(place.bot.engine) as db:
        return str(db.exec(select(Home.id).where(Home.person_id == eka.id)).one())


def test_a_place_counts_when_the_supervisor_has_approved_it(place: Place) -> None:
    number = ask(place)
    eka = place.eka  # type: ignore[attr-defined]
    with transaction(place.bot.engine) as db:
        assert not places.homes(db, eka.id)
    card = place.words(place.boss)[-1]
    assert [choice[1] for line in card.buttons for choice in line] == [
        f"home:{number}:approve",
        f"home:{number}:refuse",
    ]
    assert "100." not in place.text(card), "no map, no point"
    place.tap(place.boss, f"home:{number}:approve")
    assert place.said(eka) == ["location.home_told_approve"]
    with transaction(place.bot.engine) as db:
        assert places.homes(db, eka.id)
    place.tap(place.boss, f"home:{number}:refuse")
    assert place.said(place.boss)[-1] == "location.home_done_already"


def test_nobody_approves_his_own_place_or_that_of_another_tree(place: Place) -> None:
    number = ask(place)
    eka = place.eka  # type: ignore[attr-defined]
    for somebody in (eka, place.ana):
        place.tap(somebody, f"home:{number}:approve")
        assert place.said(somebody)[-1] == "common.old_button"
    with transaction(place.bot.engine) as db:
        assert not places.homes(db, eka.id)


def test_what_is_kept_is_shown_and_what_is_over_can_be_deleted(place: Place) -> None:
    place.share(place.ana)
    place.reply(place.ana, "/data_saya")
    assert "di dalam lokasi WFH" in place.last_text(place.ana)
    assert "Titik terakhir hari ini (dibulatkan)" in place.last_text(place.ana)
    place.reply(place.ana, "/hapus_lokasi")
    with transaction(place.bot.engine) as db:
        assert db.exec(select(Sighting)).all(), "today is not over"
    place.wait(minutes=24 * 60)
    place.reply(place.ana, "/hapus_lokasi")
    with transaction(place.bot.engine) as db:
        assert not db.exec(select(Sighting)).all()
    assert "paling lambat Sabtu, 11 Juli 2026" in place.last_text(place.ana), "90 days of backups"


@pytest.mark.wide
def test_words_are_kept_seven_days_and_points_for_the_day(place: Place) -> None:
    place.share(place.ana)
    for _ in range(6):
        place.wait(minutes=24 * 60)
    with transaction(place.bot.engine) as db:
        assert db.exec(select(Sighting)).all()
    for _ in range(3):
        place.wait(minutes=24 * 60)
    with transaction(place.bot.engine) as db:
        assert not db.exec(select(Sighting)).all()
