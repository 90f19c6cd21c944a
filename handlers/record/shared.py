"""What the commands of this package share: whom they name, which days, and what is taken back."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from handlers.desk import Desk, Phrase, phrase
from handlers.record.card import Facts
from handlers.rules import dates, workdays
from handlers.rules.dates import Period, Unclear
from storage import calls, days, people
from storage.rows import Call, Given, Person

SHOWN = 5  # days of which a card says what stands again
BACK = re.compile(r"(?:^|\s+)(?:batal|dibatalkan|cancel)\.?$", re.IGNORECASE)


def taken_back(words: str) -> tuple[str, bool]:
    """Split off the word that takes something back."""
    kept = BACK.sub("", words.strip())
    return kept, kept != words.strip()


def target(desk: Desk, words: str) -> Person:
    """Find an active person by NIP."""
    found = people.by_nip(desk.db, words)
    if found is None or not found.active:
        raise Unclear("admin.nobody", nip=words)
    return found


def people_of(desk: Desk, facts: Facts) -> list[Person]:
    """Give whom an act is about."""
    found = people.by_nip(desk.db, facts["nip"])
    return [found] if found else []


def period_of(facts: Facts) -> Period:
    """Give the days that an act is about."""
    first, last = (date.fromisoformat(facts[name]) for name in ("first", "last"))
    return Period(first=first, last=last)


def when(period: Period) -> Phrase:
    """Write days with their weekdays."""
    key = "record.day" if period.first == period.last else "record.days"
    return phrase(key, first=period.first, last=period.last)


def workdays_in(desk: Desk, period: Period) -> int:
    """Count the days of a period on which the office works."""
    extra = days.holidays(desk.db)
    return sum(not workdays.rest(desk.law(on), on, extra) for on in period.days)


def days_in(desk: Desk, words: str) -> tuple[Period, str]:
    """Read the days that a command begins with; raises Unclear where it names none."""
    found, rest = dates.leading(words, desk.today())
    if found is None:
        raise Unclear("admin.bad_date", words=words[:20])
    return found, rest


def held(desk: Desk, person: Person, period: Period) -> list[Call]:
    """List the calls of some days that an order about these days may void."""
    found = calls.of_people(desk.db, [person.id or 0], period.first, period.last)
    return [call for call in found if call.outcome in {"", "late", "missed"}]


def hurt_again(desk: Desk, person: Person, period: Period) -> list[Call]:
    """List the calls of days that an order which stands again does not spend at home."""
    before = {on: _before(days.given(desk.db, person.id or 0, on)) for on in period.days}
    away = {on for on, order in before.items() if order and order["mode"] != "WFH"}
    return [call for call in held(desk, person, period) if call.on in away]


def stands_again(before: Mapping[date, Phrase]) -> list[Phrase]:
    """Say what stands again on which days; nothing but the circular, where nothing was before."""
    if not before:
        return [phrase("record.again_circular")]
    said = [phrase("record.again_on", on=on, what=what) for on, what in before.items()]
    more = [phrase("record.again_more", count=len(said) - SHOWN)] if said[SHOWN:] else []
    return [*said[:SHOWN], *more]


def orders_before(desk: Desk, person: Person, on_days: Iterable[date]) -> dict[date, Phrase]:
    """Give the orders that stand again when the newest of some days are taken back."""
    found = {on: _before(days.given(desk.db, person.id or 0, on)) for on in on_days}
    return {
        on: phrase("record.again_order", mode=order["mode"], basis=order["source"] or "-")
        for on, order in found.items()
        if order
    }


def _before(order: Given | None) -> Mapping[str, Any] | None:
    return order.replaced if order else None


def nobody(_desk: Desk, _facts: Facts) -> list[Any]:
    """Say that an act concerns nobody by name, or voids nothing."""
    return []
