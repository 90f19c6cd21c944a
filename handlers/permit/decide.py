"""The supervisor's decision: approve, refuse or ask back; a silence is no permission (2.g)."""

from datetime import timedelta
from typing import Any

from handlers import confirm, reason, review, ruling, warn
from handlers.desk import CLEAR, Choice, Desk, phrase
from handlers.events import Message
from handlers.permit import shared
from handlers.permit.shared import BACK
from handlers.ruling import Press
from storage import dialogs, people, permits, rulings
from storage.rows import Permit, Person, Ruling

ABOUT = "permit"  # of rulings, and of what is pressed
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
    return ruling.press(desk, actor, words, decide, undo)


def waiting(desk: Desk, actor: Person) -> list[Permit]:
    """List the requests of one's people that wait for a decision."""
    ids = [member.id or 0 for member in people.subordinates(desk.db, actor)]
    found = permits.on(desk.db, desk.today(actor.zone), ids) if ids else []
    untold = rulings.untold(desk.db, ABOUT, [permit.id or 0 for permit in found])
    open_ = [p for p in found if p.state in permits.PENDING and desk.now < p.until]
    return [permit for permit in open_ if permit.id not in untold]


def decide(desk: Desk, actor: Person, press: Press) -> None:
    """Take a superior's decision on a request; pressed twice, it stands once."""
    choice, permit = press.choice, permits.get(desk.db, press.number)
    person = review.author(desk, actor, permit)
    if permit is None or person is None or choice not in CHOICES:
        desk.say(actor, "permit.not_yours")
        return
    refusal = _refusal(desk, permit)
    if refusal:
        state = phrase(f"permit.state_{permit.state}")
        desk.say(actor, refusal, number=permit.id, state=state)
        return
    if choice == "refuse":
        _refuse(desk, actor, person, permit, is_sure=press.is_sure and press.stamp == permit.state)
        return
    rulings.drop(desk.db, ABOUT, [press.number])  # nobody has heard of a refusal
    desk.note("permit.decided", permit=permit.id, choice=choice, by=actor.nip)
    {"approve": _approve, "ask": _ask}[choice](desk, actor, person, permit)


def _refusal(desk: Desk, permit: Permit) -> str:
    if permit.state not in permits.PENDING:
        return "permit.decided"
    return "permit.over" if desk.now >= permit.until else ""


def _approve(desk: Desk, actor: Person, person: Person, permit: Permit) -> None:
    permit.state, permit.decided_by, permit.decided_at = "approved", actor.id, desk.now
    desk.db.add(permit)
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


def _refuse(desk: Desk, actor: Person, person: Person, permit: Permit, *, is_sure: bool) -> None:
    """Refuse a request once that is confirmed; a note may be written until it is told."""
    if ruling.waits(desk, actor, ABOUT, permit.id):
        return
    words: dict[str, Any] = {"number": permit.id, "name": person.name}
    if not is_sure:
        data = f"{ABOUT}:{permit.id}:refuse"
        sure = confirm.choices(desk, actor, data, permit.state)
        desk.say(actor, "permit.sure_refuse", choices=sure, repeatable=False, **words)
        return
    ruling.keep(desk, actor, person, ABOUT, permit.id or 0, "refuse")
    desk.note("permit.decided", permit=permit.id, choice="refuse", by=actor.nip)
    _want_note(desk, actor, permit)
    undo_ = ruling.undo_button(ABOUT, permit.id)
    told = ruling.told_later(desk)
    desk.say(actor, "permit.done_refuse", choices=undo_, **words, told=told)


def undo(desk: Desk, actor: Person, number: int) -> None:
    """Take a refusal back; the request waits as before."""
    permit = permits.get(desk.db, number)
    person = review.author(desk, actor, permit)
    if permit is None or person is None:
        desk.say(actor, "permit.not_yours")
    elif ruling.taken_back(desk, actor, ABOUT, number):
        desk.say(actor, "ruling.undone", name=person.name)
        show(desk, permit, person)


def settle(desk: Desk, row: Ruling) -> None:
    """Let a refusal stand, and tell it with its note; a request that is no more is left alone."""
    permit = permits.get(desk.db, row.number)
    if permit is None or permit.state not in permits.PENDING:
        return
    person, by = people.get(desk.db, permit.person_id), people.get(desk.db, row.decided_by)
    permit.state, permit.decided_by, permit.decided_at = "refused", row.decided_by, row.decided_at
    permit.note = row.words
    desk.db.add(permit)
    article = shared.article(desk, permit)
    words: dict[str, Any] = {"number": permit.id, "by": by.name, "article": article}
    desk.say(person, "permit.refused", choices=CLEAR, urgent=True, **words)
    if row.words:
        desk.say(person, "permit.refused_note", number=permit.id, by=by.name, note=row.words)


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
    row = rulings.get(desk.db, ABOUT, about["permit"])
    if row and confirm.answer(message) == confirm.NO:  # it answers our offer to take it back
        undo(desk, actor, about["permit"])
        return True
    words = review.words(desk, actor, message, about)
    if permit is None or person is None or not words:
        return False
    if row:
        row.words = words[: shared.LENGTH]
        desk.db.add(row)
        desk.say(actor, "permit.note_kept", number=permit.id, name=person.name)
        return True
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
