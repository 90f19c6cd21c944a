"""Each rule of deploy/alerts.yaml holds when its trouble is there, and not when all is well."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import backups
from handlers.call.send import OUR_FAULTS
from storage import inbox
from storage.database import transaction
from storage.rows import Person
from tests.bot.watching import Watched
from tests.office import Office

RULES = {
    rule["alert"]: rule
    for group in yaml.safe_load(
        (Path(__file__).parents[2] / "deploy" / "alerts.yaml").read_text(encoding="utf-8")
    )["groups"]
    for rule in group["rules"]
}
EXPR = re.compile(r"(?:(sum|min|abs)\()?(sigap_\w+)(?:\{cause=~\"(.*)\"\})?\)? ([<>]) ([\d.]+)")
TOLD_TWICE = "count(count by (version) (sigap_info)) > 1"


def holds(expr: str, *pages: dict[str, float]) -> bool:
    """Tell whether an expression of the few shapes that the rules have gives anything."""
    found = [(name, value) for page in pages for name, value in page.items()]
    if expr == TOLD_TWICE:
        return len({name for name, _ in found if name.startswith("sigap_info{")}) > 1
    known = EXPR.fullmatch(expr)
    assert known, expr
    how, metric, causes, sign, limit = known.groups()
    values = [
        value
        for name, value in found
        if name.partition("{")[0] == metric
        and (not causes or re.search(rf'cause="({causes})"', name))
    ]
    if how == "abs":
        values = [abs(value) for value in values]
    elif how and values:
        values = [sum(values) if how == "sum" else min(values)]
    return any(v > float(limit) if sign == ">" else v < float(limit) for v in values)


@pytest.fixture
def ana(office: Office) -> Person:
    person = office.hire("Ana", office.hire("Budi"))
    office.begin_day()
    return person


@pytest.fixture
async def watched(office: Office, ana: Person, tmp_path: Path) -> AsyncIterator[Watched]:
    """A program of which nothing is wrong."""
    site = Watched(office.bot.engine, office.now)
    site.program.keep_photos(tmp_path)
    site.program.thinks = True
    backups.note(tmp_path, office.now)
    yield site
    site.close()


async def read(office: Office, watched: Watched) -> dict[str, float]:
    watched.clock.advance_to(office.now)
    return await watched.metrics()


def stall(office: Office, _watched: Watched, _ana: Person) -> None:
    office.heard_until = office.now
    office.wait(minutes=3)


def lose(office: Office, _watched: Watched, ana: Person) -> None:
    office.refusing[office.address(ana)] = "rejected"
    office.call(ana)


def leave_open(office: Office, _watched: Watched, ana: Person) -> None:
    office.call(ana)
    office.now += timedelta(minutes=7)


def set_aside(office: Office, _watched: Watched, _ana: Person) -> None:
    with transaction(office.bot.engine) as db:
        inbox.store(db, "telegram", [("1", {"x": 1})], office.now)
    office.bot.think(office.now, {})


def keep_waiting(office: Office, _watched: Watched, ana: Person) -> None:
    with office.desk() as desk:
        desk.say(ana, "common.private_only")
    office.now += timedelta(minutes=2)


def grow_deaf(office: Office, watched: Watched, _ana: Person) -> None:
    watched.program.add(watched.phones)
    heard, phones = office.now, watched.phones
    phones.heard = lambda: heard  # type: ignore[method-assign]
    office.now += timedelta(minutes=2)


def stand(office: Office, _watched: Watched, _ana: Person) -> None:
    office.now += timedelta(seconds=30)


def forget_backups(office: Office, _watched: Watched, _ana: Person) -> None:
    office.now += timedelta(hours=40)


def follow(_office: Office, watched: Watched, _ana: Person) -> None:
    watched.program.thinks = False


def set_wrong(_office: Office, watched: Watched, _ana: Person) -> None:
    watched.program.add(watched.phones)
    watched.phones.ahead = lambda: timedelta(seconds=-180)  # type: ignore[method-assign]


def lose_the_memory(_office: Office, watched: Watched, _ana: Person) -> None:
    watched.program.bot.engine = None  # type: ignore[assignment]


TROUBLES: dict[str, Callable[[Office, Watched, Person], None]] = {
    "SigapBackupOld": forget_backups,
    "SigapCallsLost": lose,
    "SigapClockWrong": set_wrong,
    "SigapDatabaseGone": lose_the_memory,
    "SigapDeaf": grow_deaf,
    "SigapNobodyThinks": follow,
    "SigapSetAside": set_aside,
    "SigapStalled": stand,
    "SigapStandsStill": stall,
    "SigapVerdictsLate": leave_open,
    "SigapWordsWait": keep_waiting,
}


async def test_nothing_is_wrong_with_a_program_that_is_well(
    office: Office, watched: Watched
) -> None:
    page = await read(office, watched)
    assert [name for name, rule in RULES.items() if holds(rule["expr"], page)] == []


@pytest.mark.parametrize("alert", TROUBLES)
async def test_a_trouble_is_found(
    alert: str, office: Office, watched: Watched, ana: Person
) -> None:
    await read(office, watched)
    TROUBLES[alert](office, watched, ana)
    office.now += timedelta(seconds=4)  # the page is read anew
    assert holds(RULES[alert]["expr"], await read(office, watched))


async def test_two_that_think_and_two_versions_are_found(office: Office, watched: Watched) -> None:
    page = await read(office, watched)
    other = {'sigap_info{version="0.0.1"}': 1.0, "sigap_leader": 1.0}
    assert holds(RULES["SigapTwoThink"]["expr"], page, other)
    assert holds(RULES["SigapVersionsDiffer"]["expr"], page, other)


def test_there_is_a_story_for_each_rule_and_each_says_what_to_do() -> None:
    assert {*TROUBLES, "SigapTwoThink", "SigapVersionsDiffer"} == set(RULES)
    assert all(len(rule["annotations"]["summary"]) > 40 for rule in RULES.values())
    told: dict[str, Any] = RULES["SigapCallsLost"]
    assert set(re.findall(r"\w+", told["expr"].partition('"')[2].partition('"')[0])) == OUR_FAULTS


async def test_a_program_without_any_backup_is_found_too(office: Office) -> None:
    site = Watched(office.bot.engine, office.now)
    page = await site.metrics()
    site.close()
    assert holds(RULES["SigapBackupOld"]["expr"], page)
