"""Nobody is shut out by one bad answer: the states of an account, walked at random and by hand."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine
from sqlmodel import func, select

from bot import voice
from handlers import enrol, reach
from handlers.events import Blocked, Failed, Sent, Text, Unblocked
from storage import people
from storage.audit import audit
from storage.rows import Contact, Outbox, Person
from tests import lines
from tests.databases import empty
from tests.office import Office


@pytest.fixture
def ana(office: Office) -> Person:
    office.begin_day("09.00")
    return office.hire("Ana", office.hire("Budi"))


def state(office: Office, address: str) -> str:
    """Tell the state of the newest account at an address."""
    with office.desk() as desk:
        rows = desk.db.exec(select(Contact).where(Contact.address == address))
        return str([row.state for row in rows][-1])


def block(office: Office, ana: Person) -> None:
    office.feed(Blocked(at=office.now, address=office.address(ana)))
    assert state(office, office.address(ana)) == reach.BLOCKED


def test_whoever_writes_is_open_again_and_gets_an_answer(office: Office, ana: Person) -> None:
    block(office, ana)
    office.reply(ana, "/status")
    assert office.said(ana) == ["me.status"]
    office.call(ana)
    office.reply(ana)
    assert office.outcomes(ana) == ["on_time"]


def test_start_answers_who_was_shut(office: Office, ana: Person) -> None:
    block(office, ana)
    office.reply(ana, "/start")
    assert office.said(ana) == ["enrol.welcome_back"]


def test_a_press_opens_too(office: Office, ana: Person) -> None:
    block(office, ana)
    office.tap(ana, "case:1:accept")
    assert office.said(ana) == ["case.not_yours"]


def test_a_fresh_code_with_consent_opens(office: Office, ana: Person) -> None:
    block(office, ana)
    with office.desk() as desk:
        enrol.invite(desk, desk.db.get_one(Person, ana.id), "ABCDE23456")
    office.reply(ana, "/mulai ABCDE23456")
    block(office, ana)
    office.reply(ana, "mengerti")
    assert office.said(ana)[-1] == "enrol.welcome_back"
    assert state(office, office.address(ana)) == reach.ACTIVE


def test_words_that_arrive_where_none_could_open(office: Office, ana: Person) -> None:
    speak, office.speak = office.speak, lambda: None  # type: ignore[method-assign]
    office.reply(ana, "/status")
    block(office, ana)
    office.speak = speak  # type: ignore[method-assign]
    office.speak()
    assert state(office, office.address(ana)) == reach.ACTIVE


def test_the_shut_one_is_open_and_a_bystander_stays_shut(office: Office, ana: Person) -> None:
    eka = office.hire("Eka")
    block(office, ana)
    block(office, eka)
    office.reply(ana, "/status")
    assert state(office, office.address(ana)) == reach.ACTIVE
    assert state(office, office.address(eka)) == reach.BLOCKED


def test_a_receipt_far_from_our_clock_makes_a_call_void(office: Office, ana: Person) -> None:
    speak, office.speak = office.speak, lambda: None  # type: ignore[method-assign]
    office.call(ana)
    office.speak = speak  # type: ignore[method-assign]
    with office.desk() as desk:
        from storage import leases

        words = leases.next_words(desk.db, lines.TELEGRAM, office.now, 9)
        leases.take(desk.db, words, office.now)
    asked = next(row for row in words if row.key == "call.first")
    at = office.now - timedelta(minutes=5, seconds=1)
    office.feed(Sent(at=at, received=office.now, outbox_id=asked.id, ref="m"))
    assert office.calls(ana)[-1].void_cause == "clock"
    office.reply(ana)
    assert office.outcomes(ana) == ["void"]


def test_the_auditor_takes_no_offence_at_a_call_that_is_void_for_its_clock(
    office: Office, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = office._receipts

    def far(row_id: int, address: str) -> list[Any]:
        return [replace(e, at=e.at - timedelta(minutes=10)) for e in honest(row_id, address)]

    monkeypatch.setattr(office, "_receipts", far)
    office.call(ana)
    office.wait(minutes=10)
    assert office.calls(ana)[0].void_cause == "clock"
    with office.bot.engine.connect() as connection:
        found = audit(connection, office.now)
    assert found == []


def test_a_replacement_waits_may_be_refused_and_no_call_is_judged_meanwhile(
    office: Office, ana: Person
) -> None:
    officer = office.hire("Fitri", roles=["personnel"])
    office.call(ana)
    with office.desk() as desk:
        enrol.invite(desk, desk.db.get_one(Person, ana.id), "ABCDE23456")
    for words in ("/mulai ABCDE23456", "mengerti"):
        office.reply(ana, words, address="telegram:901")
    office.wait(minutes=9)
    assert office.outcomes(ana) == []
    office.call(ana)
    assert office.calls(ana)[-1].void_cause == "replaced"
    office.reply(ana, "bukan saya")
    assert "enrol.refused_old" in office.said(ana)
    assert office.said("telegram:901")[-1] == "enrol.refused_new"
    assert office.said(officer) == ["enrol.refused_told"]
    office.wait(minutes=30)
    assert state(office, "telegram:901") == reach.ENDED
    assert state(office, office.address(ana)) == reach.ACTIVE
    assert set(office.outcomes(ana)) == {"void"}


def test_an_answer_of_the_old_account_counts_while_another_waits(
    office: Office, ana: Person
) -> None:
    office.call(ana)
    with office.desk() as desk:
        enrol.invite(desk, desk.db.get_one(Person, ana.id), "ABCDE23456")
    for words in ("/mulai ABCDE23456", "mengerti"):
        office.reply(ana, words, address="telegram:901")
    office.reply(ana)
    assert office.outcomes(ana) == ["on_time"]


def test_a_code_for_a_lost_phone_counts_at_once(office: Office, ana: Person) -> None:
    with office.desk() as desk:
        enrol.invite(desk, desk.db.get_one(Person, ana.id), "ABCDE23456", lost=True)
    for words in ("/mulai ABCDE23456", "mengerti"):
        office.reply(ana, words, address="telegram:901")
    assert office.said("telegram:901")[-1] == "enrol.welcome"
    office.reply(ana, "/status")
    assert office.said(ana) == ["enrol.stranger"], "who has the lost phone learns nothing"


def test_a_revoked_code_enrols_nobody_even_while_its_notice_is_open(
    office: Office, ana: Person
) -> None:
    eka = office.hire("Eka", enrolled=False)
    with office.desk() as desk:
        enrol.invite(desk, desk.db.get_one(Person, eka.id), "ABCDE23456")
    office.reply(eka, "/mulai ABCDE23456")
    with office.desk() as desk:  # on SQLite, the new row has the old one's number
        enrol.invite(desk, desk.db.get_one(Person, eka.id), "NEWER23456")
    office.reply(eka, "mengerti")
    assert office.said(eka)[-1] == "enrol.bad_code"
    office.reply(eka, "/status")
    assert office.said(eka) == ["enrol.stranger"]


def test_many_wrong_codes_from_many_accounts_alarm_the_admins_once(
    office: Office, ana: Person
) -> None:
    admin = office.hire("Tono", roles=["admin"])
    for number in range(9):
        office.reply(ana, "/mulai SALAH", address=f"telegram:{700 + number}")
    assert office.said(admin) == []
    for number in range(9, 20):
        office.reply(ana, "/mulai SALAH", address=f"telegram:{700 + number}")
    assert office.said(admin) == ["watch.guessing"]


# every state, every way in and out, in any order


def test_whatever_shuts_an_account_something_good_opens_it() -> None:
    for what, ways in reach.WAYS.items():
        for state_after in ways.values():
            if state_after in {reach.BLOCKED, reach.TAKEN}:
                assert reach.WAYS["heard"][state_after] == reach.ACTIVE, what
    only_a_human = {before for ways in reach.WAYS.values() for before in ways}
    assert reach.ENDED not in only_a_human


@dataclass
class Account:
    """One account on WhatsApp: its number (that may be hidden or lost to another), and its id."""

    phone: str
    own: str
    state: str = ""
    hidden: bool = False

    def hears(self, what: str) -> None:
        self.state = reach.WAYS[what].get(self.state, self.state)

    @property
    def names(self) -> dict[str, Any]:
        if self.hidden:
            return {"address": self.own}
        phone = self.phone.partition(":")[2]
        return {"address": self.phone, "alias": self.own, "phone": phone}


class Accounts(RuleBasedStateMachine):
    """What may happen to the accounts of one person."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        empty(engine)
        self.office = Office(engine, channel=lines.WHATSAPP)
        self.office.wait_until(self.office.at("09.00"))
        self.ana = self.office.hire("Ana", enrolled=False)
        self.accounts: list[Account] = []
        self.codes = 0
        self.strangers = 0
        self.enrols(lost=False)

    def says(self, account: Account, text: str) -> list[str]:
        names = account.names
        before = self._last_word()
        self.office.feed(Text(at=self.office.now, text=text, choice=voice.choice(text), **names))
        said = self.office.words(names["address"])
        return [row.key for row in said if (row.id or 0) > before]

    def _last_word(self) -> int:
        with self.office.desk() as desk:
            return desk.db.exec(select(func.max(Outbox.id))).one() or 0

    @property
    def open(self) -> Account | None:
        known = (a for a in self.accounts if a.state in {reach.ACTIVE, reach.BLOCKED})
        return next(known, None)

    @property
    def current(self) -> Account:
        return next(a for a in self.accounts if a.state in {"active", "blocked", "taken"})

    @rule(lost=st.booleans())
    def enrols(self, *, lost: bool) -> None:
        self.codes += 1
        code = f"CODE{self.codes:06d}".translate(str.maketrans("01", "AB"))
        with self.office.desk() as desk:
            enrol.invite(desk, desk.db.get_one(Person, self.ana.id), code, lost=lost)
        new = Account(f"whatsapp:+62812000000{self.codes:02d}", f"whatsapp:ID.{self.codes}")
        self.says(new, f"mulai {code}")
        if self.open and not lost:
            for other in self.accounts:
                other.hears("turned down")
            new.hears("consented beside another")
        else:
            for other in self.accounts:
                other.hears("replaced")
                other.hears("turned down")
            new.hears("consented")
        old_shut = bool(self.open and self.open.state == reach.BLOCKED)
        self.says(new, "mengerti")
        self.accounts.append(new)
        if old_shut and new.state == reach.WAITING:
            # what tells the old account is said all the same; the office's channel takes it
            self.current.hears("heard")

    @rule()
    def writes(self) -> None:
        account = self.current
        answer = self.says(account, "status")
        account.hears("heard")
        assert answer == ["me.status"], "who writes from his own account is answered"

    @rule(hidden=st.booleans())
    def hides_or_shows_the_number(self, *, hidden: bool) -> None:
        if self.current.state != reach.TAKEN:
            self.current.hidden = hidden
            self.writes()

    @rule()
    def is_refused(self) -> None:
        self.office.feed(Blocked(at=self.office.now, address=self.current.names["address"]))
        self.current.hears("refused")

    @rule()
    def comes_back(self) -> None:
        self.office.feed(Unblocked(at=self.office.now, address=self.current.names["address"]))
        if self.current.state == reach.BLOCKED:
            self.current.hears("heard")

    @precondition(lambda self: not self.current.hidden)
    @rule()
    def loses_the_number_to_somebody_else(self) -> None:
        self.strangers += 1
        other = Account(self.current.phone, f"whatsapp:ID.9{self.strangers:03d}")
        assert self.says(other, "status") in (["enrol.stranger"], [])
        self.current.hears("number taken")
        self.current.hidden = True  # from now on he is heard by his own id only

    @rule()
    def refuses_the_new_account(self) -> None:
        account = self.current
        self.says(account, "bukan saya")
        account.hears("heard")
        for other in self.accounts:
            other.hears("turned down")

    @rule()
    def lets_time_pass(self) -> None:
        self.office.wait(minutes=11)
        for new in [a for a in self.accounts if a.state == reach.WAITING]:
            for other in self.accounts:
                other.hears("replaced")
            new.hears("let in")

    @invariant()
    def is_as_the_table_says(self) -> None:
        with self.office.desk() as desk:
            rows = desk.db.exec(select(Contact).order_by("id")).all()
            assert [row.state for row in rows] == [a.state for a in self.accounts]
            owner = people.by_address(desk.db, self.current.names["address"])
        if self.current.state in people.REACHABLE:
            assert owner is not None


@pytest.mark.wide
def test_an_account_goes_only_the_ways_of_the_table(engine: Engine) -> None:
    run_state_machine_as_test(
        lambda: Accounts(engine),  # type: ignore[arg-type]
        settings=settings(
            max_examples=15,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.reuse, Phase.generate],
        ),
    )


def test_a_failure_of_one_message_shuts_only_its_own_account(office: Office, ana: Person) -> None:
    eka = office.hire("Eka")
    office.reply(ana, "/status")
    office.reply(eka, "/status")
    row = office.words(ana)[-1]
    office.feed(Failed(at=office.now, outbox_id=row.id or 0, cause="blocked"))
    assert state(office, office.address(eka)) == reach.ACTIVE
