"""What an outsider can check: that the log was not rewritten, and that nobody was picked on."""

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import NoResultFound

from handlers.desk import Desk, as_kept
from handlers.rules import draw
from handlers.rules.circular import CallRule, CircularError
from handlers.rules.workdays import Interval
from storage import bulk, days, laws, log
from storage.rows import Lottery

Link = tuple[str, datetime, dict[str, Any]]  # of the log: its date, when it was written, its facts
NOTHING: tuple[str, Iterable[Link]] = ("", ())


@dataclass(slots=True)
class Proof:
    """What was checked and what does not fit; `head` is to be kept where nobody here can write."""

    links: int = 0
    head: str = ""
    broken: list[int] = field(default_factory=list)
    days: int = 0
    lots: int = 0
    unfit: list[tuple[date, str, str]] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.broken and not self.unfit


def check(desk: Desk) -> Proof:
    """Go through the whole chain, and draw every day again whose secret is public.

    The lots rest on the log: when that does not hold, they are not looked at.
    """
    proof = Proof(broken=list(log.breaks(desk.db)))
    proof.links, proof.head = bulk.chain(desk.db)
    if proof.broken:
        return proof
    opened = log.by_day(desk.db, "lottery.opened")
    promised = {day: facts["commitment"] for day, _, facts in opened}
    drawn, known = _days(log.by_day(desk.db, "lots.drawn")), _Laws(desk)
    for lottery in days.revealed(desk.db):
        proof.days += 1
        if promised.get(lottery.on.isoformat()) != draw.commitment(_secret(lottery)):
            proof.unfit.append((lottery.on, "-", "secret"))
        _draw_again(desk, lottery, drawn(lottery.on.isoformat()), known, proof)
    return proof


def _days(links: Iterator[Link]) -> Callable[[str], list[Link]]:
    """Let ascending days be asked for one by one; no more than one is held."""
    by_day = itertools.groupby(links, key=lambda link: link[0])
    day, group = next(by_day, NOTHING)

    def of(wanted: str) -> list[Link]:
        nonlocal day, group
        while day and day < wanted:
            day, group = next(by_day, NOTHING)
        return list(group) if day == wanted else []

    return of


class _Laws:
    """The laws that lots were drawn under, each read once; None is none that can be used."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: dict[str, CallRule | None] = {}

    def rule(self, law_hash: str) -> CallRule | None:
        """Give what a law says of calls, if it is still there as it was."""
        if law_hash not in self._known:
            self._known[law_hash] = self._read(law_hash)
        return self._known[law_hash]

    def _read(self, law_hash: str) -> CallRule | None:
        try:
            law = as_kept(laws.by_hash(self._desk.db, law_hash))
        except (NoResultFound, CircularError):
            return None
        return law.call if law.hash == law_hash else None


def _draw_again(
    desk: Desk, lottery: Lottery, drawn: list[Link], known: _Laws, proof: Proof
) -> None:
    fair = defaultdict[str, set[datetime]](set)
    for _, at, facts in drawn:
        nip, logged = facts["nip"], set(_moments(facts["moments"]))
        proof.lots += 1
        fair[nip] |= logged
        if logged != _lots(known.rule(facts["law"]), lottery, at, facts):
            proof.unfit.append((lottery.on, nip, "lots"))
    made = defaultdict[str, set[datetime]](set)
    for nip, moment in bulk.lots(desk.db, lottery.on):
        made[nip].add(moment)
    if made:  # calls are deleted when their time to be kept is over; the log stays
        odd = sorted(nip for nip in made.keys() | fair.keys() if made[nip] != fair[nip])
        proof.unfit += [(lottery.on, nip, "calls") for nip in odd]


def _lots(
    rule: CallRule | None, lottery: Lottery, at: datetime, facts: dict[str, Any]
) -> set[datetime] | None:
    """Draw one person's day again; moments that were over when he came in do not count.

    None if the law that it was drawn under is not there any more as it was.
    """
    if rule is None:
        return None
    pairs = [_moments(pair) for pair in facts["begin"]]
    begin = [Interval(start=start, end=end) for start, end in pairs]
    found = draw.moments(_secret(lottery), facts["nip"], lottery.on, begin, rule)
    return {moment for moment in found if moment >= at}


def _secret(lottery: Lottery) -> bytes:
    try:
        return bytes.fromhex(lottery.secret)
    except ValueError:
        return b""


def _moments(frozen: list[dict[str, str]]) -> list[datetime]:
    return [datetime.fromisoformat(moment["$at"]) for moment in frozen]
