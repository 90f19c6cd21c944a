"""`sigap who --confirm`: a human has looked at posts and units; their people may be called."""

from bot import office, settings
from bot.cli.who import say_waiting
from bot.clock import Clock
from bot.console import Trouble, sentence, show
from handlers import who
from handlers.roster import cells
from handlers.rules.nip import last4

BY = "cli"  # who confirms at the terminal; the log says that much and no more


def confirm(post: str, unit: str, clause: str) -> None:
    """Confirm a post or unit, or all that are near to nothing; raises Trouble for one unknown."""
    given, clock = settings.load(), Clock()
    engine, _ = office.open_memory(given, clock)
    try:
        with office.at_desk(engine, given, clock, decides=True) as desk:
            done = who.confirm(desk, BY, post=post, unit=unit, clause=clause)
            left = who.waiting(who.listing(desk, desk.today()))
    except who.Unknown as unknown:
        raise Trouble(f"who.no_{unknown.key}", given=unknown.given or "-") from None
    people = sum(seat.people for seat in done)
    show(sentence(given.language, "who.done", seats=len(done), people=people))
    if left:
        show(say_waiting(given.language, left))


def answer(nip: str, *, works: bool) -> None:
    """Take the office's word on somebody held back; raises Trouble if nobody asks about him."""
    given, clock = settings.load(), Clock()
    engine, _ = office.open_memory(given, clock)
    with office.at_desk(engine, given, clock, decides=True) as desk:
        number = cells.number(nip)
        person = next((one for one in who.held(desk) if one.nip == number), None)
        if person is None:
            raise Trouble("who.not_held", given=nip)
        who.answer(desk, person, works=works)
        said = {"name": person.name, "nip": last4(person.nip)}
    show(sentence(given.language, "who.works" if works else "who.left", **said))
