"""What an outsider can check: that the log was not rewritten, and that nobody was picked on."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import NoResultFound

from handlers.desk import Desk, as_kept
from handlers.rules import draw
from handlers.rules.circular import CircularError
from handlers.rules.workdays import Interval
from storage import bulk, days, laws, log
from storage.rows import Entry, Lottery


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
    promised = {_on(e): e.facts["commitment"] for e in log.of_kind(desk.db, "lottery.opened")}
    drawn = defaultdict[date, list[Entry]](list)
    for entry in log.of_kind(desk.db, "lots.drawn"):
        drawn[_on(entry)].append(entry)
    for lottery in days.revealed(desk.db):
        proof.days += 1
        if promised.get(lottery.on) != draw.commitment(_secret(lottery)):
            proof.unfit.append((lottery.on, "-", "secret"))
        _draw_again(desk, lottery, drawn[lottery.on], proof)
    return proof


def _draw_again(desk: Desk, lottery: Lottery, drawn: list[Entry], proof: Proof) -> None:
    fair = defaultdict[str, set[datetime]](set)
    for entry in drawn:
        nip, logged = entry.facts["nip"], set(_moments(entry.facts["moments"]))
        proof.lots += 1
        fair[nip] |= logged
        if logged != _lots(desk, lottery, entry):
            proof.unfit.append((lottery.on, nip, "lots"))
    made = defaultdict[str, set[datetime]](set)
    for nip, call in bulk.lots(desk.db, lottery.on):
        made[nip].add(call.due_at)
    if made:  # calls are deleted when their time to be kept is over; the log stays
        odd = sorted(nip for nip in made.keys() | fair.keys() if made[nip] != fair[nip])
        proof.unfit += [(lottery.on, nip, "calls") for nip in odd]


def _lots(desk: Desk, lottery: Lottery, entry: Entry) -> set[datetime] | None:
    """Draw one person's day again; moments that were over when he came in do not count.

    None if the law that it was drawn under is not there any more as it was.
    """
    try:
        law = as_kept(laws.by_hash(desk.db, entry.facts["law"]))
    except (NoResultFound, CircularError):
        return None
    if law.hash != entry.facts["law"] or law.call is None:
        return None
    pairs = [_moments(pair) for pair in entry.facts["begin"]]
    begin = [Interval(start=start, end=end) for start, end in pairs]
    found = draw.moments(_secret(lottery), entry.facts["nip"], lottery.on, begin, law.call)
    return {moment for moment in found if moment >= entry.at}


def _secret(lottery: Lottery) -> bytes:
    try:
        return bytes.fromhex(lottery.secret)
    except ValueError:
        return b""


def _moments(frozen: list[dict[str, str]]) -> list[datetime]:
    return [datetime.fromisoformat(moment["$at"]) for moment in frozen]


def _on(entry: Entry) -> date:
    on: dict[str, Any] = entry.facts["on"]
    return date.fromisoformat(on["$on"])
