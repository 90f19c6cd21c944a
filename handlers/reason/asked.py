"""Which event somebody's words are about: one whose reason is asked, open, or decided of late."""

from datetime import datetime, timedelta

from handlers.desk import Desk
from handlers.events import Message
from handlers.rules import process
from storage import calls, cases, outbox
from storage.rows import Call, Person, Proposal

RECENT = timedelta(days=7)  # in which words without a command still belong to what was asked


def awaited(desk: Desk, person: Person) -> bool:
    """Tell whether a reason is asked of a person that he has not given, and its time runs."""
    return any(in_time(desk, case) for case in unheard(desk, person))


def asked_since(desk: Desk, person: Person, moment: datetime) -> bool:
    """Tell whether a reason was asked after a moment and is still to be given."""
    return any(in_time(desk, c) and c.made_at > moment for c in unheard(desk, person))


def in_time(desk: Desk, case: Proposal) -> bool:
    """Tell whether the time runs in which nobody can be decided to be without a reason."""
    return desk.at <= case.reason_until


def unheard(desk: Desk, person: Person) -> list[Proposal]:
    """List the open cases for which a person has given no reason, newest first."""
    waiting = cases.reason_wanted(desk.db, person.id or 0)
    return [case for case in waiting if calls.reason(desk.db, case.call_id) is None]


def meant(desk: Desk, person: Person, message: Message | None = None) -> Proposal | None:
    """Give the case that a message is about; without one, the case that `/alasan` is about."""
    about = _quoted(desk, person, message)
    case = cases.of_call(desk.db, about.id or 0) if about else None
    if case and (case.state in cases.GOES_ON or is_against(desk, case)):
        return case
    left = unheard(desk, person)
    if left or about:
        return left[0] if left else None
    return _newest(desk, person, desk.at - RECENT if message else None)


def noted(desk: Desk, person: Person, message: Message) -> Call | None:
    """Give the late or missed call, quoted or the last of today, that a circular only notes."""
    call = _quoted(desk, person, message)
    if call is None:
        last = next(iter(calls.last_of(desk.db, person.id or 0, 1)), None)
        call = last if last and last.on == desk.day_of(person) else None
    if call is None or call.outcome not in {"late", "missed"}:
        return None
    return call if cases.of_call(desk.db, call.id or 0) is None else None


def event(desk: Desk, person: Person, message: Message | None) -> Call | None:
    """Give the call that words are about: quoted, today's, one decided against her, or the last.

    Words reach as far back as the ladder of its circular looks, for so long an event matters.
    """
    quoted = _quoted(desk, person, message)
    if quoted:
        return quoted
    closed = [call for call in calls.last_of(desk.db, person.id or 0) if call.outcome]
    today = [call for call in closed if call.on == desk.day_of(person)]
    case = _newest(desk, person, None)
    against = [calls.get(desk.db, case.call_id)] if case else []
    near = (call for call in (*today, *against, *closed) if _is_near(desk, person, call))
    return next(near, None)


def _is_near(desk: Desk, person: Person, call: Call) -> bool:
    rule = desk.law_by_hash(call.law_hash).ladder
    reach = timedelta(days=rule.repeat_days) if rule else RECENT
    return call.on > desk.day_of(person) - reach


def _quoted(desk: Desk, person: Person, message: Message | None) -> Call | None:
    """Give the person's own call of which the message speaks that this one replies to."""
    if message is None or not message.quotes:
        return None
    said = outbox.by_ref(desk.db, message.address, message.quotes)
    code = said.blanks.get("code") if said else None
    call = calls.by_code(desk.db, code) if code else calls.by_ref(desk.db, message.quotes)
    return call if call and call.person_id == person.id and call.outcome else None


def _newest(desk: Desk, person: Person, since: datetime | None) -> Proposal | None:
    """Give the open case of which was spoken last, else the one that was decided last."""
    heard = [
        (reason.given_at, case.id or 0, case)
        for case in cases.reason_wanted(desk.db, person.id or 0)
        if (reason := calls.reason(desk.db, case.call_id))
    ]
    if heard:
        return max(heard)[-1]
    decided = cases.decided_since(desk.db, person.id or 0, since)
    return next((case for case in decided if is_against(desk, case)), None)


def is_against(desk: Desk, case: Proposal) -> bool:
    """Tell whether a case was decided otherwise than in the person's favour."""
    decision = cases.decision(desk.db, case.id or 0) if case.state == "decided" else None
    return decision is not None and decision.choice not in process.CLEARED
