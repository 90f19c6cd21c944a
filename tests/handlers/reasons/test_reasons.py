"""Every reason is heard: in the answer, in parts, late, after the decision (issue 1 of 8, 2)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from handlers.events import Attachment, Edited, Event, Spot, Text
from handlers.rules import circular
from handlers.rules.circular import Circular
from storage import calls, inbox
from storage.database import transaction
from storage.rows import Person, Photo, Reason
from tests.duties import second_thoughts
from tests.office import Office, without_lots


def miss(office: Office, *people: Person) -> None:
    for person in people:
        office.call(person)
    office.wait(minutes=11)
    for person in people:
        assert office.outcomes(person)[-1] == "missed"
        office.said(person)


def answer_late(office: Office, person: Person, words: str) -> None:
    office.call(person)
    office.wait(minutes=6)
    office.said(person)
    office.reply(person, words)
    assert office.outcomes(person)[-1] == "late"


def reason_of(office: Office, person: Person) -> Reason | None:
    with office.desk() as desk:
        return calls.reason(desk.db, office.calls(person)[-1].id or 0)


def offered(office: Office, person: Person, answer: str) -> str:
    """Give what the button under the question bears that asks back."""
    row = next(row for row in office.words(person) if row.key == "case.reason_doubt")
    found = [choice[1] for line in row.buttons for choice in line]
    return next(str(data) for data in found if data.endswith(answer))


def change(office: Office, person: Person, began: datetime, text: str) -> None:
    """Let somebody change a message that he sent before."""
    facts: dict[str, Any] = {"at": office.now, "address": office.address(person)}
    office.feed(Edited(**facts, began=began, text=text))


def flood(office: Office, person: Person, *words: str) -> None:
    """Let somebody write more than anybody could read: it is understood behind all others."""
    address = office.address(person)

    def parse(found: dict[str, Any], received: datetime) -> Event:
        return Text(at=received, address=address, text=found["text"])

    with transaction(office.bot.engine) as db:
        said = [(f"{office.now} {n}", {"text": text}) for n, text in enumerate(words)]
        inbox.store(db, office.channel, said, office.now, [(address, inbox.EXCESS)] * len(said))
    while office.bot.think_behind(office.now, {office.channel: parse}).handled:
        pass
    office.speak()


def text_of(office: Office, person: Person) -> str:
    found = reason_of(office, person)
    return found.text if found else ""


# 2.2 the late answer itself


def test_what_the_late_answer_says_is_the_reason(
    office: Office, ana: Person, budi: Person
) -> None:
    answer_late(office, ana, "Rapat dinas, HP tertinggal")
    assert office.said(ana) == ["case.late", "case.reason_in_answer"]
    assert text_of(office, ana) == "Rapat dinas, HP tertinggal"
    assert "Rapat dinas, HP tertinggal" in office.last_text(budi)
    office.reply(ana, "HP baru diantar pukul sembilan")
    assert "HP baru diantar" in text_of(office, ana)


@pytest.mark.wide
@pytest.mark.parametrize(
    "words", ["Hadir", "siap bu", "1", "maaf pak", "HADIR.", "ok 🙏", "/status"]
)
def test_a_late_answer_of_a_courtesy_gives_no_reason(
    office: Office, ana: Person, words: str
) -> None:
    answer_late(office, ana, words)
    assert reason_of(office, ana) is None
    assert "case.late" in office.said(ana)


def test_an_answer_in_time_needs_no_reason(office: Office, ana: Person) -> None:
    office.call(ana)
    office.reply(ana, "Sedang rapat dinas di kantor")
    assert office.outcomes(ana) == ["on_time"]
    assert reason_of(office, ana) is None


def test_a_reason_that_is_on_offer_may_be_the_late_answer(office: Office, ana: Person) -> None:
    answer_late(office, ana, "Gangguan jaringan")
    found = reason_of(office, ana)
    assert found
    assert (found.code, found.text) == ("gangguan_jaringan", "Gangguan jaringan")


def test_a_voice_note_as_a_late_answer_is_asked_back(office: Office, ana: Person) -> None:
    office.call(ana)
    office.wait(minutes=6)
    office.show(ana, "voice")
    assert office.said(ana)[-1] == "case.reason_doubt"
    office.reply(ana, "iya bu")
    assert text_of(office, ana) == "[pesan suara]"


# 2.3 courtesies, commands, numbers


@pytest.mark.parametrize(
    "words", ["ok", "baik bu", "siap", "Terima kasih", "siap salah", "izin", "hadir"]
)
def test_a_courtesy_is_no_reason(office: Office, ana: Person, words: str) -> None:
    miss(office, ana)
    office.reply(ana, words)
    assert reason_of(office, ana) is None
    assert office.said(ana) in (["case.reason_awaited"], ["call.closed_reason"])


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Status", "me.status"),
        ("/status", "me.status"),
        ("bantuan", "help.text"),
        ("help!", "help.text"),
    ],
)
def test_a_command_is_no_reason(office: Office, ana: Person, words: str, key: str) -> None:
    miss(office, ana)
    office.reply(ana, words)
    assert office.said(ana) == [key]
    assert reason_of(office, ana) is None


@pytest.mark.wide
@pytest.mark.parametrize("words", ["1", "1.", "1️⃣", "1 bu, maaf", "satu", "Nomor 1", "(1)"])
def test_a_number_chooses_the_first(office: Office, ana: Person, words: str) -> None:
    miss(office, ana)
    office.reply(ana, words)
    found = reason_of(office, ana)
    assert found
    assert (found.code, found.text) == ("rapat_daring", "Rapat daring")


@pytest.mark.parametrize("words", ["xyzzy", "👍", "kenapa saya dipanggil?"])
def test_what_is_unclear_is_asked_back_once(
    office: Office, ana: Person, budi: Person, words: str
) -> None:
    miss(office, ana)
    office.reply(ana, words)
    office.reply(ana, "hmm")
    assert office.said(ana) == ["case.reason_doubt"]
    assert reason_of(office, ana) is None
    office.reply(budi, "1 laporkan")
    assert office.said(budi)[-1] == "case.reason_first"
    office.wait_until(office.at("16.31"))
    assert text_of(office, ana) == f"{words}\nhmm"
    assert words in office.last_text(budi)


@pytest.mark.parametrize("how", ["words", "button"])
def test_what_is_not_meant_is_forgotten(office: Office, ana: Person, how: str) -> None:
    miss(office, ana)
    office.reply(ana, "xyzzy")
    office.reply(ana, "bukan bu") if how == "words" else office.tap(
        ana, offered(office, ana, "no")
    )
    assert office.said(ana) == ["case.reason_doubt", "case.reason_not_meant"]
    office.reply(ana, "Listrik padam sejak pagi")
    assert text_of(office, ana) == "Listrik padam sejak pagi"


def test_nobody_presses_for_another(office: Office, ana: Person, budi: Person) -> None:
    miss(office, ana)
    office.reply(ana, "xyzzy")
    if office.bot.traits[office.channel].buttons:
        office.tap(budi, offered(office, ana, "no"))
        assert office.said(budi)[-1] == "common.old_button"
    office.tap(ana, offered(office, ana, "yes"))
    assert text_of(office, ana) == "xyzzy"


def test_messages_in_a_row_belong_together(office: Office, ana: Person, budi: Person) -> None:
    miss(office, ana)
    office.said(budi)
    for words in ("Mohon maaf bu", "tadi saya rapat", "di kantor camat", "terima kasih"):
        office.reply(ana, words)
    assert text_of(office, ana) == "tadi saya rapat\ndi kantor camat"
    assert office.said(budi) == ["case.card"]
    office.wait(minutes=2)
    assert office.said(budi) == ["case.reason_added"]
    assert "di kantor camat" in office.last_text(budi)
    assert "common.nothing_open" not in office.said(ana)


def test_a_reason_that_is_changed_afterwards_is_heard_as_it_is_now(
    office: Office, ana: Person, budi: Person
) -> None:
    miss(office, ana)
    written = office.now
    office.reply(ana, "Listrik padam")
    office.wait(minutes=2)
    office.said(ana)
    for words in ("Listrik padam", "ok", "Listrik padam sejak subuh di rumah"):
        change(office, ana, written, words)
    assert office.said(ana) == ["case.reason_more"]
    assert text_of(office, ana) == "Listrik padam\nListrik padam sejak subuh di rumah"
    office.wait(minutes=2)
    assert "sejak subuh" in office.last_text(budi)


def test_a_changed_message_that_was_no_reason_is_passed_over(office: Office, ana: Person) -> None:
    before = office.now
    office.reply(ana, "Laporan menyusul")
    office.wait(minutes=1)
    miss(office, ana)
    office.reply(ana, "Listrik padam")
    office.said(ana)
    change(office, ana, before, "Laporan menyusul besok")
    assert office.said(ana) == []
    assert text_of(office, ana) == "Listrik padam"


@pytest.mark.parametrize(("kind", "word"), [("photo", "foto"), ("voice", "pesan suara")])
def test_a_photo_or_a_voice_note_is_a_reason(
    office: Office, ana: Person, budi: Person, kind: str, word: str
) -> None:
    miss(office, ana)
    office.show(ana, kind)
    assert office.said(ana) == ["case.reason_kept", "case.reason_write_too"]
    assert word in office.last_text(budi)
    office.show(ana, kind, caption="Gardu PLN terbakar")
    assert "Gardu PLN terbakar" in text_of(office, ana)


def test_the_photo_itself_is_kept(office: Office, ana: Person) -> None:
    miss(office, ana)
    address = office.address(ana)
    office.feed(Attachment(at=office.now, address=address, kind="photo", file="F1"))
    with office.desk() as desk:
        assert [row.duty for row in desk.db.exec(select(Photo))] == ["reason"]


def test_a_moving_place_is_no_reason(office: Office, ana: Person) -> None:
    miss(office, ana)
    office.feed(Spot(at=office.now, address=office.address(ana), lat=-2.9, lon=104.7))
    assert reason_of(office, ana) is None


# 2.1 late, and after the decision


def test_a_late_reason_is_kept_and_marked(office: Office, ana: Person, budi: Person) -> None:
    miss(office, ana)
    office.wait_until(office.at("19.00"))
    office.reply(ana, "Listrik dan jaringan padam sampai malam")
    assert office.said(ana)[-1] == "case.reason_kept_late"
    found = reason_of(office, ana)
    assert found
    assert (found.text, found.late_text) == ("", "Listrik dan jaringan padam sampai malam")
    assert "setelah waktunya" in office.last_text(budi)
    office.reply(budi, "/usulan")
    assert "Listrik dan jaringan padam" in office.last_text(budi)


def test_a_reason_sent_in_time_that_arrives_late_is_not_late(office: Office, ana: Person) -> None:
    miss(office, ana)
    sent = office.at("16.00")
    office.wait_until(office.at("19.00"))
    office.reply(ana, "Listrik padam sejak pagi", at=sent)
    assert text_of(office, ana) == "Listrik padam sejak pagi"


def test_after_the_decision_a_reason_goes_to_whoever_decided(
    office: Office, ana: Person, budi: Person
) -> None:
    miss(office, ana)
    office.wait_until(office.at("17.00"))
    office.decide(budi, ana, "guide")
    second_thoughts(office)
    office.said(budi)
    office.reply(ana, "terima kasih bu")
    assert office.said(ana)[-1] == "case.reason_told"
    office.reply(ana, "Tadi pagi saya dirawat di IGD")
    assert office.said(ana)[-1] == "case.reason_passed_on"
    assert office.said(budi) == ["case.reason_after"]
    assert "dirawat di IGD" in office.last_text(budi)
    office.decide(budi, ana, "accept")
    assert office.outcomes(ana) == ["excused"]


def test_weeks_after_the_decision_the_command_is_still_heard(
    office: Office, ana: Person, budi: Person
) -> None:
    miss(office, ana)
    office.wait_until(office.at("17.00"))
    office.decide(budi, ana, "guide")
    second_thoughts(office)
    office.now += timedelta(days=10)
    office.reply(ana, "/alasan surat dokter menyusul")
    assert office.said(ana)[-1] == "case.reason_passed_on"
    found = reason_of(office, ana)
    assert found
    assert found.late_text == "surat dokter menyusul"


def test_the_command_gives_adds_and_lists(office: Office, ana: Person) -> None:
    office.reply(ana, "/alasan")
    assert office.said(ana)[-1] == "case.nothing_asked"
    miss(office, ana)
    office.reply(ana, "/alasan")
    office.reply(ana, "/alasan ok")
    assert office.said(ana) == ["case.reason_asked"] * 2
    office.reply(ana, "/alasan listrik")
    assert office.said(ana) == ["case.reason_kept"]
    office.reply(ana, "/alasan sejak pukul tujuh")
    assert text_of(office, ana) == "listrik\nsejak pukul tujuh"
    office.reply(ana, "/alasan")
    assert office.said(ana)[-1] == "case.reason_stands"


def test_one_persons_words_never_become_anothers_reason(
    office: Office, ana: Person, budi: Person
) -> None:
    rina = office.hire("Rina", budi)
    miss(office, ana, rina)
    office.reply(ana, "Listrik padam di rumah")
    assert (text_of(office, ana), reason_of(office, rina)) == ("Listrik padam di rumah", None)
    office.reply(rina, "/alasan anak sakit demam")
    assert text_of(office, rina) == "anak sakit demam"
    assert text_of(office, ana) == "Listrik padam di rumah"


def test_a_reply_to_a_message_is_about_its_call(office: Office, ana: Person) -> None:
    miss(office, ana)
    asked = next(row for row in office.words(ana) if row.key == "case.missed")
    first = office.calls(ana)[0]
    miss(office, ana)
    office.reply(ana, "Listrik padam di rumah", quotes=asked.ref)
    with office.desk() as desk:
        kept = calls.reason(desk.db, first.id or 0)
        assert kept is not None
    assert reason_of(office, ana) is None


# how long a reason is in time


def law(until: str) -> Circular:
    own = circular.Layer(
        name="kantor2", text=f'id="k2"\nextends="kantor"\n[reason]\nuntil={until}'
    )
    return circular.parse((*without_lots().layers, own))


@pytest.mark.parametrize(
    ("until", "late"), [('"end_of_work"', True), ('"until_decided"', False), ("2", False)]
)
def test_until_when_a_reason_is_in_time(engine: Engine, until: str, *, late: bool) -> None:
    office = Office(engine, law(until))
    budi = office.hire("Budi")
    ana = office.hire("Ana", budi)
    office.begin_day()
    miss(office, ana)
    office.wait_until(office.at("19.00"))
    office.reply(ana, "Listrik padam sejak pagi")
    found = reason_of(office, ana)
    assert found
    assert bool(found.late_text) is late


def test_where_a_circular_only_notes_words_are_kept_beside_the_call(engine: Engine) -> None:
    own = circular.Layer(name="kantor2", text='id = "k2"\nextends = "kantor"\nsanction = "off"')
    office = Office(engine, circular.parse((*without_lots().layers, own)))
    ana = office.hire("Ana")
    office.begin_day()
    miss(office, ana)
    office.reply(ana, "Listrik padam sejak pagi")
    assert office.said(ana) == ["case.reason_noted"]
    assert text_of(office, ana) == "Listrik padam sejak pagi"


# noise


def test_identical_answers_are_said_once_and_then_rest(office: Office, ana: Person) -> None:
    office.said(ana)
    for _ in range(30):
        office.reply(ana, "halo apa kabar semuanya di sana")
    assert office.said(ana) == ["common.nothing_open"]
    office.wait(minutes=6)
    office.reply(ana, "halo")
    assert office.said(ana) == ["common.nothing_open"]


def test_noise_of_every_kind_gets_three_answers(office: Office, ana: Person) -> None:
    office.said(ana)
    for words in ("halo", "/entah", "/gangguan 1 2", "/alasan x y", "HADIR") * 5:
        office.reply(ana, words)
    assert len(office.said(ana)) == 3


def test_how_a_command_is_written_is_told_three_times(office: Office, ana: Person) -> None:
    budi = office.hire("Budi", roles=["supervisor"])
    for _ in range(30):
        office.reply(budi, "/panggil")
    assert office.said(budi) == ["order.how"] * 3


def test_a_flood_of_commands_gets_three_answers_of_each_kind(office: Office, ana: Person) -> None:
    flood(office, ana, *["/status"] * 100)
    assert office.said(ana).count("me.status") == 3


def test_what_a_flood_causes_others_to_hear_never_rests(
    office: Office, ana: Person, budi: Person
) -> None:
    """Chaos found a call that was never asked: it was the fourth in five minutes."""
    with transaction(office.bot.engine) as db:
        budi = db.merge(budi)
        budi.roles = ["supervisor"]
    for _ in range(4):
        flood(office, budi, "/panggil Ana mohon data")
        assert "call.targeted" in office.said(ana)
        office.reply(ana)
        office.wait(seconds=30)
    assert office.outcomes(ana) == ["on_time"] * 4


def test_whoever_is_called_hears_that_a_forwarded_message_does_not_count(
    office: Office, ana: Person
) -> None:
    for words in ("halo", "/entah", "/gangguan 1 2", "/alasan x y"):
        office.reply(ana, words)
    office.call(ana)
    office.said(ana)
    for _ in range(5):
        office.reply(ana, "x", forwarded=True)
    assert office.said(ana) == ["call.not_an_answer"]


def test_a_stranger_who_guesses_codes_is_told_once(office: Office) -> None:
    other = f"{office.channel}:666"
    for n in range(4):
        office.feed(Text(at=office.now, address=other, text=f"/mulai AAAAAAAA{n}"))
    assert office.said(other) == ["enrol.bad_code"]
