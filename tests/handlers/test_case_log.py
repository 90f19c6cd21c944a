"""The log tells the way of a case: opened, put before somebody, decided, taken back, withdrawn."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from handlers.events import Attachment
from storage.rows import Entry, Person
from tests.office import Office


@pytest.fixture
def budi(office: Office) -> Person:
    return office.hire("Budi", position="Kepala Bidang", roles=["supervisor"])


@pytest.fixture
def ana(office: Office, budi: Person) -> Person:
    return office.hire("Ana", budi)


def told(office: Office) -> list[tuple[str, dict[str, Any]]]:
    with office.desk() as desk:
        entries = desk.db.exec(select(Entry).order_by(Entry.id)).all()  # type: ignore[arg-type]
        return [(e.kind, e.facts) for e in entries if e.kind.startswith("case.")]


def missed(office: Office, person: Person, why: str = "Listrik padam") -> str:
    office.call(person)
    office.wait(minutes=11)
    office.reply(person, why)
    return office.calls(person)[-1].code


def test_the_log_tells_who_got_a_case_and_what_he_decided(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    code = missed(office, ana)
    office.decide(budi, ana, "refuse", "guide")
    found = [(kind, facts) for kind, facts in told(office) if kind != "case.reason"]
    kinds = [kind for kind, _ in found]
    assert kinds[0] == "case.opened"
    assert "case.carded" in kinds
    assert found[0][1] == {"call": code, "kind": "missed"}
    assert dict(found)["case.carded"] == {"call": code, "to": budi.nip}
    decided = [facts for kind, facts in found if kind == "case.decided"]
    assert [facts["choice"] for facts in decided] == ["refuse", "guide"]
    assert {facts["by"] for facts in decided} == {budi.nip}
    assert [step[0] for step in decided[-1]["steps"]] == ["Teguran lisan", "Teguran tertulis"]


def test_the_log_tells_what_was_taken_back(office: Office, ana: Person, budi: Person) -> None:
    office.begin_day()
    code = missed(office, ana)
    office.decide(budi, ana, "refuse")
    office.reply(budi, "1 batal")
    assert ("case.taken_back", {"call": code, "choice": "refuse", "by": budi.nip}) in told(office)


def test_the_log_tells_what_new_words_held_back(office: Office, ana: Person, budi: Person) -> None:
    office.begin_day()
    code = missed(office, ana)
    office.decide(budi, ana, "refuse")
    office.reply(ana, "Gardu PLN terbakar sejak subuh")
    assert ("case.held_back", {"call": code, "choice": "refuse", "by": budi.nip}) in told(office)


def test_the_log_tells_who_opened_what_was_sent(office: Office, ana: Person, budi: Person) -> None:
    office.begin_day()
    office.call(ana)
    office.wait(minutes=11)
    address = office.address(ana)
    office.feed(Attachment(at=office.now, address=address, kind="photo", file="F1", caption=""))
    office.press(budi, "show")
    facts = dict(told(office))["case.evidence"]
    assert (facts["to"], facts["count"]) == (budi.nip, 1)


def test_the_log_tells_that_a_case_was_brought_up_again(
    office: Office, ana: Person, budi: Person
) -> None:
    office.begin_day()
    code = missed(office, ana)
    office.wait_until((office.now + timedelta(days=5)).replace(hour=10))
    facts = dict(told(office))["case.raised"]
    assert facts == {"call": code, "to": budi.nip, "times": 1}
