"""How many of those at home may be ordered to the office on a day: a count, no barrier (1.d)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers import cite, schedule
from handlers.desk import Desk, Phrase, phrase
from storage import days, people, recalls
from storage.rows import Person, Recall

HUNDRED = 100
PERCENT = "recall.share_percent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The orders of a day among `base` people who were to work from home."""

    orders: tuple[Recall, ...]
    base: int
    limit: int

    @property
    def count(self) -> int:
        return len(self.orders)

    @property
    def percent(self) -> int:
        return round(HUNDRED * self.count / self.base) if self.base else 0


def agency(unit: str) -> str:
    """Name the agency (perangkat daerah) of a unit: the first node of its path."""
    return unit.partition("/")[0].strip()


def of(desk: Desk, team: Sequence[Person], on: date) -> Share:
    """Count a team's orders of a day; the limit is rounded up, and is at least one (A12)."""
    orders = recalls.on(desk.db, on, [person.id or 0 for person in team])
    ordered = {row.person_id for row in orders}
    base = sum(person.id in ordered or _is_home(desk, person, on) for person in team)
    rule = desk.law(on).recall
    percent = rule.share_percent if rule else HUNDRED
    # -(-a // b) rounds up, without the errors of fractions
    return Share(orders=tuple(orders), base=base, limit=max(1, -(-base * percent // HUNDRED)))


def _is_home(desk: Desk, person: Person, on: date) -> bool:
    day = days.get(desk.db, person.id or 0, on)
    return (day or schedule.workday(desk, person, on)).mode == "WFH"


def watch(desk: Desk, orderer: Person, target: Person, on: date) -> None:
    """Tell the orderer and the head when an agency has passed the share; it stays an order."""
    law = desk.law(on)
    rule = law.recall
    own = agency(target.unit)
    team = [person for person in people.active(desk.db) if agency(person.unit) == own]
    share = of(desk, team, on)
    if rule is None or share.count <= share.limit:
        return
    desk.note("recall.over_share", agency=own, on=on, count=share.count, limit=share.limit)
    heads = [p for p in people.superiors(desk.db, target) if "unit_head" in p.roles]
    for reader in {person.id: person for person in (orderer, *heads[-1:])}.values():
        desk.say(
            reader,
            "recall.over_share",
            unit=own,
            on=on,
            count=share.count,
            base=share.base,
            percent=share.percent,
            limit=share.limit,
            share=rule.share_percent,
            article=cite.source(law, PERCENT),
            parts=_parts(desk, share),
        )


def _parts(desk: Desk, share: Share) -> list[Phrase]:
    counts = Counter(row.article for row in share.orders)
    known = {row.article: cited(desk, row) for row in share.orders}
    return [phrase("recall.part", article=known[one], count=counts[one]) for one in sorted(counts)]


def cited(desk: Desk, recall: Recall) -> Phrase:
    """Name the clause that an order was given under: the share's or, as a rule, the recall's."""
    law = desk.law(recall.on)
    by_share = recall.article and recall.article == law.source(PERCENT).clause
    return cite.source(law, PERCENT if by_share else "recall")


def line(desk: Desk, team: Sequence[Person], on: date) -> Phrase | None:
    """Say for the digest how many of a team were ordered to the office, and the limit."""
    rule = desk.law(on).recall
    if rule is None:
        return None
    share = of(desk, team, on)
    limit = rule.share_percent
    return phrase("recall.digest", count=share.count, percent=share.percent, limit=limit)
