"""The slots of a day: when each opens and closes, and what a moment in it is worth (A10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers import cite, schedule
from handlers.desk import Desk, Phrase
from handlers.rules import workdays
from handlers.rules.circular import AttendanceRule, Circular
from storage import absences, days, outages, people
from storage.rows import Outage, Person

MINUTE = timedelta(minutes=1)
CITY = "kota "


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A time to mark attendance: open from `opens`, late from `late_from`, over at `closes`."""

    name: str
    at: datetime
    opens: datetime
    late_from: datetime
    closes: datetime

    def is_open(self, moment: datetime) -> bool:
        """Tell whether a mark may be made now."""
        return self.opens <= moment < self.closes

    def worth(self, moment: datetime) -> str:
        """Judge a moment: on time until second 59 of the minute (default A10)."""
        return "on_time" if moment < self.late_from else "late"

    @property
    def is_never_late(self) -> bool:
        """Tell whether every mark is on time: at the day's end, or where no clause has a time."""
        return self.late_from == self.closes


def times(law: Circular, rule: AttendanceRule, on: date) -> tuple[time, ...]:
    """List the times of a date in order: Ramadan has its own (default A10)."""
    fasting = workdays.fasting(law, on) and rule.ramadan_slots
    return tuple(sorted(rule.ramadan_slots if fasting else rule.slots))


def cited(law: Circular, on: date) -> Phrase:
    """Name who says the times of a date."""
    fasting = law.attendance and law.attendance.ramadan_slots and workdays.fasting(law, on)
    return cite.source(law, "attendance.ramadan_slots" if fasting else "attendance.slots")


def of_day(desk: Desk, person: Person, on: date) -> list[Slot]:
    """List the slots of a person's day; none if the duty is off or he is not at home."""
    law, day = desk.law(on), schedule.workday(desk, person, on)
    begin = workdays.start_of_work(day, person.zone)
    end = workdays.end_of_work(day, person.zone)
    if law.attendance is None or day.mode != "WFH" or begin is None or end is None:
        return []
    slots = windows(law, law.attendance, on, person.zone, begin)
    if person.hours or absences.get(
        desk.db, person.id or 0, on
    ):  # whoever works part of the day marks what lies in it
        return [slot for slot in slots if begin <= slot.at <= end]
    return slots


def of_team(desk: Desk, team: Iterable[Person], on: date) -> dict[int, list[Slot]]:
    """Lay out the slots of those who are at home; people of the same hours share one layout."""
    known = {person.id or 0: person for person in team}
    home = days.at_home(desk.db, on, known)
    shared: dict[tuple[str, str], list[Slot]] = {}
    found = {}
    for number in home:
        person = known[number]
        hours = (person.zone, person.hours)
        is_off = absences.get(desk.db, number, on) is not None
        slots = (not is_off and shared.get(hours)) or of_day(desk, person, on)
        found[number] = slots
        if not is_off and not desk.law(on).flexible_start_minutes:
            shared[hours] = slots
    return found


def windows(
    law: Circular, rule: AttendanceRule, on: date, zone: str, begin: datetime
) -> list[Slot]:
    """Lay out the slots of a date; nobody is late before his work begins.

    The last of several slots ends the day: it opens at its time, and whoever stays longer is
    not late. Nor is anybody where the times are only our default (UMKM E.6 names none).
    """
    found = times(law, rule, on)
    closes = timedelta(minutes=rule.close_after_minutes)
    is_named = law.source("attendance.slots").by != "default"
    slots = []
    for at in found:
        moment = datetime.combine(on, at, ZoneInfo(zone))
        late_from = max(moment, begin) + MINUTE
        over = max(late_from, max(moment, begin) + closes)
        is_last = len(found) > 1 and at == found[-1]
        slots.append(
            Slot(
                name=f"{at:%H.%M}",
                at=moment,
                opens=moment - before(rule, found, at),
                late_from=over if is_last or not is_named else late_from,
                closes=over,
            )
        )
    return slots


def before(rule: AttendanceRule, found: tuple[time, ...], at: time) -> timedelta:
    """Tell how long before its time a slot opens: the last one does not."""
    is_last = len(found) > 1 and at == found[-1]
    return timedelta() if is_last else timedelta(minutes=rule.open_before_minutes)


def needs_photo(rule: AttendanceRule, person: Person) -> bool:
    """Tell whether the bot itself asks a person for a photo and a pin (Bukittinggi 2.e).

    Of whom no domicile is known it asks nothing.
    """
    if rule.photo == "nonresidents":
        return bool(person.domicile.strip()) and not is_resident(rule.city, person.domicile)
    return rule.photo == "everybody"


def is_resident(city: str, domicile: str) -> bool:
    """Compare two names of a city; "Kota" is left out, for a Kabupaten is another place."""
    own, theirs = (" ".join(n.casefold().split()).removeprefix(CITY) for n in (city, domicile))
    return own == theirs


def is_disturbed(desk: Desk, person: Person, slot: Slot, until: datetime | None = None) -> bool:
    """Tell whether an outage of ours touched a slot: then nothing is held against anybody."""
    contact = people.contact(desk.db, person)
    channel = contact.channel if contact else ""
    over = until or slot.closes
    return outages.touching(desk.db, [channel], slot.opens, over)


def is_touched(slot: Slot, channel: str, troubles: Iterable[Outage]) -> bool:
    """Tell the same from outages that are known already."""
    return any(
        one.channel in {"", channel} and one.since <= slot.closes and one.until >= slot.opens
        for one in troubles
    )
