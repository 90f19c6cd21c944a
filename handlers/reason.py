"""Why: the question that comes before anything else."""

from datetime import datetime

from handlers import warn
from handlers.desk import CLEAR, Desk, phrase
from handlers.events import Attachment, Message, Text
from storage import calls, cases
from storage.rows import Person, Proposal

OTHER = "lainnya"  # the choice that wants words, and the code of all free text
LIMIT = 1000  # characters of a reason that a card can carry


def take(desk: Desk, person: Person, message: Message) -> bool:
    """Take a message as the reason that was asked for; tell whether one was asked."""
    asked = [p for p in _open(desk, person) if calls.reason(desk.db, p.call_id) is None]
    if not asked:
        return False
    words, code = _understood(message)
    if words:
        _give(desk, person, asked[0], code, words)
    else:
        desk.say(person, "case.reason_in_words", until=asked[0].reason_until)
    return True


def awaited(desk: Desk, person: Person) -> bool:
    """Tell whether a reason is asked of a person that he has not given."""
    return any(calls.reason(desk.db, p.call_id) is None for p in _open(desk, person))


def asked_since(desk: Desk, person: Person, moment: datetime) -> bool:
    """Tell whether a reason was asked after a moment and is still to be given."""
    newer = [p for p in _open(desk, person) if p.made_at > moment]
    return any(calls.reason(desk.db, p.call_id) is None for p in newer)


def _open(desk: Desk, person: Person) -> list[Proposal]:
    return cases.reason_wanted(desk.db, person.id or 0, desk.at)


def _understood(message: Message) -> tuple[str, str]:
    match message:
        case Text(text=text, choice=choice):
            section, _, code = choice.partition(".")
            if choice == f"reason.{OTHER}":
                return "", OTHER
            return text.strip(), code if section == "reason" else OTHER
        case Attachment(caption=caption):
            return caption.strip(), OTHER
    return "", ""


def _give(desk: Desk, person: Person, proposal: Proposal, code: str, words: str) -> None:
    call = calls.get(desk.db, proposal.call_id)
    calls.keep_reason(desk.db, proposal.call_id, code, words[:LIMIT], desk.at)
    desk.note("reason.given", call=call.code, code=code)
    left = [p for p in _open(desk, person) if calls.reason(desk.db, p.call_id) is None]
    law = desk.law_by_hash(call.law_hash)
    desk.say(
        person,
        "case.reason_kept_next" if left else "case.reason_kept",
        choices=warn.reason_choices(law) if left else CLEAR,
        code=call.code,
        reason=phrase("case.reason_words", words=words[:LIMIT]),
        next=calls.get(desk.db, left[0].call_id).code if left else "",
    )
    warn.card(desk, proposal)


def command(desk: Desk, person: Person, words: str) -> None:
    """Understand `/alasan [words]`: give, change or list what is asked."""
    wanted = _open(desk, person)
    if not wanted:
        desk.say(person, "case.nothing_asked")
        return
    proposal = next((p for p in wanted if calls.reason(desk.db, p.call_id) is None), wanted[0])
    if words.strip():
        _give(desk, person, proposal, OTHER, words.strip())
        return
    call = calls.get(desk.db, proposal.call_id)
    desk.say(
        person,
        "case.reason_asked",
        choices=warn.reason_choices(desk.law_by_hash(call.law_hash)),
        code=call.code,
        on=call.on,
        until=proposal.reason_until,
    )
