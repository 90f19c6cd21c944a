"""A flood of one person and of strangers, and whoever answers his call meanwhile."""

import json
from pathlib import Path
from statistics import median
from typing import Any

from sqlmodel import Session, col, func, select

from handlers.noise import NOISE
from storage import database
from storage.database import transaction
from storage.rows import Outage, Outbox
from tests.bench.figures import Bench
from tests.bench.place import MINUTE, NINE, WINDOW, Place, open_calls, open_office, staff
from tests.bench.race import Result, ours, race
from tests.bench.report import Row, plain, spread

ROUNDS = 3


def flood(bench: Bench) -> list[Row]:
    """Measure the thanks of others in a flood, beside the same minutes without one."""
    size, place = bench.size, Place(bench.folder, "flood")
    count, found = size.flooded, open_office(place.engine)
    with transaction(place.engine) as db:
        people = staff(db, count + 1)[:count]  # the last one, who is not called, floods
        open_calls(db, found, people, [NINE - MINUTE + WINDOW] * count, messages=1)
    calm: list[Result] = []
    flooded: list[tuple[Result, dict[str, Any]]] = []
    for number in range(1, min(ROUNDS, size.rounds) + 1):
        bench.say(f"flood {number}/{min(ROUNDS, size.rounds)}")
        load = {"count": count, "until": "sent", "hold": 1, "spread": size.seconds, "limit": 30}
        with place.copy() as url:
            calm.append(race(bench.api, load, *ours(bench.api, url, "watched", 1)))
        load |= {"flood": size.flood, "strangers": size.strangers}
        with place.copy() as url:
            seen = race(bench.api, load, *ours(bench.api, url, "watched", 1))
            flooded.append((seen, _traces(url)))
    return [_row(bench, calm, flooded)]


def _traces(url: str) -> dict[str, Any]:
    """Tell what a run left: outages of our own, the most answers to noise, the latest tick."""
    engine = database.connect(url)
    with Session(engine) as db:
        outages = db.exec(select(func.count()).select_from(Outage)).one()
        noise = select(func.count()).where(col(Outbox.key).in_(NOISE)).group_by(Outbox.address)
        most = max(db.exec(noise), default=0)
    engine.dispose()
    gap = json.loads(Path(f"{url.removeprefix('sqlite:///')}.ticks").read_text())
    return {"outages": outages, "noise": most, "late": gap}


def _row(bench: Bench, calm: list[Result], flooded: list[tuple[Result, dict[str, Any]]]) -> Row:
    size, traces = bench.size, [traces for _, traces in flooded]
    text = (
        f"p99 {spread([one.p99 for one, _ in flooded], '.2f')} s,"
        f" idle {spread([one.p99 for one in calm], '.2f')} s;"
        f" p50 {median(one.p50 for one, _ in flooded):.2f} s,"
        f" idle {median(one.p50 for one in calm):.2f} s;"
        f" the latest tick {spread([one['late'] for one in traces], '.2f')} s late;"
        f" {sum(one['outages'] for one in traces)} outages of our own;"
        f" at most {max(one['noise'] for one in traces)} answers to anybody for noise,"
        f" {sum(one.refused for one, _ in flooded)} 429"
    )
    what = (
        f"thanks to {size.flooded:,} others in {size.seconds:.0f} s, strict 30/s, while one writes"
        f" {size.flood:,} a second and {size.strangers:,} strangers write"
    )
    goal = "p99 < 2 s, ticks <= 1 s late, no outage, <= 3 answers to noise"
    return plain(what, goal, text)
