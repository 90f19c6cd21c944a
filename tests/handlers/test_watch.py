"""When something of ours stands still, admins learn it once, and readers of digests see it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from handlers import digest, watch
from handlers.events import Audited, Counted, Delivered, Examined, Tick
from storage import gauges, inbox, log, outages, people, stalls
from storage.database import transaction
from storage.rows import Person
from tests.lines import TELEGRAM, TRAITS, WHATSAPP, Line
from tests.office import Office

pytestmark = pytest.mark.wide


@pytest.fixture(autouse=True)
def one_line(office: Office) -> None:
    """Only Telegram is switched on."""
    office.lines = {TELEGRAM: office.lines[TELEGRAM]}
    office.bot.traits = {TELEGRAM: office.lines[TELEGRAM].traits}


@pytest.fixture
def budi(office: Office) -> Person:
    return office.hire("Budi", position="Kepala Bidang")


@pytest.fixture
def ana(office: Office, budi: Person) -> Person:
    return office.hire("Ana", budi)


@pytest.fixture
def dina(office: Office, ana: Person) -> Person:
    """The admin, in an office that is at work."""
    person = office.hire("Dina", roles=["admin"])
    office.begin_day()
    office.said(person)
    return person


def poison(office: Office, number: str = "1") -> None:
    with transaction(office.bot.engine) as db:
        inbox.store(db, "telegram", [(number, {"update_id": "?"})], office.now)
    office.bot.think(office.now, {"telegram": _baffled})


def _baffled(_raw: object, _at: object) -> None:
    raise ValueError("nonsense")


def digest_of(office: Office, reader: Person) -> str:
    with office.desk() as desk:
        digest.send(desk, reader, desk.today(), people.subordinates(desk.db, reader), unit="")
    office.speak()
    return office.last_text(reader)


def test_a_channel_that_does_not_hear_is_told_once_and_its_end_once(
    office: Office, dina: Person, ana: Person
) -> None:
    office.heard_until = office.now
    office.wait(seconds=119)
    assert office.said(dina) == []
    for _ in range(3):
        office.wait(minutes=2)
    assert office.said(dina) == ["watch.begun"]
    assert "penerimaan pesan melalui Telegram, sejak" in office.last_text(dina)
    assert "08.00.00 WIB" in office.last_text(dina)
    office.heard_until = None
    for _ in range(3):
        office.wait(minutes=2)
    assert office.said(dina) == ["watch.ended"]
    assert "watch.begun" not in office.said(ana)


def test_a_second_stall_is_told_again(office: Office, dina: Person) -> None:
    for _ in range(2):
        office.heard_until = office.now
        office.wait(minutes=3)
        office.heard_until = None
        office.wait(minutes=1)
    assert office.said(dina) == ["watch.begun", "watch.ended"] * 2


def test_without_an_admin_whom_we_can_reach_the_personnel_office_learns_it(
    office: Office, ana: Person
) -> None:
    office.hire("Edi", roles=["admin"], enrolled=False)
    eka = office.hire("Eka", roles=["personnel"])
    office.begin_day()
    office.said(eka)
    office.heard_until = office.now
    office.wait(minutes=3)
    assert office.said(eka) == ["watch.begun"]


def test_an_office_without_either_still_has_it_in_the_digest(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    office.heard_until = office.now
    office.wait(minutes=3)
    assert "melalui Telegram, sejak Jumat, 10 April 2026, pukul 08.00 WIB, belum" in digest_of(
        office, budi
    )


def test_after_a_long_night_without_us_no_channel_is_accused(office: Office, dina: Person) -> None:
    office.heard_until = office.now
    office.stop(minutes=90)
    office.tick()
    assert office.said(dina) == ["watch.ended"]
    assert "seluruh sistem" in office.last_text(dina)
    office.wait(minutes=1)
    assert office.said(dina) == []
    office.wait(minutes=2)
    assert office.said(dina) == ["watch.begun"]


def test_a_restart_of_a_minute_is_not_worth_a_word(office: Office, dina: Person) -> None:
    office.stop(minutes=1)
    office.wait(minutes=5)
    assert office.said(dina) == []


def test_the_word_goes_by_the_channel_that_does_hear(office: Office, dina: Person) -> None:
    office.lines[WHATSAPP] = Line(WHATSAPP, TRAITS[WHATSAPP])
    office.bot.traits = dict(TRAITS)
    there = office.connect(dina, WHATSAPP)
    office.reply(dina, "/status", address=there)
    office.said(there)
    office.heard_until = office.now
    office.now += timedelta(minutes=3)
    office.feed(Tick(at=office.now, heard={TELEGRAM: office.heard_until, WHATSAPP: office.now}))
    assert office.said(there) == ["watch.begun"]
    assert office.said(dina) == []


def test_a_channel_that_is_switched_off_is_not_missed(office: Office, dina: Person) -> None:
    with office.desk() as desk:
        outages.beat(desk.db, WHATSAPP, office.now - timedelta(hours=23))
    office.wait(minutes=5)
    assert office.said(dina) == []


@pytest.mark.parametrize(("hours", "missed"), [(23, {WHATSAPP}), (24, set())])
def test_a_mind_that_is_told_no_channels_forgets_one_after_a_day(
    office: Office, dina: Person, hours: int, missed: set[str]
) -> None:
    with office.desk() as desk:
        outages.beat(desk.db, WHATSAPP, office.now - timedelta(hours=hours))
        desk.channels = {}
        watch.watch(desk)
        assert set(stalls.standing(desk.db)) == missed


def test_words_that_wait_ten_minutes_are_a_stall(
    office: Office, dina: Person, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as mute:
        mute.setattr(office, "speak", lambda: None)
        office.reply(ana, "/status")
        office.wait(minutes=9)
        with office.desk() as desk:
            assert stalls.standing(desk.db) == {}
        office.wait(minutes=1)
        office.wait(minutes=5)
    office.speak()
    office.wait(minutes=1)
    assert office.said(dina) == ["watch.begun", "watch.ended"]
    assert "pengiriman pesan, sejak Jumat, 10 April 2026, pukul 08.00" in office.last_text(dina)


def test_an_update_that_nobody_understands_is_told_until_an_hour_is_quiet(
    office: Office, dina: Person
) -> None:
    poison(office)
    office.tick()
    poison(office, "2")
    office.wait(minutes=59)
    assert office.said(dina) == ["watch.begun"]
    office.wait(minutes=2)
    assert office.said(dina) == ["watch.ended"]
    office.wait(minutes=30)
    assert office.said(dina) == []


def test_the_digest_tells_what_stood_still_today_and_is_silent_otherwise(
    office: Office, dina: Person, budi: Person
) -> None:
    assert "Gangguan sistem" not in digest_of(office, budi)
    office.heard_until = office.now
    office.wait(minutes=3)
    office.heard_until = None
    office.wait(minutes=1)
    poison(office)
    office.tick()
    said = digest_of(office, budi)
    assert "Gangguan sistem: penerimaan pesan melalui Telegram, sejak pukul 08.00 WIB" in said
    assert "dan pembacaan pesan masuk" in said
    office.wait(minutes=24 * 60)
    assert "Gangguan sistem" not in digest_of(office, budi)


def test_a_stall_accuses_nobody_and_stands_in_the_log(office: Office, dina: Person) -> None:
    office.heard_until = office.now
    office.wait(minutes=3)
    with office.desk() as desk:
        facts = [entry.facts for entry in log.of_kind(desk.db, "stall.begun")]
    assert [fact["what"] for fact in facts] == ["telegram"]


def test_what_the_auditor_finds_is_told_to_admins_once_a_day_and_accuses_nobody(
    office: Office,
) -> None:
    admin = office.hire("Sari", roles=["admin"])
    found = Audited(at=office.now, count=2, rules=("verdict_late",))
    office.feed(found)
    office.feed(found)
    assert office.said(admin).count("watch.audit") == 1
    office.wait(minutes=24 * 60)
    office.feed(replace(found, at=office.now))
    assert office.said(admin).count("watch.audit") == 1


def test_a_channel_whose_calls_come_to_nothing_is_told_on_the_other_one_and_in_the_digest(
    office: Office, ana: Person, budi: Person, dina: Person
) -> None:
    office.lines[WHATSAPP] = Line(WHATSAPP, TRAITS[WHATSAPP])
    office.bot.traits = dict(TRAITS)
    there = office.connect(dina, WHATSAPP)
    office.reply(dina, "/status", address=there)
    office.said(there)
    office.refusing[office.address(ana)] = "refused"
    for _ in range(watch.FEW):
        office.call(ana)
        office.wait(minutes=5)
    assert office.outcomes(ana) == ["void"] * watch.FEW
    with transaction(office.bot.engine) as db:
        since, on = office.now - timedelta(hours=1), office.now.date()
        ends = tuple(gauges.ends(db, on, since, ("refused",)))
    assert ends == ((TELEGRAM, watch.FEW, watch.FEW),)
    for _ in range(2):
        office.feed(Counted(at=office.now, ends=ends))
        office.tick()
    assert office.said(there) == ["watch.begun"]
    assert office.said(dina) == []
    assert "panggilan melalui Telegram" in digest_of(office, budi)
    office.feed(Counted(at=office.now, ends=((TELEGRAM, 9, watch.FEW),)))
    assert [*office.said(dina), *office.said(there)] == ["watch.ended"]


def test_few_calls_tell_nothing_of_a_channel(office: Office, dina: Person) -> None:
    office.feed(Counted(at=office.now, ends=((TELEGRAM, 2, 2), (WHATSAPP, 20, 9), ("", 5, 5))))
    assert office.said(dina) == []


@pytest.fixture
def there(office: Office, dina: Person) -> str:
    """Her other address, on WhatsApp, where she has written today."""
    office.lines[WHATSAPP] = Line(WHATSAPP, TRAITS[WHATSAPP])
    office.bot.traits = dict(TRAITS)
    address = office.connect(dina, WHATSAPP)
    office.reply(dina, "/status", address=address)
    office.said(address)
    return address


def counted(office: Office) -> Counted:
    """Count as the running program does."""
    since, late = office.now - timedelta(hours=1), office.now - timedelta(minutes=10)
    with transaction(office.bot.engine) as db:
        return Counted(
            at=office.now,
            failures=tuple(gauges.failures(db, since)),
            receipts=tuple((n, *gauges.unreceipted(db, n, since, late)) for n in (WHATSAPP,)),
        )


def tell(office: Office, names: str, *, on: str = TELEGRAM) -> list[str]:
    """Say something to people of a channel; give their addresses."""
    found = []
    for name in names.split():
        person = office.hire(name, enrolled=on == TELEGRAM)
        address = office.address(person) if on == TELEGRAM else office.connect(person, on)
        found.append(address)
        if on == WHATSAPP:
            office.reply(person, "/status", address=address)
        with office.desk() as desk:
            desk.say(person, "me.language")
    return found


@pytest.mark.parametrize(
    ("refusal", "cause", "said"),
    [
        ("refused 20005: suspended", "20005", "akun Twilio ditangguhkan, kode 20005"),
        ("refused failed 63112", "63112", "dinonaktifkan oleh Meta, kode 63112"),
        ("refused failed 63007", "63007", "tidak terdaftar di WhatsApp, kode 63007"),
        ("rejected failed 63041", "63041", "templat dijeda oleh Meta, kode 63041"),
        ("rejected undelivered 63049", "63049", "tidak menyampaikan pesan, kode 63049"),
        ("rejected 21656: variables", "21656", "tidak sesuai dengan templat, kode 21656"),
        ("undelivered failed 69999", "69999", "tidak terjangkau: 69999"),
        ("refused check the token", "refused", "menolak akun atau token"),
    ],
)
def test_messages_that_fail_for_good_are_told_by_their_cause_on_the_other_channel(
    office: Office, there: str, dina: Person, budi: Person, refusal: str, cause: str, said: str
) -> None:
    office.refusing |= {f"{TELEGRAM}:{n}": refusal for n in range(50)}
    tell(office, "Eka Fitri")
    office.tick()
    office.feed(counted(office))
    assert office.said(there) == [], "two people may well be unlucky"
    tell(office, "Gita")
    office.tick()
    for _ in range(2):
        office.feed(counted(office))
    assert office.said(there) == ["watch.begun"]
    assert said in office.last_text(there)
    with office.desk() as desk:
        assert set(stalls.standing(desk.db)) == {f"failing.telegram.{cause}"}
    office.refusing.clear()
    assert said in digest_of(office, budi)
    office.wait(minutes=61)
    office.feed(counted(office))
    assert "watch.ended" in office.said(there) + office.said(dina)


def test_what_one_person_brings_about_says_nothing_of_a_channel(
    office: Office, there: str, dina: Person, ana: Person
) -> None:
    office.refusing |= {f"{TELEGRAM}:{n}": "blocked Forbidden" for n in range(50)}
    office.refusing[office.address(ana)] = "rejected 21656: variables"
    tell(office, "Eka Fitri Gita")
    for _ in range(5):
        with office.desk() as desk:
            desk.say(ana, "me.language")
    office.tick()
    office.feed(counted(office))
    assert office.said(there) == []


def test_callbacks_that_never_come_are_told_on_the_other_channel(
    office: Office, there: str, dina: Person
) -> None:
    office.said(dina)
    office.in_flight |= {f"{WHATSAPP}:{n}" for n in range(50)}
    tell(office, "Eka Fitri Gita", on=WHATSAPP)
    office.tick()
    office.wait(minutes=9)
    office.feed(counted(office))
    assert office.said(dina) == [], "receipts may still come"
    office.wait(minutes=2)
    office.feed(counted(office))
    assert office.said(dina) == ["watch.begun"]
    assert "tanda terima pesan melalui Whatsapp" in office.last_text(dina)
    office.wait(minutes=60)
    office.feed(counted(office))
    assert "watch.ended" in office.said(dina) + office.said(there)


def test_phones_that_are_off_are_no_missing_callbacks(office: Office, there: str) -> None:
    tell(office, "Eka Fitri Gita Hana", on=WHATSAPP)
    office.in_flight |= set(tell(office, "Indah Joko Kiki", on=WHATSAPP))
    office.tick()
    office.wait(minutes=11)
    found = counted(office).receipts
    assert [name for name, took, without in found if without] == [WHATSAPP]
    office.feed(counted(office))
    with office.desk() as desk:
        assert stalls.standing(desk.db) == {}


def test_a_receipt_that_had_to_be_asked_for_is_a_missing_callback(
    office: Office, there: str
) -> None:
    office.in_flight |= {f"{WHATSAPP}:{n}" for n in range(50)}
    addresses = tell(office, "Eka Fitri Gita", on=WHATSAPP)
    office.tick()
    words = [row for address in addresses for row in office.words(address)]
    missing = []
    for asked in (True, False):
        for row in words:
            facts: dict[str, Any] = {"outbox_id": row.id, "ref": row.ref, "asked": asked}
            office.feed(Delivered(at=office.now, received=office.now, **facts))
        office.wait(minutes=11)
        missing += [without for _, _, without in counted(office).receipts]
    assert missing == [len(words), 0], "later they came by themselves"


def test_what_the_platform_says_is_wrong_with_our_account_is_told_until_it_is_mended(
    office: Office, there: str, dina: Person, budi: Person
) -> None:
    office.said(dina)
    faults: tuple[str, ...]
    for faults in (("offline", "template"), ("offline",), ("offline",), ()):
        office.feed(Examined(at=office.now, channel=WHATSAPP, faults=faults))
        office.feed(Examined(at=office.now, channel=TELEGRAM, faults=()))
        if len(faults) == 1:
            assert "akun Whatsapp (nomor pengirim tidak aktif)" in digest_of(office, budi)
        office.tick()
    heard = office.said(dina) + office.said(there)
    assert sorted(heard) == ["watch.begun"] * 2 + ["watch.ended"] * 2
    with office.desk() as desk:
        assert stalls.standing(desk.db) == {}
