"""Which event somebody's words are about: one whose reason is asked, open, or decided of late."""

from datetime import datetime, timedelta

from handlers.desk import Desk
from handlers.events import Message
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
    about = _quoted(desk, person, message) if message and message.quotes else None
    if about:
        return about
    left = unheard(desk, person)
    return left[0] if left else _newest(desk, person, desk.at - RECENT if message else None)


def noted(desk: Desk, person: Person) -> Call | None:
    """Give the last call if it was late or missed today and the circular only notes that."""
    call = next(iter(calls.last_of(desk.db, person.id or 0, 1)), None)
    if call is None or call.on != desk.day_of(person) or call.outcome not in {"late", "missed"}:
        return None
    return call if cases.of_call(desk.db, call.id or 0) is None else None


def _quoted(desk: Desk, person: Person, message: Message) -> Proposal | None:
    """Give the case of the call of which the message speaks that this one replies to."""
    said = outbox.by_ref(desk.db, message.address, message.quotes)
    code = said.blanks.get("code") if said else None
    call = calls.by_code(desk.db, code) if code else calls.by_ref(desk.db, message.quotes)
    case = cases.of_call(desk.db, call.id or 0) if call else None
    ours = case is not None and case.person_id == person.id
    return case if case and ours and (case.state == "waiting" or _stands(desk, case)) else None


def _newest(desk: Desk, person: Person, since: datetime | None) -> Proposal | None:
    """Give the open case of which was spoken last, else the one that was decided last."""
    heard = [
        (reason.given_at, case.id or 0, case)
        for case in cases.reason_wanted(desk.db, person.id or 0)
        if (reason := calls.reason(desk.db, case.call_id))
        and (since is None or max(reason.given_at, case.reason_until) > since)
    ]
    if heard:
        return max(heard)[-1]
    decided = cases.decided_since(desk.db, person.id or 0, since)
    return next((case for case in decided if _stands(desk, case)), None)


def _stands(desk: Desk, case: Proposal) -> bool:
    """Tell whether a case was decided otherwise than in the person's favour."""
    decision = cases.decision(desk.db, case.id or 0) if case.state == "decided" else None
    return decision is not None and decision.choice != "accept"
