"""What becomes of a reason: kept, confirmed to the person, and shown to whoever decides."""

from collections.abc import Sequence
from datetime import timedelta

from handlers import photos, warn
from handlers.desk import CLEAR, Choice, Desk, Phrase, phrase
from handlers.reason import asked
from handlers.reason.meant import Said
from handlers.warn import heard
from storage import calls, cases, outbox, people, reasons
from storage.rows import Call, Person, Proposal

DUTY = "reason"  # of the photos
GATHER = timedelta(minutes=1)  # in which what is added comes to the supervisor as one message


def keep(desk: Desk, person: Person, case: Proposal, said: Said, *, answer: bool = False) -> None:
    """Keep a reason for an open case; `answer` tells that the late answer itself gave it.

    A decision of which the person has not heard yet was taken without these words: it lapses.
    """
    decider = warn.hold_back(desk, case)
    first = calls.reason(desk.db, case.call_id) is None
    late = _is_late(desk, case)
    _write(desk, person, calls.get(desk.db, case.call_id), said, late=late)
    _confirm(desk, person, case, said, (first, late, answer))
    if decider:
        warn.bring_back(desk, case, decider)
    elif first or cases.history(desk.db, case.id or 0):  # what was decided before is open again
        warn.card(desk, case)
    else:
        _add_to_card(desk, person, case)


def pass_on(desk: Desk, person: Person, case: Proposal, said: Said) -> None:
    """Bring a reason that comes after the decision to whoever decided, as new."""
    call, decision = calls.get(desk.db, case.call_id), cases.decision(desk.db, case.id or 0)
    _write(desk, person, call, said, late=True)
    assert decision, "a decided case has its decision"
    told = _kind(said)
    number, by = case.id, people.get(desk.db, decision.decided_by)
    for superior in (by, warn.decider(desk, person)):
        if superior and desk.say(
            superior,
            "case.reason_after",
            choices=[
                [Choice("case.accept", f"case:{number}:accept")],
                *warn.show_button(number, calls.reason(desk.db, call.id or 0)),
            ],
            number=number,
            name=person.name,
            code=call.code,
            by=by.name,
            reason=told,
        ):
            desk.say(
                person, "case.reason_passed_on", code=call.code, reason=told, to=superior.name
            )
            return
    desk.say(person, "case.reason_more", code=call.code, reason=told)


def note(desk: Desk, person: Person, call: Call, said: Said) -> None:
    """Keep a reason beside a call that nobody has to decide."""
    _write(desk, person, call, said, late=False)
    desk.say(person, "case.reason_noted", code=call.code, reason=_kind(said))


def _is_late(desk: Desk, case: Proposal) -> bool:
    call = calls.get(desk.db, case.call_id)
    by_decision = desk.law_by_hash(call.law_hash).reason.until == "until_decided"
    return not (by_decision or asked.in_time(desk, case))


def _write(desk: Desk, person: Person, call: Call, said: Said, *, late: bool) -> None:
    keep_file(desk, call, said, doubt=False)
    reasons.keep(
        desk.db,
        call.id or 0,
        said.code,
        said.words,
        desk.at,
        attached=said.attached,
        late=late,
    )
    if said.file and said.file.file and said.attached == "photo":
        photos.want(desk, person, call.on, DUTY, said.file)
    desk.note("reason.given", call=call.code, code=said.code, late=late)


def keep_file(desk: Desk, call: Call, said: Said, *, doubt: bool) -> None:
    """Keep how what somebody sent is found again, for whoever decides."""
    sent = said.file
    if sent and sent.file:
        where = (sent.kind, sent.address, sent.file)
        reasons.keep_file(desk.db, call.id or 0, *where, desk.at, doubt=doubt)


def _confirm(
    desk: Desk, person: Person, case: Proposal, said: Said, how: tuple[bool, bool, bool]
) -> None:
    first, late, answer = how
    call, reason = calls.get(desk.db, case.call_id), calls.reason(desk.db, case.call_id)
    left = [c for c in asked.unheard(desk, person) if asked.in_time(desk, c)]
    told: Sequence[Phrase] = heard.said(reason) if first and reason else _kind(said)
    key = "case.reason_kept_next" if left else "case.reason_kept"
    if late:
        key = "case.reason_kept_late"
    elif answer:
        key = "case.reason_in_answer"
    elif not first:
        key = "case.reason_more"
    law = desk.law_by_hash(call.law_hash)
    rest = () if answer or not first else CLEAR
    desk.say(
        person,
        key,
        choices=warn.reason_choices(law) if left and key == "case.reason_kept_next" else rest,
        code=call.code,
        reason=list(told),
        until=case.reason_until,
        next=calls.get(desk.db, left[0].call_id).code if left else "",
    )
    if said.attached and not said.words:
        desk.say(person, "case.reason_write_too", code=call.code)


def _kind(said: Said) -> list[Phrase]:
    """Name what was said just now."""
    attached = [phrase(f"attached.{said.attached}")] if said.attached else []
    return [*([heard.words(said.words)] if said.words else []), *attached]


def _add_to_card(desk: Desk, person: Person, case: Proposal) -> None:
    """Tell the supervisor what was added; several messages in a row come as one."""
    superior = warn.decider(desk, person)
    address = desk.address_of(superior) if superior else None
    reason = calls.reason(desk.db, case.call_id)
    if not superior or not address or not reason:
        return
    outbox.withdraw(desk.db, address, "case.reason_added", case.id or 0)
    desk.say(
        superior,
        "case.reason_added",
        choices=warn.show_button(case.id, reason),
        not_before=desk.now + GATHER,
        number=case.id,
        name=person.name,
        code=calls.get(desk.db, case.call_id).code,
        reason=heard.said(reason),
    )
