"""Whatever people send: a clear word back, nothing changed, nothing lost, nobody confused."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from bot import voice
from handlers import noise, routes
from handlers.events import Edited, Elsewhere, Failed, Moved, Text
from storage import leases
from storage.database import transaction
from storage.rows import Outbox, Person
from tests.office import Office


@pytest.fixture
def budi(office: Office) -> Person:
    return office.hire("Budi", position="Kepala Bidang", roles=["supervisor", "admin"])


@pytest.fixture
def ana(office: Office, budi: Person) -> Person:
    return office.hire("Ana", budi)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("/tidak_ada", "common.unknown_command"),
        ("/", "common.unknown_command"),
        ("/tim", "common.not_your_role"),
        ("/gangguan 08.00 09.00", "common.not_your_role"),
        ("/panggil Budi cek", "common.not_your_role"),
        ("halo", "common.nothing_open"),
        ("", "common.nothing_open"),
        ("x" * 4096, "common.nothing_open"),
        ("/bahasa klingon", "me.which_language"),
        ("/alasan", "case.nothing_asked"),
        ("/alasan macet", "case.nothing_asked"),
        ("HADIR", "call.none_open"),
    ],
)
def test_an_employee_is_told_what_cannot_be_done(
    office: Office, ana: Person, words: str, answer: str
) -> None:
    office.reply(ana, words)
    assert office.said(ana) == [answer]
    assert office.outcomes(ana) == []


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("/panggil", "order.how"),
        ("/panggil Zaenal", "order.nobody"),
        ("/panggil 198001012005011001 cek", "order.nobody"),
        ("/jadwal", "admin.how_schedule"),
        ("/jadwal 1 2 3", "admin.nobody"),
        ("/jadwal 123 2026-04-10 WFH", "admin.nobody"),
        ("/cuti", "admin.how_leave"),
        ("/libur 2026-99-99 Hari Jadi", "admin.bad_date"),
        ("/libur Hari Jadi", "admin.bad_date"),
    ],
)
def test_a_leader_or_administrator_is_told_how_to_write_a_command(
    office: Office, ana: Person, budi: Person, words: str, answer: str
) -> None:
    office.reply(budi, words)
    assert office.said(budi) == [answer]


def test_dates_of_a_command_that_make_no_sense_are_refused(
    office: Office, ana: Person, budi: Person
) -> None:
    for words in (
        "2026-04-31",
        "31-02-2026",
        "x",
        "2026-04-10 2026-04-09",
        "2026-04-10 2030-01-01",
    ):
        office.reply(budi, f"/cuti {ana.nip} {words}")
    assert set(office.said(budi)) == {"admin.bad_date", "admin.bad_period", "admin.far_date"}


@pytest.mark.parametrize("kind", ["sticker", "photo", "voice", "document", "contact", "other"])
def test_attachments_that_nobody_asked_for_are_answered_politely(
    office: Office, ana: Person, kind: str
) -> None:
    office.show(ana, kind)
    assert office.said(ana) == ["common.nothing_open"]


def test_an_album_gets_one_answer(office: Office, ana: Person) -> None:
    for number in range(10):
        office.show(ana, "photo", f"Foto {number}" if number == 0 else "")
    assert len(office.said(ana)) == 1


def test_a_strangers_movement_is_silent_and_keeps_nothing(office: Office, ana: Person) -> None:
    stranger = f"{office.channel}:999"
    for number in range(3):
        moved: dict[str, Any] = {
            "ref": "1",
            "began": office.now,
            "lat": -2.97,
            "lon": 104.77 + number / 100,
        }
        office.feed(Moved(at=office.now, address=stranger, live_seconds=900, **moved))
    assert office.said(stranger) == []


def test_an_album_that_answers_a_call_is_thanked_once(office: Office, ana: Person) -> None:
    office.begin_day("09.00")
    office.call(ana)
    office.said(ana)
    for _ in range(10):
        office.show(ana, "photo")
    assert office.said(ana) == ["call.thanks"]


def test_an_edited_message_is_passed_over_in_silence(office: Office, ana: Person) -> None:
    office.feed(Edited(at=office.now, address=office.address(ana)))
    assert office.said(ana) == []


@pytest.mark.parametrize(
    "data", ["", "case", "case:x:accept", "case:999:accept", "case:1:fly", "💥"]
)
def test_unknown_button_data_changes_nothing(
    office: Office, ana: Person, budi: Person, data: str
) -> None:
    office.begin_day()
    office.call(ana)
    office.wait(minutes=10)
    office.said(budi)
    office.tap(budi, data)
    assert office.said(budi)[-1] in {"common.old_button", "case.not_yours"}
    assert office.outcomes(ana) == ["missed"]


def test_a_strangers_button_is_not_a_decision(office: Office, ana: Person, budi: Person) -> None:
    from handlers.events import Tap

    office.begin_day()
    office.call(ana)
    office.wait(minutes=10)
    office.feed(Tap(at=office.now, address="telegram:666", data="case:1:accept"))
    office.tap(ana, "case:1:accept")
    assert office.outcomes(ana) == ["missed"]
    assert office.said(ana)[-1] == "case.not_yours"


def test_a_group_is_told_that_the_bot_speaks_in_private(office: Office, ana: Person) -> None:
    group = "telegram:-100"
    office.feed(Elsewhere(at=office.now, address=group))
    assert office.said(group) == ["common.private_only"]
    for days in range(3):
        office.now += timedelta(days=40 * days)
        after = office.bot.feed(office.now, Elsewhere(at=office.now, address=group))
        assert after.leaving == [group], "it is left again, without a word"
    office.tick()
    assert office.said(group) == []


def test_a_group_is_left_as_soon_as_it_has_heard_the_sentence(office: Office) -> None:
    group = "telegram:-100"
    office.bot.feed(office.now, Elsewhere(at=office.now, address=group))
    with transaction(office.bot.engine) as db:
        (words,) = leases.next_words(db, "telegram", office.now, 9)
        leases.take(db, [words], office.now)
    failed = Failed(at=office.now, outbox_id=words.id, cause="rejected")
    assert office.bot.feed(office.now, failed).leaving == [group]


def test_a_sticker_is_asked_back_and_own_words_are_taken_as_they_are(
    office: Office, ana: Person
) -> None:
    office.begin_day()
    office.call(ana)
    office.wait(minutes=10)
    office.show(ana, "sticker")
    assert office.said(ana)[-1] == "case.reason_doubt"
    office.reply(ana, voice.texts("id")["reason.lainnya"])
    assert office.said(ana)[-1] == "case.reason_in_words"
    office.reply(ana, "x" * 4096)
    assert office.said(ana)[-1] == "case.reason_kept"


def test_names_that_look_like_markup_break_no_message(office: Office, budi: Person) -> None:
    strange = office.hire("<b>O'_*`{Neil} 🐘\u202e", budi)
    office.begin_day()
    office.call(strange)
    office.wait(minutes=10)
    office.reply(strange, "{reason} <i>_*")
    for row in [*office.words(strange), *office.words(budi)]:
        assert office.text(row)


@given(words=st.text(max_size=200), command=st.sampled_from(["", *routes.COMMANDS]))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_words_from_anybody_get_an_answer_that_can_be_said(
    office: Office, words: str, command: str
) -> None:
    people = getattr(office, "crew", None) or [
        office.hire("Budi", roles=["admin", "supervisor", "unit_head"]),
        office.hire("Ana"),
    ]
    office.crew = people  # type: ignore[attr-defined]
    text = f"/{command} {words}" if command else words
    office.now += noise.REST  # what was answered just now rests
    for person in people:
        office.bot.feed(office.now, _text(office, person, text))
    with office.desk() as desk:
        said = desk.db.exec(select(Outbox).where(Outbox.state == "new")).all()
        assert said or not text.strip()
        assert all(office.text(row) for row in said)
    office.speak()


def _text(office: Office, person: Person, text: str) -> Text:
    return Text(at=office.now, address=office.address(person), text=text)
