"""One person, two channels: the preferred one, the spare, and the second attempt."""

import re
from typing import Any

import pytest
from sqlalchemy import Engine

from handlers import enrol
from handlers.events import Blocked, Text
from storage.rows import Person
from tests import lines
from tests.office import Office

WA = "whatsapp:+6281211110002"


@pytest.fixture
def both(engine: Engine) -> Office:
    """An office on Telegram whose people may add WhatsApp."""
    office = Office(engine)
    office.begin_day("09.00")
    return office


@pytest.fixture
def dewi(both: Office) -> Person:
    return both.hire("Dewi Anggraini", phone="+6281211110002")


def write(office: Office, text: str, address: str = WA, **facts: Any) -> None:
    phone = address.partition("+")[2] and address.partition(":")[2]
    office.feed(Text(at=office.now, address=address, text=text, phone=phone, **facts))


def add_whatsapp(office: Office, person: Person, address: str = WA, **facts: str) -> None:
    office.reply(person, "/saluran tambah")
    code = re.search(r"mulai (\w+)", office.last_text(person))
    assert code
    write(office, f"Mulai {code[1].lower()}", address, **facts)
    write(office, "mengerti", address, **facts)


def test_a_person_adds_the_other_channel_with_a_code_of_his_own(
    both: Office, dewi: Person
) -> None:
    add_whatsapp(both, dewi)
    assert both.said(WA)[-1] == "enrol.welcome"
    both.reply(dewi, "/status")
    status = both.words(WA)[-1]
    assert status.key == "me.status"
    assert "WhatsApp" in both.text(status)
    assert "Telegram" in both.text(status)


def test_a_code_from_another_number_than_that_on_the_roster_is_not_taken(
    both: Office, dewi: Person
) -> None:
    stranger = "whatsapp:+6281399998888"
    add_whatsapp(both, dewi, stranger)
    assert "enrol.other_phone" in both.said(stranger)
    assert "enrol.welcome" not in both.said(stranger)


def test_a_hidden_number_enrols_by_its_code_alone(both: Office, dewi: Person) -> None:
    add_whatsapp(both, dewi, "whatsapp:ID.4566778899")
    assert both.said("whatsapp:ID.4566778899")[-1] == "enrol.welcome"


HIDDEN, PARENT = "whatsapp:ID.4566778899", "whatsapp:ID.ENT.11815799"


@pytest.mark.parametrize("name", [HIDDEN, PARENT])
def test_who_hides_the_number_is_still_herself(both: Office, dewi: Person, name: str) -> None:
    """From and ExternalUserId are then the same id, and no number comes with it."""
    add_whatsapp(both, dewi, WA, alias=HIDDEN)
    write(both, "status", WA, alias=PARENT)
    both.call(dewi)
    both.wait(seconds=5)
    write(both, "hadir", name)
    assert both.outcomes(dewi) == ["on_time"]
    assert both.words(name)[-1].key == "call.thanks"


def test_what_was_asked_at_the_number_is_answered_from_the_hidden_account(
    both: Office, dewi: Person
) -> None:
    add_whatsapp(both, dewi, WA, alias=HIDDEN)
    both.hire("Eka", dewi)
    write(both, "panggil Eka", WA, alias=HIDDEN)
    assert both.words(WA)[-1].key == "order.purpose"
    write(both, "rapat e-Kinerja", HIDDEN)
    assert both.words(HIDDEN)[-1].key == "order.placed"


def test_a_number_that_is_shown_again_is_known(both: Office, dewi: Person) -> None:
    add_whatsapp(both, dewi, WA, alias=HIDDEN)
    write(both, "status", HIDDEN)
    write(both, "status", WA)  # as Twilio's list tells it: without the id
    assert both.words(WA)[-1].key == "me.status"


def test_a_recycled_number_is_not_the_person(both: Office, dewi: Person) -> None:
    officer = both.hire("Fitri", roles=["personnel"])
    add_whatsapp(both, dewi, WA, alias=HIDDEN)
    both.said(WA)
    for _ in range(2):
        write(both, "data saya", WA, alias="whatsapp:ID.99")
    assert set(both.said(WA)) == {"enrol.stranger"}
    assert both.said(officer) == ["enrol.number_taken"]
    both.call(dewi)
    assert both.words(dewi)[-1].key == "call.first", "called where she is still herself"
    write(both, "status", HIDDEN)
    assert both.words(HIDDEN)[-1].key == "me.status"


def test_the_new_owner_of_a_number_needs_a_code(both: Office, dewi: Person) -> None:
    add_whatsapp(both, dewi, WA, alias=HIDDEN)
    write(both, "halo", WA, alias="whatsapp:ID.99")
    both.wait(seconds=1)
    add_whatsapp(both, dewi, WA, alias="whatsapp:ID.99")
    assert both.said(WA)[-1] == "enrol.welcome"
    write(both, "status", WA, alias="whatsapp:ID.99")
    assert both.words(WA)[-1].key == "me.status"


def test_the_preferred_channel_is_spoken_to(both: Office, dewi: Person) -> None:
    add_whatsapp(both, dewi)
    both.reply(dewi, "/saluran 2")
    both.call(dewi)
    assert both.words(dewi)[-1].key == "call.first"
    assert both.calls(dewi)[0].channel == lines.TELEGRAM


def test_the_second_attempt_goes_to_the_other_channel_and_may_be_answered_there(
    both: Office, dewi: Person
) -> None:
    add_whatsapp(both, dewi)
    both.reply(dewi, "/saluran 2")
    both.call(dewi)
    both.wait(minutes=5, seconds=1)
    assert both.said(WA)[-1] == "call.again"
    write(both, "hadir")
    assert both.outcomes(dewi) == ["late"]


def test_a_silence_on_both_is_no_silence_while_one_of_them_was_deaf(
    both: Office, dewi: Person
) -> None:
    add_whatsapp(both, dewi)
    both.reply(dewi, "/saluran 2")
    both.call(dewi)
    both.wait(minutes=5, seconds=1)
    with both.desk() as desk:
        from handlers import outage

        outage.record(desk, lines.WHATSAPP, both.now, both.now, "gap")
    both.wait(minutes=10)
    assert both.outcomes(dewi) == ["void"]


def test_who_blocks_one_channel_is_called_on_the_other(both: Office, dewi: Person) -> None:
    add_whatsapp(both, dewi)
    both.feed(Blocked(at=both.now, address=WA))
    both.call(dewi)
    assert both.calls(dewi)[0].channel == lines.TELEGRAM
    assert both.words(dewi)[-1].key == "call.first"


def test_a_new_account_on_a_channel_replaces_only_the_one_there(
    both: Office, dewi: Person
) -> None:
    add_whatsapp(both, dewi)
    with both.desk() as desk:
        enrol.invite(desk, desk.db.get_one(Person, dewi.id), "NEWPHONE22")
    hidden = "whatsapp:ID.77"
    write(both, "mulai newphone22", hidden)
    write(both, "1", hidden)
    assert "enrol.replaced_old" in both.said(WA)
    both.wait(minutes=10)
    assert "enrol.welcome" in both.said(hidden)
    both.reply(dewi, "/status")
    with both.desk() as desk:
        from storage import people

        known = {c.address for c in people.contacts(desk.db, dewi)}
    assert known == {both.address(dewi), hidden}
