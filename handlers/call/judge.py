"""Judging silence: only when the window is over and everything said until then has been heard."""

from collections.abc import Mapping
from datetime import datetime

from handlers.call.close import (
    channels,
    guarded,
    is_disturbed,
    rule_of,
    settle,
    started,
    void,
)
from handlers.call.send import ask, not_callable
from handlers.desk import Desk
from storage import ahead, calls, people
from storage.rows import Call, Person


def judge(desk: Desk, heard: Mapping[str, datetime]) -> None:
    """Close the windows that are over and were fully heard, or send the next attempt."""
    for call in ahead.of_calls(desk.db, calls.to_judge(desk.db, desk.now)):
        if _is_heard(desk, call, heard):
            with guarded(desk, call):
                _over(desk, call)


def _is_heard(desk: Desk, call: Call, heard: Mapping[str, datetime]) -> bool:
    """Tell whether all that was said in a call's window, on each of its channels, is known."""
    known = [heard.get(name) for name in channels(desk, call)]
    return all(until and call.judge_at and until >= call.judge_at for until in known)


def _over(desk: Desk, call: Call) -> None:
    if call.state == "sending":
        void(desk, call, "undelivered")  # it never reached the phone
        return
    person = desk.db.get_one(Person, call.person_id)
    attempts = started(desk, call)
    if len(attempts) >= rule_of(desk, call).attempts or is_disturbed(desk, call):
        settle(desk, call)
        return
    contact = people.contact(desk.db, person)
    if contact is None or contact.state == "blocked":
        void(desk, call, "blocked" if contact else "no_channel")
        return
    cause = not_callable(desk, call, person, whole_life=False)
    if cause:
        void(desk, call, cause)
    else:
        ask(desk, call, person, len(attempts) + 1)
