"""Hearing an answer: the platform's clock tells whether it came in time."""

from datetime import timedelta

from handlers.call.close import is_disturbed, rule_of, settle, started
from handlers.call.send import PRESENT
from handlers.desk import Desk
from handlers.events import Attachment, Edited, Message, Spot, Text
from handlers.rules import window
from storage import calls, cases
from storage.rows import Call, Person

CLOCK_SLACK = timedelta(seconds=5)  # between our clock and the platform's, for a send under way


def hear(desk: Desk, person: Person, message: Message) -> bool:
    """Take a message as the answer to an open call; tell whether it was one."""
    call = calls.under_way(desk.db, person.id or 0)
    if call is None or not _was_asked(desk, call, message):
        return _corrects(desk, person, message)
    if not counts(message):
        desk.say(person, "call.not_an_answer", code=call.code)
        return True
    _answer(desk, call, message)
    settle(desk, call)
    return True


def counts(message: Message) -> bool:
    """Tell whether a message proves presence: not one that was scheduled, forwarded or edited."""
    return not (message.scheduled or message.forwarded or isinstance(message, Edited))


def _was_asked(desk: Desk, call: Call, message: Message) -> bool:
    """Tell whether a message was sent after the call; a receipt may come after its answer."""
    first = next(iter(started(desk, call)), None)
    if first and first.clock_start and not desk.traits(first.channel).receipts:
        return message.at >= first.clock_start
    return message.at >= call.due_at - CLOCK_SLACK


def _answer(desk: Desk, call: Call, message: Message) -> None:
    call.answered_at, call.answer_kind = message.at, kind(message)
    desk.note("call.answered", call=call.code, at=message.at, how=kind(message))


def kind(message: Message) -> str:
    """Name how somebody answered, without keeping what he said."""
    match message:
        case Text(choice=choice):
            return "button" if choice == PRESENT else "text"
        case Spot():
            return "location"
        case Attachment(kind=word):
            return word
    return "other"


def _corrects(desk: Desk, person: Person, message: Message) -> bool:
    """Mend the outcome of a closed call for which an answer arrives that was sent in time."""
    if not counts(message):
        return False
    on_its_way = desk.traits(message.address).receipts
    found = calls.closed_around(desk.db, person.id or 0, message.at, since_due=on_its_way)
    for call in found:
        if _is_better(desk, call, message):
            _answer(desk, call, message)
            settle(desk, call)
            return True
    return _remember(desk, person, message)


def _is_better(desk: Desk, call: Call, message: Message) -> bool:
    heard_before = call.answered_at is not None and call.answered_at <= message.at
    if heard_before or not (call.outcome in {"late", "missed"} or call.void_cause == "outage"):
        return False
    starts = [a.clock_start for a in started(desk, call) if a.clock_start]
    disturbed = is_disturbed(desk, call)
    outcome = window.verdict(rule_of(desk, call), starts, message.at, disturbed=disturbed)
    return outcome not in {call.outcome, "missed"}


def _newest(desk: Desk, person: Person) -> Call | None:
    return next(iter(calls.last_of(desk.db, person.id or 0, 1)), None)


def _quoted(desk: Desk, person: Person, message: Message) -> Call | None:
    """Give the call to whose message this one replies."""
    found = calls.by_ref(desk.db, message.quotes) if message.quotes else None
    return found if found and found.person_id == person.id else None


def _remember(desk: Desk, person: Person, message: Message) -> bool:
    """Record a reply after the close beside the outcome; a stale press gets a word."""
    last = _quoted(desk, person, message) or _newest(desk, person)
    if last and last.outcome == "missed" and last.heard_after_at is None:
        last.heard_after_at = message.at
        desk.note("call.heard_after", call=last.code, at=message.at)
    if not (isinstance(message, Text) and message.choice == PRESENT):
        return False
    proposal = cases.of_call(desk.db, last.id or 0) if last else None
    if proposal and proposal.state == "waiting" and last and last.outcome == "missed":
        desk.say(person, "call.closed_reason")
        return True
    return False
