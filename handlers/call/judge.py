"""Judging silence: only when the window is over and everything said until then has been heard."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from handlers.call.close import (
    channels,
    is_disturbed,
    rule_of,
    settle,
    started,
    together,
    void,
)
from handlers.call.send import ask, not_callable
from handlers.desk import Desk
from storage import accounts, ahead, calls, inbox, people, stalls
from storage.rows import Call


def judge(desk: Desk, heard: Mapping[str, datetime]) -> None:
    """Close the windows that are over and were fully heard, or send the next attempt."""
    due = calls.to_judge(desk.db, desk.now)
    if due:
        together(desk, due, partial(_judge, heard))


def _judge(heard: Mapping[str, datetime], desk: Desk, due: Sequence[Call]) -> None:
    ahead.of_verdicts(desk.db, due)
    unread = inbox.unread(desk.db)
    _over(desk, [c for c in due if _is_heard(desk, c, heard) and not _is_unread(desk, c, unread)])


def _is_unread(desk: Desk, call: Call, senders: set[str]) -> bool:
    """Tell whether more of a person waits than was read: his answer may be in it."""
    if not senders:
        return False
    known = people.contacts(desk.db, people.get(desk.db, call.person_id))
    return any(senders & accounts.names(desk.db, contact) for contact in known)


def _is_heard(desk: Desk, call: Call, heard: Mapping[str, datetime]) -> bool:
    """Tell whether all that was said in a call's window, on each of its channels, is known."""
    known = [heard.get(name) for name in channels(desk, call)]
    return all(until and call.judge_at and until >= call.judge_at for until in known)


def _over(desk: Desk, due: Sequence[Call]) -> None:
    """Void what never arrived, settle what was asked often enough, and ask the others again."""
    arrived = [call for call in due if call.state != "sending"]
    for call in due:
        if call.state == "sending":
            void(desk, call, "undelivered")  # it never reached the phone
    done = [call for call in arrived if _is_over(desk, call)]
    settle(desk, *done)
    again = [call for call in arrived if call.state != "closed" and _may_go_on(desk, call)]
    if again:
        ask(desk, *again)


def _is_over(desk: Desk, call: Call) -> bool:
    """Tell whether a call was asked as often as its rule says, or touched by a fault of ours."""
    enough = len(started(desk, call)) >= rule_of(desk, call).attempts
    return enough or is_disturbed(desk, call)


def _may_go_on(desk: Desk, call: Call) -> bool:
    """Tell whether a call may be asked again; one that may not is void."""
    person = people.get(desk.db, call.person_id)
    contact = people.contact(desk.db, person)
    if contact is None or contact.state == "blocked":
        void(desk, call, "blocked" if contact else "no_channel")
        return False
    is_paused = contact.channel in stalls.paused(desk.db)
    cause = "clock" if is_paused else not_callable(desk, call, person, whole_life=False)
    if cause:
        void(desk, call, cause)
    return not cause
