"""`/siapa`: the personnel office goes through what waits, near misses first, one at a time."""

import hashlib
from collections.abc import Iterable
from datetime import date, time, timedelta

from handlers import cite
from handlers.desk import Choice, Desk, Phrase, phrase
from handlers.job import Job, Part
from handlers.rules.circular import Circular, Exemption
from handlers.rules.nip import last4
from handlers.who.confirm import keep
from handlers.who.held import answer, held
from handlers.who.listing import Seat, Waiting, listing, strangers, waiting
from storage import people
from storage.rows import Person

OFFICE = ("personnel", "admin")
AT, ALL_DAY = time(8), timedelta(hours=9)
HOME, REST = "home", "rest"
WORKS, LEFT = "works", "left"
TOGETHER = 20  # posts and units in one question
CLAUSES = 3  # in one question, each with a button; no name that we know is near to more


def jobs(_law: Circular) -> Iterable[Job]:
    """Say each morning how many are not called because nobody has confirmed their post."""
    yield Job(name="who", at=AT, act=remind, stale_after=ALL_DAY)


def remind(desk: Desk, on: date, _part: Part) -> None:
    """Tell the personnel office what waits; nothing where nothing does."""
    open_ones, asked = waiting(listing(desk, on)), len(held(desk))
    for reader in people.with_role(desk.db, *OFFICE) if open_ones or asked else ():
        if open_ones:
            _say_waiting(desk, reader, open_ones)
        if asked:
            desk.say(reader, "who.held_waiting", people=asked)


def _say_waiting(desk: Desk, reader: Person, open_ones: Waiting) -> None:
    desk.say(
        reader,
        "who.waiting",
        seats=open_ones.seats,
        people=open_ones.people,
        near=open_ones.near,
    )


def show(desk: Desk, person: Person) -> None:
    """Understand `/siapa`: ask about the next near miss, else about some of the others."""
    seats = listing(desk, desk.today())
    open_ones = waiting(seats)
    nearest = next((seat for seat in seats if seat.waits and seat.near), None)
    if nearest:
        _ask(desk, person, nearest, open_ones.near)
    elif open_ones:
        _ask_some(desk, person, _next(seats), open_ones)
    elif asked := held(desk):
        _ask_held(desk, person, asked[0], len(asked))
    else:
        names = [
            phrase("who.stranger", article=_cited(desk, e), name=e.name)
            for e in strangers(desk, desk.today())
        ]
        desk.say(person, "who.nothing", strangers=names or phrase("common.none"))


def _cited(desk: Desk, entry: Exemption) -> Phrase:
    law = desk.law(desk.today())
    return cite.row(law, "exempt", law.exempt, entry)


def _ask(desk: Desk, person: Person, seat: Seat, near: int) -> None:
    entries, name = seat.near[:CLAUSES], f"who:{_token(seat)}"
    choices = [[Choice("press.who_home", f"{name}:{HOME}")]]
    if entries[1:]:  # which of them it is stands on the button
        nearly = [
            phrase("who.near_one", place=n, article=_cited(desk, e), name=e.name)
            for n, e in enumerate(entries, 1)
        ]
        numbered = range(1, len(entries) + 1)
        choices += [[Choice(f"press.who_exempt_{n}", f"{name}:{n}")] for n in numbered]
    else:
        nearly = [phrase("who.near", article=_cited(desk, e), name=e.name) for e in entries]
        choices += [[Choice("press.who_exempt", f"{name}:1")]]
    desk.say(
        person,
        "who.ask_which" if entries[1:] else "who.ask",
        choices=choices,
        post=seat.post,
        unit=seat.unit,
        people=seat.people,
        near=nearly,
        article=_cited(desk, seat.near[0]),
        left=near,
    )


def _next(seats: Iterable[Seat]) -> list[Seat]:
    """Give those that are asked about together: they wait, and are near to nothing."""
    return [seat for seat in seats if seat.waits and not seat.near][:TOGETHER]


def _ask_some(desk: Desk, person: Person, some: list[Seat], open_ones: Waiting) -> None:
    rows = [phrase("who.row", post=s.post, unit=s.unit, people=s.people) for s in some]
    desk.say(
        person,
        "who.rest",
        choices=[[Choice("press.who_rest", f"who:{_token(*some)}:{REST}")]],
        rows=rows,
        seats=open_ones.seats,
        people=open_ones.people,
    )


def _ask_held(desk: Desk, person: Person, one: Person, left: int) -> None:
    choices = [
        [Choice("press.who_works", f"who:{one.id}:{WORKS}")],
        [Choice("press.who_left", f"who:{one.id}:{LEFT}")],
    ]
    desk.say(
        person,
        "who.held",
        choices=choices,
        name=one.name,
        nip=last4(one.nip),
        post=one.position,
        unit=one.unit,
        left=left,
    )


def _token(*seats: Seat) -> str:
    """Name seats, and what they are near to, in the few letters that a button may carry."""
    shown = [(seat.post, seat.unit, *(e.article for e in seat.near)) for seat in seats]
    named = "\0".join(word for one in shown for word in one)
    return hashlib.sha256(named.encode()).hexdigest()[:12]


def _offered(seat: Seat) -> dict[str, str]:
    """Give the clause that each answer about a near miss means."""
    entries = enumerate(seat.near[:CLAUSES], 1)
    return {HOME: "", **{f"{place}": entry.article for place, entry in entries}}


def press(desk: Desk, actor: Person, words: list[str]) -> bool:
    """Take the office's word on a seat, some seats or a person; go on to the next."""
    if not set(OFFICE) & set(actor.roles):
        return False
    seats = [seat for seat in listing(desk, desk.today()) if seat.waits]
    match words:
        case [token, "rest"]:  # what has come since was not seen
            some = _next(seats)
            keep(desk, some if _token(*some) == token else [], actor.nip)
        case [token, ("home" | "1" | "2" | "3") as what]:
            for seat in (seat for seat in seats if _token(seat) == token):
                keep(desk, [seat], actor.nip, _offered(seat)[what])
        case [number, ("works" | "left") as what]:
            for one in (one for one in held(desk) if f"{one.id}" == number):
                answer(desk, one, works=what == WORKS)
        case _:
            return False
    show(desk, actor)
    return True
