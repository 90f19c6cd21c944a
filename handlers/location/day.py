"""A person's day and places, as the acts of this duty need them."""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from handlers import cite, schedule
from handlers.desk import Desk, Phrase
from handlers.rules import fence, workdays, zone
from handlers.rules.circular import LocationRule
from handlers.rules.fence import Point
from handlers.rules.workdays import Interval
from handlers.rules.zone import Watched
from storage import permits, places, recalls
from storage.rows import Permit, Person, Share

WRONG_M = 400.0  # a cluster of 300 m, and what the coarse point adds to it


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day at home under a circular that asks for a share: its rule and its working time."""

    on: date
    rule: LocationRule
    source: Phrase
    parts: tuple[Interval, ...]

    def part_at(self, moment: datetime) -> Interval | None:
        """Give the part of the working time in which a moment lies."""
        return next((p for p in self.parts if p.start <= moment < p.end), None)

    @property
    def end(self) -> datetime:
        return self.parts[-1].end


def of(desk: Desk, person: Person, on: date) -> Day | None:
    """Give a person's day; None where the duty is off or he does not work from home."""
    law = desk.law(on)
    rule = law.location
    if rule is None:
        return None
    workday = schedule.workday(desk, person, on)
    parts = workdays.intervals(workday, person.zone)
    if workday.mode != "WFH" or not parts:
        return None
    return Day(on=on, rule=rule, source=cite.source(law, "location"), parts=parts)


def homes(desk: Desk, person: Person) -> tuple[list[Point], bool]:
    """Give a person's places of work, and whether a supervisor has confirmed them.

    What a roster says is a place too, but nobody is found outside it: it may be the middle of a
    village.
    """
    confirmed = [(row.lat, row.lon) for row in places.homes(desk.db, person.id or 0)]
    if confirmed:
        return confirmed, True
    if person.home_lat is None or person.home_lon is None:
        return [], False
    return [(person.home_lat, person.home_lon)], False


def nearest(centres: list[Point], spot: Point) -> Point:
    """Give the place of work that is nearest to a spot."""
    return min(centres, key=lambda centre: fence.distance(centre, spot))


def is_called_wrong(share: Share, spot: Point) -> bool:
    """Tell whether a reading lies where the person said today that such a reading is wrong."""
    if share.wrong_lat is None or share.wrong_lon is None:
        return False
    return fence.distance((share.wrong_lat, share.wrong_lon), spot) <= WRONG_M


def excuse(desk: Desk, person: Person, on: date, at: datetime) -> Permit | bool:
    """Give the permission with which somebody is away at a moment, True for an order to come."""
    if recalls.standing(desk.db, person.id or 0, on):
        return True
    given = permits.granted(desk.db, person.id or 0, on)
    standing = (p for p in given if p.start <= at < (p.returned_at or p.until))
    return next(standing, False)


KEPT = [one.name for one in fields(Watched)]


def watched(share: Share) -> Watched:
    """Give what the rule knows of a share."""
    return Watched(**{name: getattr(share, name) for name in KEPT})


def keep(desk: Desk, share: Share, now: Watched) -> bool:
    """Keep what a rule made of a share; tell whether its state has changed."""
    before = share.state
    for name in KEPT:
        setattr(share, name, getattr(now, name))
    desk.db.add(share)
    if share.state == before:
        return False
    places.changed(desk.db, share, now.since or desk.now)
    return True


def renewal(day: Day, share: Share) -> datetime | None:
    """Tell when to ask for another share: before this one ends, if work goes on after it."""
    if not share.ref or share.ends_at is None or share.renewed_at or share.ends_at >= day.end:
        return None
    return share.ends_at - timedelta(minutes=day.rule.renew_before_minutes)


def look_later(share: Share, day: Day | None, now: datetime, *more: datetime | None) -> None:
    """Set when time alone will change something: silence, a renewal, the share's or work's end."""
    found = [one for one in more if one]
    if day and (part := day.part_at(now)):
        if share.state != "none":
            found.append(part.end)
        if share.state in zone.KNOWN and share.heard_at:
            found.append(zone.stale_from(day.rule, share.heard_at))
    if day and share.ref:
        ends = [share.ends_at] if share.ends_at else []
        found += [*ends, *(part.start for part in day.parts)]
        found += [due for due in (renewal(day, share),) if due]
    share.look_at = min((one for one in found if one > now), default=None)
