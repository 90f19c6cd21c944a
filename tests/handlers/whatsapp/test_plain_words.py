"""Without buttons and slashes: numbers, plain words, and what stays an answer all the same."""

import pytest

from handlers.events import Attachment
from storage.database import transaction
from storage.rows import Person
from tests.lines import in_hand
from tests.office import Office

pytestmark = pytest.mark.wide


@pytest.mark.parametrize("words", ["hadir", "HADIR.", " Hadir ! ", "1", "1.", "*HADIR*"])
def test_a_press_may_be_written(office: Office, ana: Person, words: str) -> None:
    office.call(ana)
    office.reply(ana, words)
    assert office.calls(ana)[0].answer_kind == "button"
    assert office.outcomes(ana) == ["on_time"]


def test_choices_stand_under_the_message_with_their_numbers(office: Office, ana: Person) -> None:
    office.call(ana)
    row = office.words(ana)[-1]
    assert office.spoken(row).text.endswith("\n1. HADIR")


def test_a_number_may_come_before_the_receipt_of_what_it_answers(
    office: Office, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as held:
        held.setattr(office, "speak", lambda: None)
        office.call(ana)
        with transaction(office.bot.engine) as db:
            in_hand(db, office.channel, office.now, 10)
        office.reply(ana, "1")
    assert office.calls(ana)[0].answer_kind == "button"


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("status", "me.status"),
        ("Status.", "me.status"),
        ("/status", "me.status"),
        ("BANTUAN", "help.text"),
        ("help", "help.text"),
        ("data saya", "me.data"),
        ("bahasa en", "me.language"),
    ],
)
def test_commands_need_no_slash(office: Office, ana: Person, words: str, key: str) -> None:
    office.said(ana)
    office.reply(ana, words)
    assert office.said(ana) == [key]


@pytest.mark.parametrize("words", ["izin sakit kepala", "lapor: listrik padam"])
def test_while_a_reason_is_asked_words_are_the_reason_and_no_command(
    office: Office, ana: Person, words: str
) -> None:
    office.call(ana)
    office.wait(minutes=11)
    office.reply(ana, words)
    assert "case.reason_kept" in office.said(ana)


def test_a_reason_given_by_its_number_is_written_out_on_the_card(
    office: Office, boss: Person, ana: Person
) -> None:
    office.call(ana)
    office.wait(minutes=11)
    office.reply(ana, "2")
    assert "Panggilan dinas lain" in office.last_text(boss)


def test_a_supervisor_decides_by_a_number_which_may_quote_its_card(
    office: Office, boss: Person, ana: Person
) -> None:
    office.call(ana)
    office.wait(minutes=11)
    office.reply(ana, "Listrik padam")
    office.decide(boss, ana, "accept")
    assert office.outcomes(ana) == ["excused"]


@pytest.mark.parametrize(
    "words",
    [
        "Terima alasan",
        "TERIMA ALASAN.",
        "terima",
        "1 terima",
        "usulan 1 terima",
        "Alasan diterima",
    ],
)
def test_a_supervisor_may_write_the_words_of_a_choice(
    office: Office, boss: Person, ana: Person, words: str
) -> None:
    office.call(ana)
    office.wait(minutes=11)
    office.reply(ana, "Listrik padam")
    office.reply(boss, words)
    assert office.outcomes(ana) == ["excused"]


def test_a_number_that_nobody_offered_is_a_word(office: Office, ana: Person) -> None:
    office.call(ana)
    office.reply(ana, "7")
    assert office.outcomes(ana) == ["on_time"]
    assert office.calls(ana)[0].answer_kind == "text"


def test_what_the_channel_cannot_carry_answers_a_call_and_is_explained_otherwise(
    office: Office, ana: Person
) -> None:
    office.call(ana)
    office.show(ana, "unsupported")
    assert office.outcomes(ana) == ["on_time"]
    office.said(ana)
    office.show(ana, "unsupported")
    assert office.said(ana) == ["common.unsupported"]


def test_a_forwarded_hadir_is_no_answer(office: Office, ana: Person) -> None:
    office.call(ana)
    office.reply(ana, "Hadir", forwarded=True)
    assert office.outcomes(ana) == []


def test_a_quoted_call_gets_the_answer_that_came_too_late(office: Office, ana: Person) -> None:
    office.call(ana)
    first = next(row for row in office.words(ana) if row.attempt_id)
    office.wait(minutes=60)
    office.call(ana)
    office.reply(ana)
    office.wait(minutes=1)
    office.reply(ana, "Maaf, baru terbaca", quotes=first.ref)
    old, new = office.calls(ana)
    assert old.heard_after_at is not None
    assert new.heard_after_at is None


def test_a_photo_with_a_caption_is_an_answer_too(office: Office, ana: Person) -> None:
    office.call(ana)
    office.feed(
        Attachment(at=office.now, address=office.address(ana), kind="photo", caption="hadir")
    )
    assert office.outcomes(ana) == ["on_time"]
