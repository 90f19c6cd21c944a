"""Taking what people write about an event: every word counts, but for courtesies."""

from dataclasses import replace

from handlers import warn
from handlers.desk import Choice, Desk
from handlers.events import Edited, Message, Text
from handlers.reason import asked, keep, meant
from handlers.reason.meant import OWN_WORDS, Said
from handlers.reason.state import remind, stands
from handlers.rules import utterance
from handlers.rules.utterance import COURTESY, REASON, UNCLEAR
from handlers.warn import heard
from storage import calls, cases, outbox, reasons
from storage.rows import Call, Person, Proposal, Reason

IN_WORDS = "case.reason_in_words"


def take(desk: Desk, person: Person, message: Message) -> bool:
    """Take a message as what somebody has to say about an event; tell whether it may be that."""
    if isinstance(message, Text) and _answers_doubt(desk, person, message.text):
        return True
    case = asked.meant(desk, person, message)
    if case is None:
        return _note(desk, person, message)
    said = _read(desk, person, case, message)
    if said is None:
        return False
    _act(desk, person, case, said)
    return True


def of_answer(desk: Desk, person: Person, message: Message) -> None:
    """Take the words of a late answer itself as the reason (10.d)."""
    if isinstance(message, Text) and utterance.numbers(message.text):
        return  # the number of a button
    for case in asked.unheard(desk, person):
        if case.kind != "late" or _call(desk, case).answered_at != message.at:
            continue
        said = meant.read(desk, person, message)
        if said and said.attached and not said.words:
            # a voice note may have said no more than HADIR
            words = meant.wordless(desk, person, said.attached)
            said = Said(UNCLEAR, words, file=said.file)
        if said and said.kind == UNCLEAR:
            _ask_back(desk, person, case, said)
        elif said and said.kind == REASON:
            keep.keep(desk, person, case, said, answer=True)


def changed(desk: Desk, person: Person, message: Edited) -> None:
    """Add what a message says now to the reason that it gave; any other says nothing new."""
    given = reasons.given(desk.db, person.id or 0, message.began) if message.began else None
    said = _sure(meant.words(desk, person, message.text))
    if given is None or said.kind != REASON or _is_known(given, said.words):
        return
    case = cases.of_call(desk.db, given.call_id)
    if case:
        _act(desk, person, case, said)
    else:
        keep.note(desk, person, calls.get(desk.db, given.call_id), said)


def _is_known(given: Reason, words: str) -> bool:
    return any(words in before for before in (given.text, given.late_text, given.doubt))


def _note(desk: Desk, person: Person, message: Message) -> bool:
    """Keep what is said about a call that led to no case, where the circular only notes it."""
    call = asked.noted(desk, person, message)
    said = meant.read(desk, person, message) if call else None
    if call is None or said is None or said.kind != REASON:
        return False
    keep.note(desk, person, call, said)
    return True


def command(desk: Desk, person: Person, words: str) -> None:
    """Understand `/alasan [words]`: give or add to a reason, or see what is asked."""
    case = asked.meant(desk, person)
    if case is None:
        if not stands(desk, person):
            desk.say(person, "case.nothing_asked")
        return
    law = desk.law_by_hash(_call(desk, case).law_hash)
    said = meant.by_number(desk, person, words, law) or meant.words(desk, person, words)
    if not words.strip() or said.kind == COURTESY:
        _ask(desk, person, case)
    else:
        _act(desk, person, case, _sure(said))


def press(desk: Desk, person: Person, words: list[str]) -> bool:
    """Understand whether words are the reason: the number of the case, and yes or no."""
    match words:
        case [number, "yes" | "no" as choice] if number.isdecimal():
            case = cases.get(desk.db, int(number))
            if case and case.person_id == person.id and _is_in_doubt(desk, case):
                _settle_doubt(desk, person, case, is_reason=choice == "yes")
                return True
    return False


def _read(desk: Desk, person: Person, case: Proposal, message: Message) -> Said | None:
    """Read a message; the reasons are offered by number only until one is given."""
    offered = calls.reason(desk.db, case.call_id) is None and case.state == "waiting"
    law = desk.law_by_hash(_call(desk, case).law_hash)
    said = meant.read(desk, person, message, law if offered else None)
    last = next(iter(outbox.last_said(desk.db, message.address, 1)), None)
    return _sure(said) if said and last and last.key == IN_WORDS else said


def _sure(said: Said) -> Said:
    """Take what was announced as a reason for one."""
    return replace(said, kind=REASON) if said.kind == UNCLEAR else said


def _act(desk: Desk, person: Person, case: Proposal, said: Said) -> None:
    if said.kind == OWN_WORDS:
        desk.say(person, IN_WORDS, until=case.reason_until)
    elif said.kind == COURTESY:
        remind(desk, person, case)
    elif warn.is_untold(desk, case):
        keep.keep(desk, person, case, said)
    elif case.state == "decided" and said.kind == REASON:
        keep.pass_on(desk, person, case, said)
    elif case.state == "decided":
        remind(desk, person, case)
    elif said.kind == UNCLEAR and asked.in_time(desk, case):
        _ask_back(desk, person, case, said)
    else:
        keep.keep(desk, person, case, said)


def _ask(desk: Desk, person: Person, case: Proposal) -> None:
    call = _call(desk, case)
    if calls.reason(desk.db, case.call_id) or case.state == "decided":
        remind(desk, person, case)
        return
    desk.say(
        person,
        "case.reason_asked",
        choices=warn.reason_choices(desk.law_by_hash(call.law_hash)),
        code=call.code,
        on=call.on,
        until=case.reason_until,
    )


def _ask_back(desk: Desk, person: Person, case: Proposal, said: Said) -> None:
    """Ask once whether unclear words are the reason; without an answer they are."""
    before = reasons.doubt(desk.db, case.call_id)
    words = "\n".join(part for part in (before, said.words) if part)
    reasons.keep_doubt(desk.db, case.call_id, words, desk.at)
    keep.keep_file(desk, _call(desk, case), said, doubt=True)
    if before:
        return
    buttons = [Choice(f"case.is_{n}", f"reason:{case.id}:{n}") for n in ("yes", "no")]
    desk.say(
        person,
        "case.reason_doubt",
        choices=[buttons],
        reason=heard.words(words),
        code=_call(desk, case).code,
        until=case.reason_until,
    )


def _answers_doubt(desk: Desk, person: Person, text: str) -> bool:
    agrees = utterance.agrees(text)
    waiting = cases.reason_wanted(desk.db, person.id or 0) if agrees is not None else []
    case = next((c for c in waiting if _is_in_doubt(desk, c)), None)
    if case is None or agrees is None:
        return False
    _settle_doubt(desk, person, case, is_reason=agrees)
    return True


def _is_in_doubt(desk: Desk, case: Proposal) -> bool:
    return case.state == "waiting" and bool(reasons.doubt(desk.db, case.call_id))


def _settle_doubt(desk: Desk, person: Person, case: Proposal, *, is_reason: bool) -> None:
    if is_reason:
        keep.keep(desk, person, case, Said(REASON))
        return
    call = _call(desk, case)
    reasons.keep_doubt(desk.db, case.call_id, "", desk.at)
    desk.say(
        person,
        "case.reason_not_meant",
        choices=warn.reason_choices(desk.law_by_hash(call.law_hash)),
        code=call.code,
    )


def _call(desk: Desk, case: Proposal) -> Call:
    return calls.get(desk.db, case.call_id)
