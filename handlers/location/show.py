"""Showing where people are: in words, to the person himself and to his superiors."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from handlers import cite
from handlers.desk import Choice, Desk, Phrase, phrase
from handlers.duty import moment
from handlers.location import day as days_at_home
from handlers.location.day import Day
from handlers.location.home import REGISTER
from handlers.rules.circular import Circular
from handlers.rules.zone import KNOWN
from storage import bulk, days, places
from storage.rows import Person, Share, Sighting

COLUMNS = ("nip", "date", "at", "state", "source")
WITH_PERMIT = "permit"


def command(desk: Desk, person: Person) -> None:
    """Understand `/lokasi`: what is known of him today, what is kept, and how to share."""
    on = desk.day_of(person)
    day = days_at_home.of(desk, person, on)
    if day is None:
        desk.say(person, "location.off" if desk.law(on).location is None else "location.not_now")
        return
    centres, confirmed = days_at_home.homes(desk, person)
    share = places.today(desk.db, person.id or 0, on)
    home = "location.home_known" if confirmed else "location.home_unconfirmed"
    address = desk.address_of(person) or ""
    live = desk.traits(address).live_location
    desk.say(
        person,
        "location.status",
        choices=[] if confirmed else [[Choice(REGISTER)]],
        on=on,
        state=_said(desk, person, day, share),
        home=phrase(home if centres else "location.home_unknown"),
        how=phrase("location.how_live" if live else "location.how_pin"),
        days=desk.law(on).privacy.retention_days["locations"],
        article=day.source,
    )


def _said(desk: Desk, person: Person, day: Day, share: Share | None) -> Phrase:
    state = _state(desk, person, day, share)
    since = share.since if share else None
    if since is None or state == "none":
        return phrase(f"location.{state}")
    return phrase("location.since", state=phrase(f"location.{state}"), at=since)


def _state(desk: Desk, person: Person, day: Day, share: Share | None) -> str:
    if share is None:
        return "none"
    if share.state == "outside" and days_at_home.excuse(desk, person, day.on, desk.now):
        return WITH_PERMIT
    return share.state


def mark(desk: Desk, member: Person) -> Phrase | str:
    """Say in a row of the team where somebody's share says that he is."""
    on = desk.today(member.zone)
    day = days_at_home.of(desk, member, on)
    if day is None:
        return ""
    share = places.today(desk.db, member.id or 0, on)
    return phrase("location.mark", state=_said(desk, member, day, share))


def digest_line(desk: Desk, team: Sequence[Person], on: date) -> Phrase | None:
    """Count a team's states for a digest, and for how much of the working time they are known."""
    if desk.law(on).location is None:
        return None
    home = set(days.at_home(desk.db, on, [p.id or 0 for p in team]))
    members = [person for person in team if person.id in home]
    if not members:
        return None
    shares = places.of_team(desk.db, sorted(home), on)
    known = [(p, d) for p in members if (d := days_at_home.of(desk, p, on))]
    changes = _changes(desk, known, on)
    states = Counter(
        _state(desk, p, d, shares.get(p.id or 0))
        if d.part_at(desk.now)
        else _last(changes.get(p.id or 0, []))
        for p, d in known
    )
    return phrase(
        "location.digest",
        inside=states["inside"],
        permit=states[WITH_PERMIT],
        outside=states["outside"],
        uncertain=states["uncertain"],
        stale=states["stale"],
        none=states["none"],
        percent=_coverage(desk, known, changes),
    )


Changes = dict[int, list[Sighting]]


def _changes(desk: Desk, known: Sequence[tuple[Person, Day]], on: date) -> Changes:
    """List what changed in a day, by person."""
    changes: Changes = {}
    for one in places.sightings(desk.db, [p.id or 0 for p, _ in known], on):
        changes.setdefault(one.person_id, []).append(one)
    return changes


def _last(own: Sequence[Sighting]) -> str:
    """Give the last word before a pause, or before the end of work."""
    return next((one.state for one in reversed(own) if one.state != "none"), "none")


def _coverage(desk: Desk, known: Sequence[tuple[Person, Day]], changes: Changes) -> int:
    """Give the percentage of the working minutes so far in which a share was heard."""
    heard = worked = timedelta()
    for person, day in known:
        own = changes.get(person.id or 0, [])
        for part in day.parts:
            worked += max(timedelta(), min(part.end, desk.now) - part.start)
        heard += sum((_heard(day, span) for span in _spans(own, desk.now)), timedelta())
    return round(100 * heard / worked) if worked else 0


def _spans(own: Sequence[Sighting], now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """List from when to when a state was known."""
    ends = [one.at for one in own[1:]] + [now]
    yield from ((one.at, end) for one, end in zip(own, ends, strict=False) if one.state in KNOWN)


def _heard(day: Day, span: tuple[datetime, datetime]) -> timedelta:
    since, until = span
    shared = (min(until, part.end) - max(since, part.start) for part in day.parts)
    return sum((length for length in shared if length > timedelta()), timedelta())


def rules(law: Circular) -> list[Phrase]:
    """Say for `/aturan` what is to be shared, and what of it is kept."""
    rule = law.location
    if rule is None:
        return []
    times = ", ".join(f"{at:%H.%M}" for at in rule.prompt_at)
    said = phrase(
        f"location.rule_{rule.need}",
        article=cite.source(law, "location"),
        times=times,
        times_article=cite.source(law, "location.prompt_at"),
    )
    return [said, phrase("location.rule_kept", days=law.privacy.retention_days["locations"])]


def kept(desk: Desk, person: Person) -> list[Phrase]:
    """List for `/data_saya` all that is kept of somebody's places."""
    rows = places.of_person(desk.db, person.id or 0)
    said = [
        phrase("location.kept_row", at=one.at, on=one.on, state=phrase(f"location.{one.state}"))
        for one in rows
    ]
    share = places.today(desk.db, person.id or 0, desk.day_of(person))
    if share and share.lat is not None:
        said.append(phrase("location.kept_point", lat=f"{share.lat}", lon=f"{share.lon}"))
    homes = places.homes(desk.db, person.id or 0)
    said += [phrase("location.kept_home", lat=f"{h.lat}", lon=f"{h.lon}") for h in homes]
    return said


def delete(desk: Desk, person: Person) -> None:
    """Understand `/hapus_lokasi`: delete what is kept of the days that are over (UU 27/2022)."""
    today = desk.day_of(person)
    count = places.forget_person(desk.db, person.id or 0, today)
    gone = desk.law(today).privacy.gone_from_backups(today)
    desk.say(person, "location.deleted", count=count, gone=gone)


def rows_on(desk: Desk, on: date) -> Iterator[dict[str, Any]]:
    """Give the changes of a day for auditors: words, no points."""
    people = {person.id or 0: person for person in bulk.everybody(desk.db)}
    for one in places.on(desk.db, on):
        person = people[one.person_id]
        yield {
            "nip": person.nip,
            "date": one.on.isoformat(),
            "at": moment(one.at, person),
            "state": one.state,
            "source": one.source,
        }
