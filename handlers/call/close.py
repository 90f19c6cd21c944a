"""The end of a call: its outcome, what is said about it, and what follows."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from handlers import away, reach, warn
from handlers.desk import CLEAR, Desk, phrase
from handlers.rules import window
from handlers.rules.circular import CallRule
from storage import accounts, calls, inbox, outages, outbox, people
from storage.database import FAILS, attempt
from storage.rows import Attempt, Call, Contact, Person

logger = logging.getLogger(__name__)


def rule_of(desk: Desk, call: Call) -> CallRule:
    """Give the rule that a call was drawn under."""
    rule = desk.law_by_hash(call.law_hash).call
    assert rule is not None, "a call is drawn only under a law that knows calls"
    return rule


def started(desk: Desk, call: Call) -> list[Attempt]:
    """List the attempts that the channel took."""
    return [a for a in calls.attempts(desk.db, call) if a.clock_start]


def is_disturbed(desk: Desk, call: Call) -> bool:
    """Tell whether an outage touched the call's life: then nothing may be held against anyone.

    Outages are dated by our clock, deadlines by the platform's: the later end of both counts.
    """
    ends = [a.deadline for a in started(desk, call) if a.deadline]
    over = max([*ends, call.judge_at or call.closed_at or desk.now])
    unit = people.get(desk.db, call.person_id).unit
    return outages.touching(desk.db, channels(desk, call), call.due_at, over, unit)


def channels(desk: Desk, call: Call) -> set[str]:
    """Tell over which channels a call has gone."""
    return {a.channel for a in calls.attempts(desk.db, call)} or {call.channel}


def settle(desk: Desk, *over: Call) -> None:
    """Judge calls from what was sent and answered, and close them; then show who was silent."""
    for call in over:
        outcome, cause = _verdict(desk, call)
        close(desk, call, outcome, cause)
    warn.show_silences(desk, over)


def _verdict(desk: Desk, call: Call) -> tuple[str, str]:
    """Tell what a call came to, and why it cannot be held against anyone."""
    starts = [a.clock_start for a in started(desk, call) if a.clock_start]
    if call.answered_at and not starts:
        # he answered what the channel has not even confirmed as sent: no window can be over
        starts = [call.answered_at]
    outcome = window.verdict(rule_of(desk, call), starts, call.answered_at, disturbed=False)
    if outcome != "on_time" and is_disturbed(desk, call):
        outcome = "void"
    cause = "outage" if outcome == "void" else ""
    if outcome in {"late", "missed"}:  # nobody who was let go is held to a call
        cause = away.during(desk, call) or _replaced(desk, call) or _unreadable(desk, call)
    return "void" if cause else outcome, cause


def _replaced(desk: Desk, call: Call) -> str:
    """Tell whether the person's account was another's to answer from during a call."""
    over = channels(desk, call)
    return "replaced" if accounts.changed_since(desk.db, call.person_id, over, call.due_at) else ""


def _unreadable(desk: Desk, call: Call) -> str:
    """Tell whether something came from the person that we could not read: maybe the answer."""
    known = people.contacts(desk.db, people.get(desk.db, call.person_id))
    senders = {name for contact in known for name in accounts.names(desk.db, contact)}
    return "unreadable" if inbox.unreadable(desk.db, senders, call.due_at) else ""


def close(desk: Desk, call: Call, outcome: str, cause: str = "") -> None:
    """Close a call, or correct the outcome of a closed one."""
    before, asked = call.outcome, call.state == "open" or bool(started(desk, call))
    begun = call.state != "drawn"
    call.state, call.outcome, call.void_cause = "closed", outcome, cause
    call.judge_at, call.closed_at = None, desk.now
    unsent = [a.id or 0 for a in calls.attempts(desk.db, call) if not a.clock_start]
    if unsent:
        outbox.cancel_for_attempts(desk.db, unsent)
    facts = {"call": call.code, "outcome": outcome, "cause": cause, "before": before}
    desk.note("call.closed" if not before else "call.corrected", **facts)
    if before in {"late", "missed", "excused"}:
        warn.withdraw(desk, call, outcome)
    _tell(desk, call, asked=asked)
    if outcome == "void" and begun and call.ordered_by:
        _tell_who_ordered(desk, call, call.ordered_by)


def _tell_who_ordered(desk: Desk, call: Call, by: int) -> None:
    """Say to a supervisor that his own call came to nothing, and truly why."""
    cause = phrase(f"void.{call.void_cause}")
    name = people.get(desk.db, call.person_id).name
    desk.say(people.get(desk.db, by), "order.void", name=name, code=call.code, cause=cause)


def void(desk: Desk, call: Call, cause: str) -> None:
    """Close a call that cannot be judged, for a cause that is not the person's."""
    close(desk, call, "void", cause)


def _tell(desk: Desk, call: Call, *, asked: bool) -> None:
    person = people.get(desk.db, call.person_id)
    match call.outcome:
        case "on_time":
            _thank(desk, call, person)
        case "late" | "missed":
            warn.open_case(desk, call)
        case "void" if asked:
            desk.say(
                person,
                "call.void",
                choices=CLEAR,
                code=call.code,
                cause=phrase(f"void.{call.void_cause}"),
            )


def _thank(desk: Desk, call: Call, person: Person) -> None:
    first = started(desk, call)[:1]
    start = first[0].clock_start if first else None
    assert call.answered_at is not None, "nobody is thanked without an answer"
    desk.say(
        person,
        "call.thanks",
        choices=CLEAR,
        urgent=True,
        name=person.name,
        code=call.code,
        at=call.answered_at,
        seconds=window.elapsed(start, call.answered_at) if start else 0,
    )


def together(desk: Desk, due: Sequence[Call], act: Callable[[Desk, Sequence[Call]], None]) -> None:
    """Do something with many calls at once; if one of them breaks, with each alone."""
    try:
        with attempt(desk.db):
            act(desk, due)
    except FAILS:
        raise  # the memory fails, not the calls
    except Exception:
        logger.debug("one of many calls breaks; each is tried alone", exc_info=True)
        for call in due:
            with guarded(desk, call):
                act(desk, [call])


@contextmanager
def guarded(desk: Desk, call: Call) -> Iterator[None]:
    """Keep one broken call from stopping all others: it is void, for the fault is ours."""
    try:
        with attempt(desk.db):
            yield
    except Exception:
        logger.exception("call %s could not be handled", call.code, extra={"call": call.code})
        desk.db.refresh(call)
        call.state, call.outcome, call.void_cause = "closed", "void", "undelivered"
        call.closed_at, call.judge_at = desk.now, None
        desk.db.add(call)
        desk.note("call.broken", call=call.code)


def block(desk: Desk, address: str) -> None:
    """Note that a person shut the channel: his calls are void, his supervisor learns it once."""
    contact = people.contact_at(desk.db, address, reach.ACTIVE)
    if contact is None or not reach.move(desk, contact, "refused"):
        return
    void_on(desk, contact)
    person = people.get(desk.db, contact.person_id)
    superior = warn.decider(desk, person)
    if superior:
        desk.say(superior, "team.blocked", name=person.name, unit=person.unit)


def void_on(desk: Desk, contact: Contact) -> None:
    """Void what is asked over an account that cannot be reached any more."""
    for call in calls.unfinished(desk.db, contact.person_id):
        if contact.channel in channels(desk, call):
            void(desk, call, "blocked")
