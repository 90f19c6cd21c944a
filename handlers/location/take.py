"""Hearing a share: its first message, its movements, its end, and pins (Bukittinggi 2.c, 2.e)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.desk import Desk, phrase
from handlers.events import Message, Moved, Spot
from handlers.location import day as days_at_home
from handlers.location import leaving
from handlers.location.day import Day
from handlers.rules import fence, zone
from handlers.rules.fence import Point
from handlers.rules.zone import Fix
from storage import people, places
from storage.rows import Person, Share

FOR_EVER = 0x7FFFFFFF  # the period of a share that only its owner ends
RECENT = timedelta(minutes=15)  # so long the word of a share outside working time is remembered
LIVE, PIN = "live", "pin"


@dataclass(frozen=True, slots=True)
class Heard:
    """What a share said outside working time: a word, never a place."""

    at: datetime
    inside: bool
    ref: str


def take(desk: Desk, person: Person, message: Message, *, answered: bool) -> bool:
    """Take the first message of a live share, or let a pin show that somebody is inside.

    True for a live share only: a pin may be wanted by another duty, and says so by itself.
    """
    if not isinstance(message, Spot):
        return False
    day = days_at_home.of(desk, person, desk.day_of(person))
    if message.live_seconds is None:
        if day:
            _pin(desk, person, day, message)
        return False
    if day is None:
        if not answered:
            desk.say(person, "location.not_now")
        return True
    share = places.share(desk.db, person.id or 0, day.on)
    _begin(share, message.ref, message.at, message.live_seconds)
    _read(desk, person, day, share, _fix(message))
    if not share.thanked:
        share.thanked = True
        desk.note("location.shared", nip=person.nip)
        desk.say(person, _thanks(share), until=share.ends_at, article=day.source)
    return True


def _thanks(share: Share) -> str:
    return "location.thanks" if share.ends_at else "location.thanks_open"


def moved(desk: Desk, event: Moved) -> None:
    """Take a movement, an extension or the end of a share; nothing is ever said about it."""
    person = people.by_address(desk.db, event.address)
    day = days_at_home.of(desk, person, desk.day_of(person)) if person else None
    if person is None or day is None:
        return
    share = places.share(desk.db, person.id or 0, day.on)
    if share.ref != event.ref and not _takes_over(share, event, desk.now):
        return
    if event.live_seconds is None:
        _stop(desk, share, day, event.at)
        return
    _begin(share, event.ref, event.began, event.live_seconds)
    _read(desk, person, day, share, _fix(event))


def _takes_over(share: Share, event: Moved, now: datetime) -> bool:
    """Tell whether another share counts: a newer one, or one beside a share that says no more."""
    if event.live_seconds is None:
        return False
    over = not share.ref or share.state in {"none", "stale"}
    return (
        over
        or (share.ends_at is not None and share.ends_at <= now)
        or (share.began_at is not None and event.began > share.began_at)
    )


def _begin(share: Share, ref: str, began: datetime, seconds: int) -> None:
    """Note which share counts and until when; the end moves when somebody extends it."""
    if share.ref != ref:
        share.renewed_at = None
    share.ref, share.began_at = ref, began
    share.ends_at = None if seconds >= FOR_EVER else began + timedelta(seconds=max(seconds, 0))


def _stop(desk: Desk, share: Share, day: Day, at: datetime) -> None:
    share.ref, share.ends_at = "", None
    desk.recent.pop(share.person_id, None)
    end(desk, share, at)
    days_at_home.look_later(share, day, desk.now)


def end(desk: Desk, share: Share, at: datetime) -> None:
    """Let nothing be known of somebody any more: the share or working time is over."""
    share.lat = share.lon = None
    days_at_home.keep(desk, share, zone.ended(days_at_home.watched(share), at))


def _fix(event: Spot | Moved) -> Fix:
    return Fix(at=event.at, spot=(event.lat, event.lon), accuracy=event.accuracy)


def _read(desk: Desk, person: Person, day: Day, share: Share, fix: Fix) -> None:
    """Judge a reading in working time; of any other only a word is remembered, for minutes."""
    centres, confirmed = days_at_home.homes(desk, person)
    if not centres:
        days_at_home.look_later(share, day, desk.now)
        return
    centre = days_at_home.nearest(centres, fix.spot)
    if day.part_at(fix.at) is None:
        kind = zone.classify(day.rule, fence.distance(centre, fix.spot), fix.accuracy)
        desk.recent[person.id or 0] = Heard(fix.at, kind == zone.IN, share.ref)
        days_at_home.look_later(share, day, desk.now)
        return
    trusted = confirmed and not days_at_home.is_called_wrong(share, fix.spot)
    before = days_at_home.watched(share)
    after = zone.hear(day.rule, before, fix, centre, trusted=trusted, now=desk.now)
    _weigh(desk, person, day, share, after, fix.spot, LIVE)


def _weigh(  # noqa: PLR0913, PLR0917 - one reading, and all that it is weighed with
    desk: Desk,
    person: Person,
    day: Day,
    share: Share,
    after: zone.Watched,
    spot: Point,
    source: str,
) -> None:
    before = share.state
    share.source = source
    share.lat, share.lon = (round(x, day.rule.point_decimals) for x in spot)
    if days_at_home.keep(desk, share, after):
        if share.state == "outside":
            leaving.begun(desk, person, day, share)
        elif before == "outside" and share.state == "inside":
            leaving.over(desk, person, share)
    days_at_home.look_later(share, day, desk.now, leaving.due(desk, person, day, share))


def begin_part(desk: Desk, person: Person, share: Share) -> None:
    """Let a share that went on over a pause count from the first moment of work, by its word."""
    heard = desk.recent.pop(person.id or 0, None)
    known = heard and heard.ref == share.ref and desk.now - heard.at <= RECENT
    if not known or share.state != "none":
        return
    at = desk.now
    now = zone.Watched(
        state="inside" if heard.inside else "uncertain",
        since=at,
        heard_at=at,
        judged_at=heard.at,
        sure_at=at if heard.inside else None,
    )
    share.source = LIVE
    days_at_home.keep(desk, share, now)


def _pin(desk: Desk, person: Person, day: Day, message: Spot) -> None:
    """Let a pin say inside or uncertain; a forwarded or picked one is no reading."""
    centres, _ = days_at_home.homes(desk, person)
    counts = not (message.forwarded or message.scheduled or message.picked)
    if not centres or not counts or day.part_at(message.at) is None:
        return
    share = places.share(desk.db, person.id or 0, day.on)
    fix = _fix(message)
    centre = days_at_home.nearest(centres, fix.spot)
    before = days_at_home.watched(share)
    after = zone.hear(day.rule, before, fix, centre, trusted=False, now=desk.now)
    _weigh(desk, person, day, share, after, fix.spot, PIN)


def remark(desk: Desk, person: Person, message: Message) -> bool:
    """Say what a pin that no other duty wanted has shown."""
    if not isinstance(message, Spot):
        return False
    on = desk.day_of(person)
    day = days_at_home.of(desk, person, on)
    if day is None:
        return False
    if day.part_at(message.at) is None:
        desk.say(person, "location.not_now")
    elif message.forwarded or message.scheduled or message.picked:
        desk.say(person, "location.fresh")
    elif not days_at_home.homes(desk, person)[0]:
        desk.say(person, "location.no_home")
    else:
        share = places.share(desk.db, person.id or 0, on)
        state = phrase(f"location.{share.state}")
        desk.say(person, "location.pinned", at=message.at, state=state)
    return True


def forget(desk: Desk) -> None:
    """Forget the points of days that are over, and the words after their time (UU 27/2022)."""
    on = desk.today()
    kept = desk.law(on).privacy.retention_days["locations"]
    places.forget(desk.db, on - timedelta(days=kept), on)
