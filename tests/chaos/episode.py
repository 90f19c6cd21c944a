"""One site's life: people at work, faults, kills, restarts; then both audits."""

import asyncio
import json
import random
import signal
import time
from collections import Counter
from collections.abc import Coroutine
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from storage.audit import EVERYTHING, Finding, audit
from storage.audit.finding import plain
from tests.chaos import faults, provider
from tests.chaos.networks import Phone
from tests.chaos.people import WINDOW, Crowd
from tests.chaos.provider import Wrong
from tests.chaos.record import plainly
from tests.chaos.site import Site, deployed

SETTLE = 120.0  # seconds without any progress; words in a dead hand wait for 90
REST = 4  # looks in a row that find nothing to do: a start says a second later what has ended
LOST = 18.0  # seconds of life that no backup holds
OFTEN = 0.25  # of all points are followed by a respite
UNDER_WAY = """
    SELECT (SELECT count(*) FROM call WHERE state IN ('sending', 'open')) AS calls,
        (SELECT count(*) FROM inbox WHERE state = 'new') AS updates,
        (SELECT count(*) FROM outbox
            WHERE state = 'sending' OR state = 'new' AND not_before <= :soon) AS words"""


DECIDED = """
    SELECT c.code FROM decision d
    JOIN proposal p ON p.id = d.proposal_id JOIN call c ON c.id = p.call_id"""


@dataclass
class Told:
    """What came of a site: points by fault, what was found, and outcomes."""

    channel: str = ""
    points: Counter[str] = field(default_factory=Counter)
    found: list[tuple[str, Wrong]] = field(default_factory=list)  # with the fault under way
    outcomes: Counter[str] = field(default_factory=Counter)
    messages: int = 0
    updates: int = 0
    crossed: int = 0
    seconds: float = 0.0


async def live(
    folder: Path,
    seed: int,
    points: int,
    channel: str,
    database: str = "",
    *,
    split: bool = False,
    only: str = "",
    ahead: float = 0.0,
    restored: bool = False,
) -> Told:
    """Let a site live through its points, and audit it.

    Its clock may be `ahead`; one that is `restored` loses in the middle all since a backup.
    """
    rng, began = random.Random(seed), time.monotonic()
    told, timeline = Told(channel), [(0.0, "before")]
    async with deployed(folder, random.Random(seed + 1), channel, database, split=split) as site:
        site.step = ahead
        await site.enrol()
        crowd = Crowd(site.network, random.Random(seed + 2))
        async with crowd.at_work(_lives(site, crowd)):
            plan = faults.plan(rng, site.network, points, server=bool(database), only=only)
            half = points // 2 if restored else points
            await _strike_all(site, plan[:half], rng, timeline, told)
            if restored:
                lost = await _lose(site, crowd, timeline, told)
                await _strike_all(site, plan[half:], rng, timeline, told)
                crowd.come_back_to(lost)
            await _settle(site, crowd)
        await site.kill(signal.SIGTERM)
        _audit(site, timeline, told)
    told.seconds = time.monotonic() - began
    return told


async def _strike_all(
    site: Site, names: list[str], rng: random.Random, timeline: list[tuple[float, str]], told: Told
) -> None:
    for name in names:
        timeline.append((time.time(), name))
        told.points[name] += 1
        await _point(site, name, rng)


async def _lose(
    site: Site, crowd: Crowd, timeline: list[tuple[float, str]], told: Told
) -> list[tuple[Phone, Any]]:
    """Back up, audit, go on for a while, and lose what came since; give the cards of that time."""
    await _settle(site, crowd)
    await site.kill(signal.SIGTERM)
    _audit(site, timeline, told)
    await site.back_up()
    crowd.quiet = False
    bosses = [site.phones[boss] for boss in site.bosses]
    before = [len(phone.messages) for phone in bosses]
    await site.launch()
    await asyncio.sleep(LOST)
    await site.kill()
    pairs = zip(bosses, before, strict=True)
    lost = [(phone, card) for phone, seen in pairs for card in phone.messages[seen:]]
    site.network.record.begin_anew()
    await site.restore()
    timeline.append((time.time(), "restored"))
    await site.launch()
    await asyncio.sleep(LOST)
    return lost


def _lives(site: Site, crowd: Crowd) -> list[Coroutine[None, None, None]]:
    employees = [nip for team in site.teams.values() for nip in team]
    return [
        *(crowd.employ(site.phones[nip]) for nip in employees),
        *(crowd.supervise(site.phones[boss], team) for boss, team in site.teams.items()),
    ]


async def _point(site: Site, name: str, rng: random.Random) -> None:
    """Strike, kill at a random moment, stay down for a random time, and start again."""
    await faults.strike(name, site, rng)
    await asyncio.sleep(rng.uniform(0.2, 2.6) if rng.random() < 0.7 else rng.uniform(4, 10))
    # the clock of a machine is that of all its processes
    alone = len(site.programs) > 1 and name not in faults.CLOCK and rng.random() < 0.7
    await site.kill(only=rng.randrange(len(site.programs)) if alone else None)
    if rng.random() < 0.5:
        await asyncio.sleep(rng.uniform(0, 4))
    if rng.random() < 0.15:  # once more, while it starts
        await site.launch(wait=False)
        await asyncio.sleep(rng.uniform(0.2, 2.0))
        await site.kill()
    site.network.heal()
    await site.launch()
    await asyncio.sleep(rng.uniform(0.3, 1.5))
    if rng.random() < OFTEN:
        await asyncio.sleep(site.network.respite)


async def _settle(site: Site, crowd: Crowd) -> None:
    """Wait until all calls are judged, all updates handled and all words said."""
    crowd.quiet = True
    if site.step < site.furthest:  # what our clock has dated ahead waits for that time
        await site.kill()
        site.step = site.furthest
        await site.launch()
    last: dict[str, int] = {}
    changed, quiet = time.monotonic(), 0
    while time.monotonic() < changed + SETTLE:
        await asyncio.sleep(1)
        counts = await asyncio.to_thread(under_way, site, SETTLE)
        counts["unheard"] = len(await asyncio.to_thread(_unheard, site))
        busy = any(counts.values()) or site.network.is_busy or not crowd.idle
        quiet = 0 if busy else quiet + 1
        if quiet == REST:
            return
        if counts != last:
            last, changed = counts, time.monotonic()


def _audit(site: Site, timeline: list[tuple[float, str]], told: Told) -> None:
    calls = site.rows("SELECT id, code, outcome, void_cause FROM call")
    inbox = _inbox(site)
    record = site.network.record
    engine = site.engine()
    with engine.connect() as connection:
        now = datetime.now(UTC) + timedelta(seconds=site.step)
        findings = audit(connection, now, EVERYTHING, patience=site.network.patience)
    engine.dispose()
    seen = provider.calls_seen(record)
    began = {code: one.copies[0].at for code, one in seen.items()}
    codes = {row["id"]: row["code"] for row in calls}
    wrongs = [Wrong(f.rule, _moment(f, codes, began), str(f)) for f in findings]
    wrongs += provider.check(record, calls, inbox, WINDOW)
    wrongs += [Wrong("ended by itself", at, why) for at, why in site.deaths]
    wrongs += _decided_unseen(site)
    wrongs += _unfinished(site)
    told.found += [(_during(timeline, wrong.at), wrong) for wrong in wrongs]
    told.outcomes.update(f"{r['outcome'] or 'open'} {r['void_cause']}".strip() for r in calls)
    told.messages, told.updates = len(record.said), len(record.fed)
    told.crossed = provider.crossed(record)
    kept = {"timeline": timeline, "record": asdict(record)}
    (site.folder / "record.json").write_text(json.dumps(kept, indent=1, default=sorted))


def under_way(site: Site, within: float) -> dict[str, int]:
    """Count what is not done; greetings, spread over a quarter of an hour, may wait longer."""
    soon = datetime.now(UTC) + timedelta(seconds=site.step + within)
    (counts,) = site.rows(UNDER_WAY, soon=plain(soon))
    return dict(counts)


def _unheard(site: Site) -> set[str]:
    """Give the updates that somebody caused and the program has not heard of yet."""
    kept = {row["external_id"] for row in _inbox(site)}
    record = site.network.record
    return {plainly(f.number) for f in record.fed if f.number not in record.stolen} - kept


def _inbox(site: Site) -> list[dict[str, str]]:
    """List what is kept, by the numbers that the network knows: those of one bot."""
    rows = site.rows("SELECT external_id, state FROM inbox")
    return [row | {"external_id": _number(row["external_id"])} for row in rows]


def _number(external: str) -> str:
    bot, _, number = external.partition(":")
    return number if bot.isdecimal() else external


def _unfinished(site: Site) -> list[Wrong]:
    counts = under_way(site, SETTLE / 2)
    left = " ".join(f"{name}={count}" for name, count in counts.items() if count)
    return [Wrong("did not come to rest", time.time(), left)] if left else []


def _decided_unseen(site: Site) -> list[Wrong]:
    """Find decisions about calls on whose cards nobody has chosen anything."""
    known, now = site.network.record.chosen, time.time()
    codes = [row["code"] for row in site.rows(DECIDED)]
    return [Wrong("decided unseen", now, code) for code in codes if code not in known]


def _moment(finding: Finding, codes: dict[int, str], began: dict[str, float]) -> float:
    for subject in finding.subjects:
        kind, _, name = subject.partition(" ")
        code = name if kind == "code" else codes.get(int(name), "") if kind == "call" else ""
        if code in began:
            return began[code]
    return time.time()


def _during(timeline: list[tuple[float, str]], moment: float) -> str:
    return [name for at, name in timeline if at <= moment][-1]
