"""The supervisor's decision: approve, refuse or ask back; a silence is no permission (2.g)."""

from datetime import timedelta
from typing import Any

from handlers import reason, review, warn
from handlers.desk import CLEAR, Choice, Desk, phrase
from handlers.events import Message
from handlers.permit import shared
from handlers.permit.shared import BACK
from storage import dialogs, people, permits
from storage.rows import Permit, Person

CHOICES = ("approve", "refuse", "ask")
NOTE, ANSWER = "permit_note", "permit_answer"
NOTE_WITHIN = timedelta(minutes=10)


def show(desk: Desk, permit: Permit, person: Person, answer: str = "") -> bool:
    """Put a request before the supervisor; False if nobody above can be reached."""
    superior = warn.decider(desk, person)
    if superior is None:
        return False
    return desk.say(
        superior,
        "permit.card_again" if answer else "permit.card",
        choices=[[Choice(f"permit.{c}", f"permit:{permit.id}:{c}") for c in CHOICES]],
        repeatable=False,
        number=permit.id,
        name=person.name,
        unit=person.unit,
        start=permit.start,
        until=permit.until,
        destination=permit.destination,
        reason=permit.reason,
        question=permit.note,
        answer=answer,
        article=shared.article(desk, permit),
    )


def press(desk: Desk, actor: Person, words: list[str]) -> bool:
    """Understand a press on a request: its number, and the choice."""
    match words:
        case [number, choice] if number.isdecimal():
            decide(desk, actor, int(number), choice)
            return True
    return False


def waiting(desk: Desk, actor: Person) -> list[Permit]:
    """List the requests of one's people that wait for a decision."""
    ids = [member.id or 0 for member in people.subordinates(desk.db, actor)]
    found = permits.on(desk.db, desk.today(actor.zone), ids) if ids else []
    return [p for p in found if p.state in permits.PENDING and desk.now < p.until]


def decide(desk: Desk, actor: Person, permit_id: int, choice: str) -> None:
    """Take a superior's decision on a request; pressed twice, it stands once."""
    permit = permits.get(desk.db, permit_id)
    person = review.author(desk, actor, permit)
    if permit is None or person is None or choice not in CHOICES:
        desk.say(actor, "permit.not_yours")
        return
    refusal = _refusal(desk, permit)
    if refusal:
        state = phrase(f"permit.state_{permit.state}")
        desk.say(actor, refusal, number=permit.id, state=state)
        return
    desk.note("permit.decided", permit=permit.id, choice=choice, by=actor.nip)
    {"approve": _approve, "refuse": _refuse, "ask": _ask}[choice](desk, actor, person, permit)


def _refusal(desk: Desk, permit: Permit) -> str:
    if permit.state not in permits.PENDING:
        return "permit.decided"
    return "permit.over" if desk.now >= permit.until else ""


def _settle(desk: Desk, actor: Person, permit: Permit, state: str) -> None:
    permit.state, permit.decided_by, permit.decided_at = state, actor.id, desk.now
    desk.db.add(permit)


def _approve(desk: Desk, actor: Person, person: Person, permit: Permit) -> None:
    _settle(desk, actor, permit, "approved")
    desk.say(actor, "permit.done_approve", number=permit.id, name=person.name, until=permit.until)
    desk.say(
        person,
        "permit.approved",
        choices=[[Choice(BACK)]],
        urgent=True,
        number=permit.id,
        by=actor.name,
        start=permit.start,
        until=permit.until,
        calls=shared.calls_meanwhile(desk, permit),
        article=shared.article(desk, permit),
    )
    shared.take_back(desk, permit)


def _refuse(desk: Desk, actor: Person, person: Person, permit: Permit) -> None:
    _settle(desk, actor, permit, "refused")
    _want_note(desk, actor, permit)
    desk.say(actor, "permit.done_refuse", number=permit.id, name=person.name)
    desk.say(
        person,
        "permit.refused",
        choices=CLEAR,
        urgent=True,
        number=permit.id,
        by=actor.name,
        article=shared.article(desk, permit),
    )


def _ask(desk: Desk, actor: Person, person: Person, permit: Permit) -> None:
    permit.state = "question"
    desk.db.add(permit)
    _want_note(desk, actor, permit)
    desk.say(actor, "permit.done_ask", number=permit.id, name=person.name)
    desk.say(person, "permit.question_comes", number=permit.id, by=actor.name)


def _want_note(desk: Desk, actor: Person, permit: Permit) -> None:
    address = desk.address_of(actor)
    if address:
        desk.ask(address, NOTE, desk.now + NOTE_WITHIN, {"permit": permit.id})


def note(desk: Desk, actor: Person, message: Message, about: dict[str, Any]) -> bool:
    """Take the words after a refusal or a question, and pass them on."""
    permit = permits.get(desk.db, about["permit"])
    person = review.author(desk, actor, permit)
    words = review.words(desk, actor, message, about)
    if permit is None or person is None or not words:
        return False
    if permit.state not in {"refused", "question"}:
        state = phrase(f"permit.state_{permit.state}")
        desk.say(actor, "permit.decided", number=permit.id, state=state)
        return True
    permit.note = words[: shared.LENGTH]
    desk.db.add(permit)
    desk.say(actor, "permit.note_kept", number=permit.id, name=person.name)
    key = "permit.question" if permit.state == "question" else "permit.refused_note"
    desk.say(person, key, number=permit.id, by=actor.name, note=permit.note)
    if permit.state == "question":
        _want_answer(desk, person, permit)
    return True


def _want_answer(desk: Desk, person: Person, permit: Permit) -> None:
    """Take the next words as the answer, unless they are awaited for something else."""
    address = desk.address_of(person)
    busy = reason.awaited(desk, person)
    if address and not busy and dialogs.open_at(desk.db, address, desk.now) is None:
        desk.ask(address, ANSWER, permit.until, {"permit": permit.id})


def ask_again(desk: Desk, person: Person, permit: Permit, words: str, address: str) -> None:
    """Repeat the supervisor's question, or take words after `/izin` as the answer to it."""
    if words.strip():
        _answer(desk, person, permit, words)
        return
    desk.ask(address, ANSWER, permit.until, {"permit": permit.id})
    by = warn.decider(desk, person)
    desk.say(
        person,
        "permit.question" if permit.note else "permit.question_comes",
        number=permit.id,
        by=by.name if by else "-",
        note=permit.note,
    )


def answer(desk: Desk, person: Person, message: Message, about: dict[str, Any]) -> bool:
    """Take the answer to the supervisor's question."""
    permit = permits.get(desk.db, about["permit"])
    if permit is None or permit.state != "question":
        return False
    words = review.words(desk, person, message, about)
    if words:
        _answer(desk, person, permit, words)
    return bool(words)


def _answer(desk: Desk, person: Person, permit: Permit, words: str) -> None:
    permit.state = "asked"
    desk.db.add(permit)
    desk.note("permit.answered", permit=permit.id, nip=person.nip)
    shown = show(desk, permit, person, words[: shared.LENGTH])
    key = "permit.answer_sent" if shown else "permit.nobody_reached"
    desk.say(person, key, number=permit.id, start=permit.start, until=permit.until)
