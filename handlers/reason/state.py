"""How an event stands, and what may still be done about it: the answer to any words about it."""

from handlers import warn
from handlers.desk import Desk, phrase
from handlers.events import Message
from handlers.reason import asked
from storage import calls, cases
from storage.rows import Call, Person, Proposal


def stands(desk: Desk, person: Person, message: Message | None = None) -> bool:
    """Answer words about an event of which no reason is asked; False if there is none."""
    call = asked.event(desk, person, message)
    if call is None:
        return False
    case = cases.of_call(desk.db, call.id or 0)
    if case is None or case.state == "withdrawn":
        _say_outcome(desk, person, call)
    elif case.state == "decided" and not asked.is_against(desk, case):
        desk.say(person, "case.stands_cleared", code=call.code, on=call.on)
    else:
        remind(desk, person, case)
    return True


def _say_outcome(desk: Desk, person: Person, call: Call) -> None:
    """Tell of a call that nobody has to decide."""
    outcome, cause = call.outcome, call.void_cause
    key = outcome if outcome in {"on_time", "void"} else "noted"
    desk.say(
        person,
        f"case.stands_{key}",
        code=call.code,
        on=call.on,
        outcome=phrase(f"outcome.{outcome}"),
        cause=phrase(f"void.{cause}") if cause else "-",
    )


def remind(desk: Desk, person: Person, case: Proposal) -> None:
    """Tell what may still be said about an event."""
    call = calls.get(desk.db, case.call_id)
    if case.state == "decided" and not warn.is_untold(desk, case):
        desk.say(person, "case.reason_told", code=call.code)
    elif calls.reason(desk.db, case.call_id):
        desk.say(person, "case.reason_stands", code=call.code)
    else:
        law = desk.law_by_hash(call.law_hash)
        choices = warn.reason_choices(law)
        desk.say(person, "case.reason_awaited", choices=choices, code=call.code)
