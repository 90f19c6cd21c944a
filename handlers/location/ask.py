"""Asking for a share when work begins and after the break, before it ends, and what time does."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from handlers import cite, schedule
from handlers.desk import Desk, phrase
from handlers.job import AT_ONCE, Job, Part
from handlers.location import day as days_at_home
from handlers.location import leaving, take
from handlers.location.day import Day
from handlers.rules import zone
from handlers.rules.circular import Circular, LocationRule
from storage import people, places
from storage.rows import Person, Share

STALE = timedelta(hours=1)  # an invitation to share that comes later helps nobody


def jobs(law: Circular) -> Iterable[Job]:
    """Ask for a share at the circular's times."""
    if law.location:
        for at in law.location.prompt_at:
            yield Job(name="location", at=at, act=ask, at_once=AT_ONCE)


def ask(desk: Desk, on: date, part: Part) -> None:
    """Ask those at home whose share is not running, spread over a quarter of an hour."""
    rule = desk.law(on).location
    assert rule, "without the duty there is no such job"
    source = cite.source(desk.law(on), "location")
    home = part.opened(desk, on, "WFH")
    shares = places.of_team(desk.db, [person.id or 0 for person in home], on)
    for person in home:
        key = _question(desk, person, rule, shares.get(person.id or 0))
        address = desk.address_of(person)
        if not key or address is None:
            continue
        live = desk.traits(address).live_location
        desk.say(
            person,
            key,
            not_before=desk.now + schedule.spread(person),
            expires_at=desk.now + STALE,
            name=person.name,
            article=source,
            how=phrase("location.how_live" if live else "location.how_pin"),
        )


def _question(desk: Desk, person: Person, rule: LocationRule, share: Share | None) -> str:
    """Choose what to ask: for a share; for a pin where a still phone shares on; or nothing."""
    is_running = share and share.ref and (share.ends_at is None or share.ends_at > desk.now)
    if not share or not is_running:
        return "location.ask_required" if rule.need == "required" else "location.ask_optional"
    take.begin_part(desk, person, share)
    return "location.ask_pin" if share.state == "none" else ""


def watch(desk: Desk) -> None:
    """Let time change what is known: silence, the end of a share, a pause, a question's grace."""
    for share in places.due(desk.db, desk.now):
        person = people.get(desk.db, share.person_id)
        day = days_at_home.of(desk, person, share.on)
        _look(desk, person, day, share)
        later = leaving.due(desk, person, day, share) if day else None
        days_at_home.look_later(share, day, desk.now, later)
        desk.db.add(share)


def _look(desk: Desk, person: Person, day: Day | None, share: Share) -> None:
    if day is None or day.part_at(desk.now) is None:
        take.end(desk, share, share.look_at or desk.now)
        share.asked_at = share.told_at = None
        if day is None or desk.now >= day.end:
            share.wrong_lat = share.wrong_lon = None
        return
    if share.ref and share.ends_at and share.ends_at <= desk.now:
        share.ref = ""
        take.end(desk, share, share.ends_at)
        return
    take.begin_part(desk, person, share)
    now = zone.silent(day.rule, days_at_home.watched(share), desk.now)
    days_at_home.keep(desk, share, now)
    _renew(desk, person, day, share)
    leaving.watch(desk, person, day, share)


def _renew(desk: Desk, person: Person, day: Day, share: Share) -> None:
    due = days_at_home.renewal(day, share)
    if due is None or due > desk.now:
        return
    share.renewed_at = desk.now
    desk.say(
        person,
        "location.renew",
        expires_at=share.ends_at,
        until=share.ends_at,
        end=day.end,
        article=day.source,
    )


def next_moment(desk: Desk) -> datetime | None:
    """Tell when time alone changes something next."""
    return places.next_look(desk.db, desk.now)
