"""What the personnel office administers: the law, orders, holidays, leave, outages."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from handlers import cite, orders, outage
from handlers.desk import Desk, Phrase, phrase
from handlers.rules.circular import Circular
from storage import days, laws, people
from storage.rows import ExtraHoliday, Person

MODES = orders.MODES
LONGEST_LEAVE = 366  # days
LONGEST_OUTAGE = timedelta(days=7)


class Unclear(ValueError):  # noqa: N818 - it is said to a person
    """A command that cannot be understood; `key` is the sentence that says so."""

    def __init__(self, key: str, **blanks: Any) -> None:
        super().__init__(key)
        self.key, self.blanks = key, blanks


def policy(desk: Desk, person: Person) -> None:
    """Understand `/kebijakan`: the law in force, and the one that comes."""
    on = desk.today()
    law, newest = desk.law(on), laws.newest(desk.db)
    assert newest, "an office is never open without a law"
    coming_id = laws.by_hash(desk.db, newest.law_hash).circular_id
    coming = phrase("admin.coming", on=newest.since, id=coming_id)
    desk.say(
        person,
        "admin.policy",
        title=law.title,
        id=law.id,
        hash=law.hash[:12],
        since=law.since,
        values=_values(law),
        coming=coming if newest.law_hash != law.hash else phrase("common.none"),
    )


def _values(law: Circular) -> list[Phrase]:
    shown: dict[str, object] = {
        "wfh_days": ", ".join(law.wfh_days),
        "sanction": law.sanction,
    }
    if law.call:
        for name in ("window_seconds", "attempts", "per_day", "min_gap_minutes"):
            shown[f"call.{name}"] = str(getattr(law.call, name))
    if law.ladder:
        for name in ("mode", "repeat_count", "repeat_days"):
            shown[f"ladder.{name}"] = str(getattr(law.ladder, name))
    return [
        phrase("admin.value", path=path, value=value, article=cite.source(law, path))
        for path, value in shown.items()
    ]


def schedule_(desk: Desk, person: Person, words: str) -> None:
    """Understand `/jadwal NIP DATE MODE [basis]`: an explicit order for one person and date."""
    match words.split(maxsplit=3):
        case [nip, day, mode, *basis] if mode.upper() in MODES:
            target, on = _target(desk, nip), _date(day)
            orders.give(desk, target, on, mode.upper(), " ".join(basis) or "-", by=person)
            where = phrase("admin.mode", mode=mode.upper(), on=on)
            desk.say(person, "admin.scheduled", name=target.name, where=where)
        case _:
            desk.say(person, "admin.how_schedule", modes=", ".join(MODES))


def leave(desk: Desk, person: Person, words: str) -> None:
    """Understand `/cuti NIP DATE [UNTIL] [kind]`: days on which nobody is called."""
    match words.split(maxsplit=3):
        case [nip, first, *rest]:
            target, since = _target(desk, nip), _date(first)
            until, kind = _until(since, rest)
            for offset in range((until - since).days + 1):
                orders.give(desk, target, since + timedelta(days=offset), "LEAVE", kind, by=person)
            desk.say(person, "admin.leave", name=target.name, since=since, until=until)
        case _:
            desk.say(person, "admin.how_leave")


def _until(since: date, rest: list[str]) -> tuple[date, str]:
    until = since
    if rest and rest[0][:1].isdigit():
        until, rest = _date(rest[0]), rest[1:]
    if not 0 <= (until - since).days < LONGEST_LEAVE:
        raise Unclear("admin.bad_period")
    return until, " ".join(rest) or "cuti"


def holiday(desk: Desk, person: Person, words: str) -> None:
    """Understand `/libur DATE NAME`, or list what was entered."""
    match words.split(maxsplit=1):
        case [day, name]:
            on = _date(day)
            days.add_holiday(desk.db, ExtraHoliday(on=on, name=name[:100], given_by=person.id))
            desk.note("holiday", on=on, name=name[:100], by=person.nip)
            for target in people.active(desk.db):
                orders.apply(desk, target, on)
            desk.say(person, "admin.holiday", on=on, name=name[:100])
        case _:
            known = sorted(days.holidays(desk.db).items())
            rows = [phrase("admin.holiday_row", on=on, name=name) for on, name in known]
            desk.say(person, "admin.holidays", rows=rows or phrase("common.none"))


def declare_outage(desk: Desk, person: Person, words: str) -> None:
    """Understand `/gangguan [DATE] FROM UNTIL [cause]`: void what it touched, tell the people."""
    parts = words.split()
    on = desk.today()
    if parts and not _is_time(parts[0]):
        on, parts = _date(parts[0]), parts[1:]
    match parts:
        case [start, end, *cause]:
            since, until = _moment(desk, on, start), _moment(desk, on, end)
            if not timedelta() < until - since <= LONGEST_OUTAGE or since > desk.now:
                raise Unclear("admin.bad_period")
            why = " ".join(cause) or "declared"
            hurt = outage.record(desk, "", since, until, why, declared_by=person)
            desk.say(person, "admin.outage", since=since, until=until, count=len(hurt))
        case _:
            desk.say(person, "admin.how_outage")


def _target(desk: Desk, words: str) -> Person:
    found = people.by_nip(desk.db, words)
    if found is None or not found.active:
        raise Unclear("admin.nobody", nip=words)
    return found


def _date(words: str) -> date:
    """Read 2026-04-10, 10-04-2026, 10/04/2026 or 10.04.2026."""
    parts = re.split(r"[-/.]", words)
    try:
        numbers = [int(part) for part in parts]
        year, month, day = numbers if len(parts[0]) == len("2026") else numbers[::-1]
        return date(year, month, day)
    except ValueError:
        raise Unclear("admin.bad_date", words=words[:20]) from None


def _is_time(words: str) -> bool:
    return re.fullmatch(r"\d{1,2}[.:]\d{2}", words) is not None


def _moment(desk: Desk, on: date, words: str) -> datetime:
    """Read 09.15 or 09:15 as a moment of that day in the institution's zone."""
    try:
        hour, minute = (int(part) for part in re.split(r"[.:]", words))
        return datetime.combine(on, time(hour, minute), ZoneInfo(desk.office_zone))
    except ValueError:
        raise Unclear("admin.bad_time", words=words[:20]) from None
