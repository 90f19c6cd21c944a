"""What was sent as a reason can be opened by whoever may decide, and by nobody else (2.1)."""

import pytest

from handlers.events import Attachment
from storage.rows import Outbox, Person
from tests.office import Office

pytestmark = pytest.mark.wide


def sends(office: Office, person: Person, kind: str, file: str, caption: str = "") -> None:
    address = office.address(person)
    office.feed(Attachment(at=office.now, address=address, kind=kind, file=file, caption=caption))


def missed(office: Office, person: Person) -> None:
    office.call(person)
    office.wait(minutes=11)


def opened(office: Office, person: Person, *, by: str = "") -> list[Outbox]:
    """Let somebody ask for what was sent, and give what comes."""
    before = len(office.words(person))
    office.reply(person, by) if by else office.press(person, "show")
    return office.words(person)[before:]


def shows(office: Office) -> bool:
    return office.bot.traits[office.channel].media


@pytest.mark.parametrize("kind", ["photo", "voice", "video", "video_note", "audio", "document"])
def test_who_decides_opens_what_was_sent(
    office: Office, ana: Person, budi: Person, kind: str
) -> None:
    missed(office, ana)
    sends(office, ana, kind, "F1", "Gardu PLN terbakar")
    (row,) = opened(office, budi)
    if shows(office):
        assert office.spoken(row).media == (kind, "F1")
        assert "Ana" in office.spoken(row).text
    else:
        assert row.key == "case.not_shown"
        assert office.spoken(row).media == ("", "")
        assert "tidak dapat ditampilkan di sini" in office.spoken(row).text


def test_all_that_was_sent_comes_in_its_order(office: Office, ana: Person, budi: Person) -> None:
    missed(office, ana)
    sends(office, ana, "photo", "F1", "Gardu PLN terbakar")
    sends(office, ana, "voice", "F2")
    office.wait(minutes=2)  # what was added is told to him, with a button
    assert office.said(budi)[-1] == "case.reason_added"
    rows = opened(office, budi)
    if shows(office):
        assert [row.blanks["media_file"] for row in rows] == ["F1", "F2"]
    assert len(rows) == 2


@pytest.mark.parametrize("words", ["lihat", "Lihat lampiran", "1 lihat", "usulan 1 lihat"])
def test_it_may_be_asked_for_in_words(
    office: Office, ana: Person, budi: Person, words: str
) -> None:
    missed(office, ana)
    sends(office, ana, "photo", "F1", "Gardu PLN terbakar")
    number = next(r for r in office.words(budi) if r.key == "case.card").blanks["number"]
    (row,) = opened(office, budi, by=words.replace("1", f"{number}"))
    assert row.key in {"case.shown", "case.not_shown"}


def test_nobody_else_opens_it(office: Office, ana: Person, budi: Person) -> None:
    rina = office.hire("Rina")
    office.hire("Joko", rina)
    missed(office, ana)
    sends(office, ana, "photo", "F1", "Gardu PLN terbakar")
    button = next(
        data
        for r in office.words(budi)
        for line in r.buttons
        for _, data in line
        if "show" in data
    )
    for person in (rina, ana):
        office.said(person)
        office.feed_tap(person, button)
        assert office.said(person) == ["case.not_yours"]


def test_a_card_without_anything_to_open_has_no_such_button(
    office: Office, ana: Person, budi: Person
) -> None:
    missed(office, ana)
    office.reply(ana, "Listrik padam di rumah")
    buttons = [data for r in office.words(budi) for line in r.buttons for _, data in line]
    assert not [data for data in buttons if data.endswith("show")]


@pytest.mark.parametrize(("answer", "count"), [("ya", 1), ("bukan", 0)])
def test_a_voice_note_that_was_the_late_answer_is_opened_only_if_it_is_the_reason(
    office: Office, ana: Person, budi: Person, answer: str, count: int
) -> None:
    office.call(ana)
    office.wait(minutes=6)
    sends(office, ana, "voice", "F1")
    office.reply(ana, answer)
    if not count:
        office.reply(ana, "Listrik padam di rumah")
    buttons = [data for r in office.words(budi) for line in r.buttons for _, data in line]
    assert len({data for data in buttons if data.endswith("show")}) == count


def test_after_the_decision_it_comes_with_the_new_words(
    office: Office, ana: Person, budi: Person
) -> None:
    missed(office, ana)
    office.reply(ana, "Listrik padam di rumah")
    office.decide(budi, ana, "refuse", "guide")
    office.wait(minutes=6)
    sends(office, ana, "document", "F1", "Surat keterangan dokter")
    assert office.said(budi)[-1] == "case.reason_after"
    assert len(opened(office, budi)) == 1
