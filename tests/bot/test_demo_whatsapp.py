"""The demo's day on phones like WhatsApp's: numbers and words, and the same outcomes."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from bot.channels.phones import Bubble, Phone, Phones
from bot.clock import Clock
from bot.demo import play
from bot.demo.day import END
from bot.demo.line import phones_like
from bot.demo.thumb import Thumb
from handlers.traits import Traits
from storage.rows import Check, Entry, Outbox, Photo, Recall
from storage.rows import Plan as WorkPlan
from tests.bot.test_demo import Played, is_harmless, played

LIKE_WHATSAPP = Thumb("id", Traits(buttons=False, slash=False))
ON_TELEGRAM = Thumb("id")
MORNING = datetime(2026, 4, 10, 2, tzinfo=UTC)
CARD = ("Terima alasan", "Tolak alasan", "Periksa dahulu")


@pytest.fixture(scope="module")
def phones() -> list[Phones]:
    """The phones of each day that is played here."""
    return []


@pytest.fixture(scope="module")
def both(
    phones: list[Phones], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Played, Played]]:
    def remembered(channel: str, clock: Clock) -> Phones:
        phones.append(phones_like(channel, clock))
        return phones[-1]

    folder = tmp_path_factory.mktemp("days")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["bot.demo.play"], "phones_like", remembered)
        days = played(folder, 1), played(folder, 1, channel="whatsapp")
    yield days
    for day in days:
        day.engine.dispose()


def outcomes(day: Played) -> dict[str, tuple[str, str, str]]:
    return {
        call.code: (person.name, call.outcome or "", call.answer_kind)
        for call, person in day.calls()
    }


@pytest.mark.slow
def test_the_day_has_the_outcomes_that_it_has_on_telegram(both: tuple[Played, Played]) -> None:
    telegram, whatsapp = both
    is_harmless(whatsapp)
    assert outcomes(whatsapp) == outcomes(telegram)
    assert len(whatsapp.read(select(Check))) == len(telegram.read(select(Check))) > 10


@pytest.mark.slow
@pytest.mark.usefixtures("both")
def test_nothing_is_pressed_and_no_menu_is_used(phones: list[Phones]) -> None:
    bubbles = [bubble for phone in phones[-1].phones.values() for bubble in phone.bubbles]
    assert not [b for b in bubbles if b.inline or b.keyboard or b.pressed]
    said = [bubble for bubble in bubbles if bubble.mine]
    assert {bubble.kind for bubble in said} == {"text", "location", "photo"}
    assert not [bubble for bubble in said if bubble.text.startswith("/")]
    assert any(bubble.quotes for bubble in said), "a number may mean an older message"
    assert {bubble.state for bubble in bubbles if not bubble.mine} == {"delivered", "read"}


@pytest.mark.slow
def test_calls_to_a_dead_phone_are_void_and_stay_so_when_they_arrive(
    both: tuple[Played, Played],
) -> None:
    day = both[1]
    dead = [call for call, person in day.calls() if person.name == "Hendra Wijaya"]
    assert {(call.outcome, call.void_cause) for call in dead} == {("void", "undelivered")}
    late = day.read(select(Entry).where(Entry.kind == "call.arrived_late"))
    assert {entry.facts["call"] for entry in late} == {call.code for call in dead}
    assert "baru sekarang sampai di telepon" in day.said


@pytest.mark.slow
def test_words_are_held_back_until_somebody_careless_answers_a_knock(
    both: tuple[Played, Played],
) -> None:
    rows = both[1].read(select(Outbox).where(col(Outbox.address) == "phones:dimas"))
    keys = {row.key for row in rows if row.opened_at}
    assert {"readiness.ask", "common.knock"} <= keys
    assert {row.state for row in rows} == {"sent"}


@pytest.mark.slow
def test_a_circular_full_of_duties_is_played_with_numbers_and_words(tmp_path: Path) -> None:
    day = played(tmp_path, 1, END, "bukittinggi", "whatsapp")
    is_harmless(day)
    assert all(recall.arrived_at for recall in day.read(select(Recall)))
    assert sum(bool(plan.sent_at) for plan in day.read(select(WorkPlan))) > 8
    assert {photo.state for photo in day.read(select(Photo))} == {"kept"}
    day.engine.dispose()


def bubble(**facts: Any) -> Bubble:
    return Bubble(number=3, at=MORNING, mine=False, **facts)


def test_a_card_is_known_by_its_choices_and_decided_by_a_number() -> None:
    card = bubble(choices=CARD)
    assert LIKE_WHATSAPP.card(card) == "case"
    assert LIKE_WHATSAPP.press(card, "case.refuse") == ("text", {"text": "2", "quotes": 3})
    lines = tuple(((label, f"case:7:{n}"),) for n, label in enumerate(CARD))
    pressed = ("tap", {"message": 3, "data": "case:7:1"})
    assert ON_TELEGRAM.press(bubble(inline=lines), "case.refuse") == pressed


def test_the_newest_message_is_not_quoted_and_a_command_is_plain_words() -> None:
    phone = Phone(bubbles=[bubble(choices=("HADIR",))])
    number = LIKE_WHATSAPP.press(phone.bubbles[0], "call.present")
    assert LIKE_WHATSAPP.as_said(number, phone) == ("text", {"text": "1"})
    order = ("text", {"text": "/panggil_kantor Lutfi 10.30"})
    assert LIKE_WHATSAPP.as_said(order, phone) == ("text", {"text": "panggil kantor Lutfi 10.30"})
    assert ON_TELEGRAM.as_said(order, phone) == order
    phone.keyboard = (("Gangguan jaringan",),)
    assert LIKE_WHATSAPP.as_said(order, phone) == order, "it would be taken for the reason"


def test_a_channel_that_does_not_exist_is_told_in_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert play(channel="pigeon") == 2
    told = capsys.readouterr().err
    assert "pigeon" in told
    assert "telegram, whatsapp" in told
