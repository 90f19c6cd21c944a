"""A live share becomes a word: inside, outside, uncertain, stale or none, slow to say outside.

Phones state a radius of 68 % and now and then send confident nonsense, so a reading is outside
only beyond twice its accuracy, and a person only after several of them over some minutes, in a
run that every reading breaks whose circle still touches the zone. The states and what moves them:

    state      IN         OUT                 UNSURE                     silence   share ends
    none       inside     uncertain, run + 1  uncertain                  none      none
    inside     inside     inside, run + 1     inside, later uncertain    stale     none
    uncertain  inside     uncertain, run + 1  uncertain                  stale     none
    outside    inside     outside             outside                    stale     none
    stale      inside     uncertain, run = 1  uncertain                  stale     none

A run that is long enough, in number and in minutes, is `outside`. A repeated point only shows that
the phone is alive: it confirms nothing.
"""

import zlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.rules.circular import LocationRule
from handlers.rules.fence import Point, distance

IN, OUT, UNSURE, TOUCHING = "in", "out", "unsure", "touching"
KNOWN = ("inside", "outside", "uncertain")  # states in which a share is heard
UNSURE_FOR = timedelta(minutes=10)  # so long a coarse signal leaves somebody inside
RUN_GAP = timedelta(minutes=10)  # a longer pause between two readings starts the run anew
AHEAD = timedelta(minutes=2)  # a reading from further ahead bears a wrong date
JUMP_M, JUMP_WITHIN, JUMP_RESTS = 1_000, timedelta(minutes=2), timedelta(minutes=15)
FASTEST = 40.0  # metres a second; beyond it is an error of the phone


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """One reading of a phone; `accuracy` in metres, None where the phone states none."""

    at: datetime
    spot: Point
    accuracy: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What is known of somebody's share: a state, since when, and the run that may change it."""

    state: str = "none"
    since: datetime | None = None
    heard_at: datetime | None = None
    judged_at: datetime | None = None
    sure_at: datetime | None = None  # the last reading that was in or out
    run: int = 0
    run_from: datetime | None = None
    run_at: datetime | None = None  # the last reading of the run
    jumped_at: datetime | None = None
    away_m: float = 0.0
    echo: int = 0  # tells a repeated reading, and no place


def classify(rule: LocationRule, away_m: float, accuracy: float | None) -> str:
    """Say what one reading shows at a distance from the zone's centre.

    IN, OUT beyond twice its accuracy, TOUCHING where its circle meets the zone, else UNSURE.
    """
    if accuracy is None or not accuracy >= 0:
        return IN if accuracy is None and away_m <= rule.radius_m else UNSURE
    if away_m <= rule.radius_m and accuracy <= rule.max_accuracy_m:
        return IN
    if away_m + accuracy <= rule.radius_m:
        return IN
    if accuracy <= rule.exit_accuracy_m and away_m - 2 * accuracy > rule.radius_m:
        return OUT
    return TOUCHING if away_m - accuracy <= rule.radius_m else UNSURE


def hear(
    rule: LocationRule,
    known: Watched,
    fix: Fix,
    centre: Point,
    *,
    trusted: bool = True,
    now: datetime | None = None,
) -> Watched:
    """Let a reading change what is known; one that is older than the last one changes nothing.

    `trusted` is whether a supervisor confirmed the zone: else nobody is outside it.
    """
    if (known.judged_at and fix.at <= known.judged_at) or (now and fix.at > now + AHEAD):
        return known
    known = _after_silence(rule, known, fix.at)
    echo, away_m = _echo(fix), distance(centre, fix.spot)
    if echo == known.echo and known.state in KNOWN:
        return replace(known, heard_at=fix.at, judged_at=fix.at)
    kind = classify(rule, away_m, fix.accuracy)
    if kind == OUT and not trusted:
        kind = UNSURE
    heard = replace(known, heard_at=fix.at, judged_at=fix.at, echo=echo)
    if kind in {IN, OUT}:
        heard = replace(_jumped(known, heard, away_m), sure_at=fix.at, away_m=away_m)
    match kind:
        case "in":
            return _to(replace(heard, run=0), "inside", fix.at)
        case "out":
            return _out(rule, heard, fix.at)
    return _unsure(replace(heard, run=0) if kind == TOUCHING else heard, fix.at)


def silent(rule: LocationRule, known: Watched, now: datetime) -> Watched:
    """Let time pass: who was not heard for `stale_minutes` is stale, never outside."""
    if known.state in KNOWN and known.heard_at and now >= stale_from(rule, known.heard_at):
        return _to(known, "stale", stale_from(rule, known.heard_at))  # a pause ends its run
    return known


def stale_from(rule: LocationRule, heard_at: datetime) -> datetime:
    """Give the moment from which a share that says no more is stale."""
    return heard_at + timedelta(minutes=rule.stale_minutes)


def ended(known: Watched, at: datetime) -> Watched:
    """Let a share, or working time, end: nothing is known any more."""
    return known if known.state == "none" else Watched(state="none", since=at)


def mistaken(known: Watched, at: datetime) -> Watched:
    """Believe somebody who says that the reading is wrong."""
    return _to(replace(known, run=0), "uncertain", at) if known.state == "outside" else known


def _after_silence(rule: LocationRule, known: Watched, at: datetime) -> Watched:
    return silent(rule, known, at) if known.heard_at else known


def _jumped(known: Watched, heard: Watched, away_m: float) -> Watched:
    """Note a leap that nobody makes: a run after it waits until it cannot be an error."""
    if known.sure_at is None or heard.judged_at is None:
        return heard
    passed, leap = heard.judged_at - known.sure_at, abs(away_m - known.away_m)
    is_error = passed <= JUMP_WITHIN or leap > FASTEST * passed.total_seconds()
    return replace(heard, jumped_at=heard.judged_at) if leap > JUMP_M and is_error else heard


def _out(rule: LocationRule, known: Watched, at: datetime) -> Watched:
    if known.state == "outside":
        return known
    if known.jumped_at and at < known.jumped_at + JUMP_RESTS:
        return known if known.state == "inside" else _to(known, "uncertain", at)
    broken = known.run == 0 or known.run_at is None or at - known.run_at > RUN_GAP
    first = at if broken or known.run_from is None else known.run_from
    known = replace(known, run=1 if broken else known.run + 1, run_from=first, run_at=at)
    enough = known.run >= rule.exit_confirmations
    if enough and at - first >= timedelta(minutes=rule.exit_minutes):
        return _to(known, "outside", at)
    return known if known.state == "inside" else _to(known, "uncertain", at)


def _unsure(known: Watched, at: datetime) -> Watched:
    if known.state == "outside":
        return known
    if known.state == "inside" and known.sure_at and at - known.sure_at < UNSURE_FOR:
        return known
    return _to(known, "uncertain", at)


def _to(known: Watched, state: str, at: datetime) -> Watched:
    return known if known.state == state else replace(known, state=state, since=at)


def _echo(fix: Fix) -> int:
    return zlib.crc32(repr((fix.spot, fix.accuracy)).encode()) >> 1  # fits the column
