"""A decision against somebody: asked about once more, open to second thoughts, then told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from handlers import confirm
from handlers.desk import Choice, Desk, Phrase, phrase
from storage import people, rulings
from storage.rows import Person, Ruling

SECOND_THOUGHTS = timedelta(minutes=5)  # in which it can be taken back, and nobody hears of it
UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Press:
    """A choice on a card; `stamp` tells what its reader had before him, `is_sure` his yes."""

    number: int
    choice: str
    stamp: str
    is_sure: bool


Decide = Callable[[Desk, Person, Press], None]
Undo = Callable[[Desk, Person, int], None]


def press(desk: Desk, actor: Person, parts: list[str], decide: Decide, undo: Undo) -> bool:
    """Understand a press on a card: number, choice, stamp, and the answer to our question."""
    if not parts[1:] or not parts[0].isdecimal():
        return False
    number, choice, *rest = int(parts[0]), *parts[1:]
    match choice, rest:
        case "undo", []:
            undo(desk, actor, number)
        case _, [confirm.NO, _]:
            confirm.drop(desk, actor)
        case _, [confirm.YES, stamp]:
            confirm.close(desk, actor)
            decide(desk, actor, Press(number, choice, stamp, is_sure=True))
        case _, ([] | [_]):
            decide(desk, actor, Press(number, choice, "".join(rest), is_sure=False))
        case _:
            return False
    return True


def keep(  # noqa: PLR0913 - a decision names all of these
    desk: Desk,
    actor: Person,
    person: Person,
    about: str,
    number: int,
    choice: str,
    *,
    stamp: str = "",
    words: str = "",
) -> None:
    """Keep a decision until the time for second thoughts is over."""
    rulings.keep(
        desk.db,
        Ruling(
            about=about,
            number=number,
            person_id=person.id or 0,
            choice=choice,
            stamp=stamp,
            words=words,
            decided_by=actor.id or 0,
            decided_at=desk.now,
            tell_at=desk.now + SECOND_THOUGHTS,
        ),
    )


def undo_button(about: str, number: int | None) -> list[list[Choice]]:
    """Offer to take a decision back."""
    return [[Choice("ruling.undo", f"{about}:{number}:{UNDO}")]]


def told_later(desk: Desk) -> Phrase:
    """Say until when a decision can be taken back, and that it is told then."""
    return phrase("ruling.told_at", at=desk.now + SECOND_THOUGHTS)


def waits(desk: Desk, actor: Person, about: str, number: int | None) -> bool:
    """Tell whether something was decided already that is not told yet, and say so."""
    row = rulings.get(desk.db, about, number or 0)
    if row is None:
        return False
    by = people.get(desk.db, row.decided_by).name
    desk.say(actor, "ruling.waits", choices=undo_button(about, number), by=by, until=row.tell_at)
    return True


def taken_back(desk: Desk, actor: Person, about: str, number: int) -> Ruling | None:
    """Take back one's own decision; None, and said so, if that is too late."""
    row = rulings.get(desk.db, about, number)
    if row is None or row.decided_by != actor.id or row.tell_at <= desk.now:
        desk.say(actor, "ruling.told_already")
        return None
    rulings.drop(desk.db, about, [number])
    confirm.close(desk, actor)
    desk.note("decision.taken_back", about=about, number=number, choice=row.choice, by=actor.nip)
    return row
