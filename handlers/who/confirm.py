"""The personnel office's word on a post and unit: it may be called, or it is exempt after all."""

from collections.abc import Iterable
from datetime import date

from handlers import schedule
from handlers.call import close, lots
from handlers.desk import Desk
from handlers.rules import exempt
from handlers.who.listing import Seat, listing
from storage import calls, confirmations, days
from storage.rows import Confirmation, Person


class Unknown(ValueError):  # noqa: N818 - it is said to a person
    """A post, unit or clause that is not there; `key` says which."""

    def __init__(self, key: str, given: str) -> None:
        super().__init__(key)
        self.key, self.given = key, given


def confirm(
    desk: Desk, by: str, *, post: str = "", unit: str = "", clause: str = ""
) -> list[Seat]:
    """Confirm the seats of a post or unit, near misses too; of all, those near to nothing.

    With a `clause` they fall under that exemption although their names do not tell.
    Raises Unknown.
    """
    on, seats = desk.today(), listing(desk, desk.today())
    if clause and clause not in {entry.article for entry in desk.law(on).exempt}:
        raise Unknown("clause", clause)
    if clause and not (post or unit):
        raise Unknown("post", "")
    named = [seat for seat in seats if _is(post, seat.post) and _is(unit, seat.unit)]
    if (post or unit) and not named:
        raise Unknown("post", " / ".join(filter(None, (post, unit))))
    chosen = named if post or unit else [s for s in seats if not s.near and not s.confirmed]
    keep(desk, chosen, by, clause)
    return chosen


def keep(desk: Desk, seats: Iterable[Seat], by: str, clause: str = "") -> None:
    """Keep what was said of some seats, and let it count at once."""
    law = desk.law(desk.today())
    places = dict.fromkeys((seat.post, seat.unit) for seat in seats)
    for post, unit in places:
        seen = exempt.answer(law, post, unit).seen
        row = Confirmation(post=post, unit=unit, seen=seen, clause=clause, by=by, at=desk.now)
        confirmations.keep(desk.db, row)
        desk.note("who.confirmed", post=post, unit=unit, seen=seen, clause=clause, by=by)
    desk.db.flush()
    for post, unit in places:
        for person in confirmations.seated(desk.db, post, unit):
            mend(desk, person) if clause else _begin(desk, person)


def mend(desk: Desk, person: Person) -> None:
    """Bring up to date what follows from somebody's post, where it was not read rightly before.

    Whoever is exempt was called by our error: whatever followed from it is void.
    """
    _begin(desk, person)
    for call in calls.of_people(desk.db, [person.id or 0], date.min, desk.today(person.zone)):
        if call.outcome not in {"", "late", "missed"}:
            continue
        day = schedule.workday(desk, person, call.on)
        if day.source in {"exempt", "outside"}:
            schedule.open_day(desk, person, call.on)
            close.void(desk, call, day.source)


def _begin(desk: Desk, person: Person) -> None:
    """Let today begin anew for somebody, if it has been opened."""
    today = desk.today(person.zone)
    if days.lottery(desk.db, today) and days.get(desk.db, person.id or 0, today):
        schedule.open_day(desk, person, today)
        lots.draw_for(desk, person, today)


def _is(given: str, name: str) -> bool:
    return not given or " ".join(given.split()).casefold() == " ".join(name.split()).casefold()
