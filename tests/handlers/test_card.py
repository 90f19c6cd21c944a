"""What stands on a card, who got it, and what is kept of it where nobody can get it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from handlers.warn import heard
from storage.rows import Entry, Outbox, Person, Proposal, Reason
from tests.office import NO_LOTS, Office
from tests.rules import laws

AWAITED = ["case.proposes_later", "case.history", "case.track_pp94"]
REFUSED = ["case.proposes", "case.paradox", "case.history", "case.track_pp94", "case.decided"]


@pytest.fixture
def budi(office: Office) -> Person:
    return office.hire("Budi", position="Kepala Bidang", roles=["supervisor"])


@pytest.fixture
def ana(office: Office, budi: Person) -> Person:
    return office.hire("Ana", budi)


def missed(office: Office, person: Person) -> None:
    office.begin_day()
    office.call(person)
    office.wait(minutes=11)


def late(office: Office, person: Person) -> None:
    office.begin_day()
    office.call(person)
    office.wait(seconds=302)
    office.reply(person)


def card(office: Office, person: Person, key: str = "case.card") -> Outbox:
    return next(row for row in reversed(office.words(person)) if row.key == key)


def blank(row: Outbox, name: str) -> Any:
    found: Any = row.blanks
    return found[name]


def said(row: Outbox, name: str) -> list[str]:
    return [one["$say"] for one in blank(row, name)]


def proposal(office: Office) -> Proposal:
    with office.desk() as desk:
        found: Proposal = desk.db.exec(select(Proposal)).one()
        return found


def test_a_card_says_whom_it_is_about_and_who_got_it(
    office: Office, ana: Person, budi: Person
) -> None:
    missed(office, ana)
    found = card(office, budi)
    assert blank(found, "nip4") == ana.nip[-4:]
    (event,) = blank(found, "event")
    assert event["$say"] == "case.event_missed"
    assert len(event["with"]["times"]) == 2  # both attempts, as the channel took them
    kept = proposal(office)
    assert (kept.carded_to, kept.carded_at is not None) == (budi.id, True)


def test_nothing_is_proposed_before_a_reason_was_heard(
    office: Office, ana: Person, budi: Person
) -> None:
    missed(office, ana)
    awaiting = card(office, budi)
    assert said(awaiting, "findings") == AWAITED
    assert said(awaiting, "effects") == ["case.effect_none", "case.locked"]
    office.reply(ana, "Lupa membawa HP")
    office.decide(budi, ana, "refuse")
    refused = card(office, budi)
    assert said(refused, "findings") == REFUSED
    counting = {"case.accept": "case.effect_none", "case.guide": "case.effect_counts"}
    effects = {one["with"]["choice"]["$say"]: one["$say"] for one in blank(refused, "effects")}
    assert effects == {
        **counting,
        "case.examine": "case.effect_none",
        "case.report": "case.effect_none",
    }
    proposes, paradox, *_ = blank(refused, "findings")
    assert proposes["with"]["step"]["with"]["step"] == "Teguran lisan"
    assert [one["with"]["step"] for one in proposes["with"]["others"]] == ["Teguran tertulis"]
    assert paradox["with"]["milder"] == "Teguran lisan"


def test_a_late_answer_matches_one_step_and_no_other(
    office: Office, ana: Person, budi: Person
) -> None:
    late(office, ana)
    office.reply(ana, "Lupa membawa HP")
    assert said(card(office, budi), "effects") == ["case.effect_none"] * 3  # nothing is locked
    office.decide(budi, ana, "refuse")
    proposes, *_ = blank(card(office, budi), "findings")
    assert proposes["with"]["step"]["with"]["step"] == "Teguran tertulis"
    assert proposes["with"]["others"]["$say"] == "common.none"


def test_a_case_that_nobody_can_be_shown_keeps_what_is_proposed(office: Office) -> None:
    alone = office.hire("Gita")
    missed(office, alone)
    office.wait_until(office.at("17.00"))
    kept = proposal(office)
    assert kept.carded_to is None
    assert [step[0] for step in kept.steps] == ["Teguran lisan", "Teguran tertulis"]
    with office.desk() as desk:
        assert not desk.db.exec(select(Entry).where(Entry.kind == "case.carded")).all()


def test_where_a_circular_only_records_a_card_proposes_nothing(engine: Engine) -> None:
    office = Office(engine, laws.own(f'sanction = "record"\n{NO_LOTS}'))
    budi = office.hire("Budi", position="Kepala Bidang", roles=["supervisor"])
    ana = office.hire("Ana", budi)
    late(office, ana)
    office.reply(ana, "Lupa membawa HP")
    found = card(office, budi, "case.card_record")
    assert said(found, "findings") == ["case.only_recorded"]
    assert proposal(office).steps == []


# a reason as people read it


def reason(text: str, late_text: str = "", attached: tuple[str, ...] = ()) -> Reason:
    at = datetime(2026, 4, 10, 2, tzinfo=UTC)
    facts: dict[str, Any] = {"text": text, "late_text": late_text, "attached": list(attached)}
    return Reason(call_id=1, code="lainnya", given_at=at, **facts)


def parts(given: Reason) -> list[tuple[str, str]]:
    found = [(one.key, one.blanks.get("words", "")) for one in heard.said(given)]
    return [(key, str(words)) for key, words in found]


@pytest.mark.parametrize(
    ("text", "late_text", "lengths"),
    [
        ("a" * 1000, "", [1000]),
        ("a" * 1001, "", [1000]),
        ("a" * 500, "b" * 500, [500, 500]),
        ("a" * 501, "b" * 1200, [500, 500]),
        ("", "b" * 1200, [1000]),
        ("", "", []),
    ],
)
def test_a_long_reason_is_cut_where_a_message_ends(
    text: str, late_text: str, lengths: list[int]
) -> None:
    found = parts(reason(text, late_text))
    assert [len(words) for _, words in found] == lengths
    whole = [text, late_text]
    cut = [words.endswith("…") for _, words in found]
    assert cut == [
        len(one) > most for one, most in zip([w for w in whole if w], lengths, strict=True)
    ]


def test_what_came_without_words_is_counted() -> None:
    found = heard.said(reason("", attached=("photo", "voice", "photo")))
    assert [one.key for one in found] == ["case.several", "attached.voice"]
    assert found[0].blanks["count"] == 2
