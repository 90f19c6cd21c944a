"""Sending a call on time, and what the channel says about it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from handlers import away, cite, schedule, warn
from handlers.call.close import block, guarded, rule_of, started, void
from handlers.desk import Choice, Desk, Phrase, phrase
from handlers.events import Delivered, Failed, Sent
from handlers.rules import window, workdays
from storage import accounts, ahead, calls, jobs, outages, people, stalls
from storage.rows import Attempt, Call, Contact, Outbox, Person

DEAF_AFTER = timedelta(seconds=20)
TOLD_LATER = timedelta(seconds=2)  # than a window really ends: then nobody is held to it
CLOCKS_DIFFER = timedelta(minutes=5)  # the platform's and ours: then one of them is wrong
PRESENT = "call.present"
STAYING = ("exempt", "outside", "unconfirmed", "no_letter")  # why somebody is not at home at all


def send_due(desk: Desk, heard: Mapping[str, datetime]) -> None:
    """Send the drawn calls whose moment has come; those that we were late for are void."""
    for call in ahead.of_calls(desk.db, calls.due(desk.db, desk.now)):
        with guarded(desk, call):
            _send(desk, call, heard)


def _send(desk: Desk, call: Call, heard: Mapping[str, datetime]) -> None:
    contact = people.contact(desk.db, people.get(desk.db, call.person_id))
    channel = contact.channel if contact else ""
    hears = channel in heard and heard[channel] >= desk.now - DEAF_AFTER
    # while a channel is deaf, or clocks differ, its calls wait; for too long, and they are void
    goes = hears and channel not in stalls.paused(desk.db)
    if goes or contact is None or _is_too_late(desk, call):
        begin(desk, call)


def begin(desk: Desk, call: Call) -> None:
    """Send the first message of a call, unless something of ours or of the day forbids it."""
    person = people.get(desk.db, call.person_id)
    contact = people.contact(desk.db, person)
    call.channel = contact.channel if contact else ""
    cause = obstacle(desk, call, person, contact)
    if cause:
        void(desk, call, cause)
    else:
        ask(desk, call)


def obstacle(desk: Desk, call: Call, person: Person, contact: Contact | None) -> str:
    """Name why a call may not be sent now: "" if it may."""
    if contact is None or not person.active:
        return "no_channel"
    if contact.state == "blocked":
        return "blocked"
    if accounts.waiting(desk.db, person.id or 0, call.channel):
        return "replaced"
    if call.channel in stalls.paused(desk.db):
        return "clock"
    was_down = outages.touching(desk.db, [call.channel], call.due_at, call.due_at, person.unit)
    if was_down or _is_too_late(desk, call):
        return "undelivered"
    return not_callable(desk, call, person)


def _is_too_late(desk: Desk, call: Call) -> bool:
    return desk.now > call.due_at + timedelta(seconds=rule_of(desk, call).send_within_seconds)


def not_callable(desk: Desk, call: Call, person: Person, *, whole_life: bool = True) -> str:
    """Name what in the person's day forbids a call (or its next attempt) now: "" for nothing."""
    day = schedule.workday(desk, person, call.on)
    if day.mode == "LEAVE":
        return "on_leave"
    if day.mode != "WFH":
        return day.source if day.source in STAYING else "not_wfh"
    if whole_life:
        fits = workdays.may_call_at(rule_of(desk, call), day, person.zone, desk.now)
    else:
        last = window.deadline(rule_of(desk, call), desk.now)
        fits = all(workdays.is_working(day, person.zone, m) for m in (desk.now, last))
    if not fits:
        return "not_working_time"
    rule = rule_of(desk, call)
    life = window.life(rule) if whole_life else timedelta(seconds=rule.window_seconds)
    return away.hindrance(desk, call, desk.now, desk.now + life)


def ask(desk: Desk, *waiting: Call) -> None:
    """Queue the next message of each call; its window starts when it has reached the person."""
    begun = [_begun(desk, call) for call in waiting]
    desk.db.flush()  # so that all of them have their numbers
    for call, contact, attempt in begun:
        _say(desk, call, contact, attempt)


def _begun(desk: Desk, call: Call) -> tuple[Call, Contact, Attempt]:
    number = len(started(desk, call)) + 1
    contact = _contact(desk, call, people.get(desk.db, call.person_id), number)
    assert contact, "whoever has no channel is not asked"
    call.state, call.judge_at = "sending", None
    desk.db.add(call)
    return call, contact, calls.add_attempt(desk.db, call, number, contact.channel)


def _say(desk: Desk, call: Call, contact: Contact, attempt: Attempt) -> None:
    rule, person = rule_of(desk, call), people.get(desk.db, call.person_id)
    law = desk.law_by_hash(call.law_hash)
    desk.say(
        person,
        _words(call, attempt.number),
        choices=[[Choice(PRESENT)]],
        urgent=True,
        attempt_id=attempt.id,
        through=contact,
        expires_at=desk.now + timedelta(seconds=rule.send_within_seconds),
        name=person.name,
        code=call.code,
        number=attempt.number,
        limit=cite.limit(law),
        article=cite.source(law, "call.window_seconds"),
        until=cite.until(law),
        purpose=call.purpose,
        counts=_counts(desk, call),
    )


def _counts(desk: Desk, call: Call) -> Phrase:
    """Say what an answer to a second message comes to, and what is asked first (10.d)."""
    asks = desk.law_by_hash(call.law_hash).sanction != "off"
    return phrase("call.late_reason_first" if asks else "call.late_noted")


def _contact(desk: Desk, call: Call, person: Person, number: int) -> Contact | None:
    """Choose where a message of a call goes: the second one may go to the other channel."""
    known = [c for c in people.contacts(desk.db, person) if c.state == "active"]
    others = [c for c in known if c.channel != call.channel]
    if number > 1 and rule_of(desk, call).fallback and others:
        return others[0]
    return next((c for c in known if c.channel == call.channel), None) or next(iter(known), None)


def _words(call: Call, number: int) -> str:
    if number > 1:
        return "call.again"
    return "call.targeted" if call.kind == "targeted" else "call.first"


def taken(desk: Desk, row: Outbox, event: Sent) -> None:
    """Wait until an attempt reaches the phone, where the channel tells; else start its window."""
    if not desk.traits(row.address).receipts:
        arrived(desk, row, event)
        return
    attempt = calls.attempt(desk.db, row.attempt_id or 0)
    call = calls.get(desk.db, attempt.call_id)
    attempt.ref = event.ref
    desk.db.add(attempt)
    desk.note("call.accepted", call=call.code, attempt=attempt.number, ref=event.ref)
    if call.state == "sending":
        call.judge_at = max(event.at, event.received) + _time_to_arrive(desk, call, attempt)
        desk.db.add(call)


def _time_to_arrive(desk: Desk, call: Call, attempt: Attempt) -> timedelta:
    """Give how long a message may be on its way: as long as the rest of the call's life."""
    rule = rule_of(desk, call)
    return timedelta(seconds=rule.window_seconds * (rule.attempts - attempt.number + 1))


def arrived(desk: Desk, row: Outbox, event: Sent | Delivered) -> None:
    """Start the window of an attempt; a call that is closed stays closed."""
    attempt = calls.attempt(desk.db, row.attempt_id or 0)
    call = calls.get(desk.db, attempt.call_id)
    if call.outcome == "void" and isinstance(event, Delivered):
        desk.note("call.arrived_late", call=call.code, attempt=attempt.number, at=event.at)
        return
    if abs(event.at - event.received) > CLOCKS_DIFFER or _promised_more(event):
        attempt.clock_start, attempt.ref = event.received, event.ref
        attempt.deadline = window.deadline(rule_of(desk, call), event.received)
        void(desk, call, "clock")  # by which clock would an answer be late?
        return
    rule = rule_of(desk, call)
    attempt.clock_start, attempt.ref = event.at, event.ref
    attempt.deadline = window.deadline(rule, event.at)
    desk.db.add(attempt)
    desk.note("call.sent", call=call.code, attempt=attempt.number, at=event.at, ref=event.ref)
    if call.state == "sending":
        call.state = "open"
        # by our clock, never before the platform's: a skewed clock closes nothing early
        call.judge_at = window.deadline(rule, max(event.at, event.received))
        desk.db.add(call)
        _check_day(desk, call)


def _promised_more(event: Sent | Delivered) -> bool:
    """Tell whether the words named a later end of the window than the platform's clock gives."""
    reckoned = event.reckoned if isinstance(event, Sent) else None
    return reckoned is not None and reckoned - event.at > TOLD_LATER


def _check_day(desk: Desk, call: Call) -> None:
    """Void a call that was on its way for so long that its window would reach out of the day."""
    person = people.get(desk.db, call.person_id)
    cause = not_callable(desk, call, person, whole_life=False)
    if cause:
        void(desk, call, cause)


def lost(desk: Desk, row: Outbox, event: Failed) -> None:
    """Void a call whose message did not come through."""
    call = calls.get(desk.db, calls.attempt(desk.db, row.attempt_id or 0).call_id)
    if event.cause == "blocked":
        block(desk, row.address)
    if call.state != "closed":
        why = event.cause
        if why == "expired":  # what held the words back is why, if anything of the channel did
            why = event.detail.partition(":")[0]
            why = why if why in VOID_CAUSE else "expired"
        void(desk, call, VOID_CAUSE.get(why, "undelivered"))
        if event.cause == "no_session":
            _tell_superior(desk, call)


def _tell_superior(desk: Desk, call: Call) -> None:
    """Tell once a day that somebody cannot be called until he writes to us."""
    person = people.get(desk.db, call.person_id)
    superior = warn.decider(desk, person)
    slot = f"{call.on} {person.id}"
    if superior and jobs.claim(desk.db, "told_no_session", slot, desk.now):
        desk.say(superior, "team.no_session", name=person.name, unit=person.unit)


VOID_CAUSE = {
    "blocked": "blocked",
    "busy": "rate_limited",
    "expired": "expired",
    "no_session": "no_session",
    "rate_limited": "rate_limited",
    "refused": "refused",
    "rejected": "rejected",
    "uncertain": "uncertain",
    "unreachable": "unreachable",
}
OUR_FAULTS = {*VOID_CAUSE.values(), "undelivered", "outage", "unreadable", "clock"} - {"blocked"}
