"""A supervisor's own call: one of his people, at once, for a stated purpose."""

from typing import Any

from handlers import schedule
from handlers.call import lots
from handlers.call.send import begin, not_callable
from handlers.desk import Desk, phrase
from handlers.events import Message, Text
from storage import calls, days, dialogs, people
from storage.rows import Call, Person

PURPOSE_LIMIT = 300


def command(desk: Desk, person: Person, words: str, address: str) -> None:
    """Understand `/panggil NIP|name PURPOSE`; ask for the purpose when it is missing."""
    below = people.subordinates(desk.db, person)
    found, purpose = find(below, words)
    match found:
        case []:
            desk.say(person, "order.nobody" if words.strip() else "order.how")
        case [target] if purpose:
            order(desk, person, target, purpose)
        case [target]:
            dialogs.ask(desk.db, address, "purpose", {"person": target.id})
            desk.say(person, "order.purpose", name=target.name)
        case _:
            names = ", ".join(f"{p.name} ({p.nip[-4:]})" for p in found[:10])
            desk.say(person, "order.several", names=names)


def find(below: list[Person], words: str) -> tuple[list[Person], str]:
    """Split words into a person and a purpose: the longest beginning that names somebody."""
    parts = words.split()
    for length in range(len(parts), 0, -1):
        found = people.matching(below, " ".join(parts[:length]))
        if found:
            return found, " ".join(parts[length:])
    return [], ""


def purpose(desk: Desk, person: Person, message: Message, about: dict[str, Any]) -> bool:
    """Take the purpose that was asked for."""
    words = message.text.strip() if isinstance(message, Text) else ""
    target = people.get(desk.db, about["person"])
    if not words or target not in people.subordinates(desk.db, person):
        return False
    dialogs.close(desk.db, message.address)
    order(desk, person, target, words)
    return True


def order(desk: Desk, supervisor: Person, target: Person, purpose_words: str) -> None:
    """Call somebody at once, if his day allows it."""
    on = desk.today(target.zone)
    law = desk.law(on)
    if law.call is None:
        desk.say(supervisor, "order.law_has_none")
        return
    if calls.under_way(desk.db, target.id or 0):
        desk.say(supervisor, "order.under_way", name=target.name)
        return
    day = days.get(desk.db, target.id or 0, on) or schedule.open_day(desk, target, on)
    call = Call(
        code=lots.next_code(desk, target, on),
        person_id=target.id or 0,
        on=on,
        law_hash=day.law_hash,
        circular_id=law.id,
        drawn_at=desk.now,
        due_at=desk.now,
        kind="targeted",
        purpose=purpose_words[:PURPOSE_LIMIT],
        ordered_by=supervisor.id,
    )
    cause = not_callable(desk, call, target) or _unreachable(desk, target)
    if cause:
        _refuse(desk, supervisor, target, cause)
        return
    _place(desk, supervisor, target, call)


def _refuse(desk: Desk, supervisor: Person, target: Person, cause: str) -> None:
    desk.say(supervisor, "order.refused", name=target.name, cause=phrase(f"void.{cause}"))


def _unreachable(desk: Desk, target: Person) -> str:
    contact = people.contact(desk.db, target)
    if contact is None:
        return "no_channel"
    return "blocked" if contact.state == "blocked" else ""


def _place(desk: Desk, supervisor: Person, target: Person, call: Call) -> None:
    calls.add(desk.db, call)
    desk.note("call.ordered", call=call.code, by=supervisor.nip, purpose=call.purpose)
    begin(desk, call)
    if call.outcome:
        _refuse(desk, supervisor, target, call.void_cause)
        return
    desk.say(
        supervisor,
        "order.placed",
        name=target.name,
        code=call.code,
        count=calls.ordered_by(desk.db, supervisor.id or 0, call.on),
    )
