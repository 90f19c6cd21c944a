"""What plans and reports share: days at home, a question that waits, lists for superiors."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from handlers import reason, schedule, warn
from handlers.desk import Desk, Phrase, phrase
from handlers.events import Attachment, Message, Text
from handlers.rules import workdays
from storage import days, people
from storage.rows import Person

PATIENCE = timedelta(hours=3)  # how long words without a command still continue a list
AHEAD = 21  # days in which the next day at home is looked for
NAMES_SHOWN = 15
GRACE = timedelta(minutes=1)  # "at the latest 16.00" holds until 16.00.59 (default A10)
AT_NIGHT = time(3)
LATE_LISTS = timedelta(hours=6)  # a list of what is missing still helps that evening
LONG_AGO = datetime.min.replace(tzinfo=UTC)
COMMENT = 500  # characters of a superior's comment


def at_home(desk: Desk, person: Person, on: date) -> bool:
    """Tell whether a person works from home on a date, or did."""
    opened = days.get(desk.db, person.id or 0, on)
    return (opened or schedule.workday(desk, person, on)).mode == "WFH"


def next_at_home(desk: Desk, person: Person, after: date) -> date | None:
    """Find the next day on which a person works from home."""
    coming = (after + timedelta(days=n) for n in range(1, AHEAD + 1))
    return next((on for on in coming if at_home(desk, person, on)), None)


def previous_workday(desk: Desk, on: date) -> date:
    """Find the work day before a date (default A13)."""
    return workdays.previous_workday(desk.law(on), on, days.holidays(desk.db))


def next_workday(desk: Desk, on: date) -> date:
    """Find the work day after a date."""
    day = on + timedelta(days=1)
    while previous_workday(desk, day + timedelta(days=1)) != day:
        day += timedelta(days=1)
    return day


def after(due: time) -> time:
    """Give the time of a job that looks at what was due: a minute later, if the day has one."""
    last = time.max.replace(second=0, microsecond=0)
    return last if due >= last else (datetime.combine(date.min, due) + GRACE).time()


def ask(desk: Desk, address: str, asking: str, **about: Any) -> None:
    """Ask for words; the question of a plan or report waits for some hours."""
    desk.ask(address, asking, desk.now + PATIENCE, about)


def is_meant(desk: Desk, person: Person, message: Message, about: dict[str, Any]) -> bool:
    """Tell whether a message answers our question, and not a newer one for a reason (10.d)."""
    section = message.choice.partition(".")[0] if isinstance(message, Text) else ""
    if section == "reason":  # it may be a piece of work as well, "Rapat daring"
        return not reason.awaited(desk, person)
    if section:
        return False
    return not reason.asked_since(desk, person, datetime.fromisoformat(about["asked"]))


def words_of(message: Message) -> str:
    """Give what a message says in words; "" for a sticker, a voice note, a place."""
    match message:
        case Text(text=words) | Attachment(caption=words):
            return words.strip()
    return ""


def below(desk: Desk, leader: Person, words: str) -> list[Person]:
    """List the people of a leader's tree that words name; none for anybody else."""
    if not words or not people.leads_anybody(desk.db, leader):
        return []
    return people.matching(people.subordinates(desk.db, leader), words)


def by_superior(
    desk: Desk, missing: Iterable[Person]
) -> list[tuple[Person, list[Person], list[Person]]]:
    """Group people by who leads them: (superior, who can be reached, who cannot)."""
    found: dict[int | None, tuple[Person, list[Person], list[Person]]] = {}
    for person in missing:
        superior = warn.decider(desk, person)
        if superior:
            _, reached, unreached = found.setdefault(superior.id, (superior, [], []))
            (reached if desk.address_of(person) else unreached).append(person)
    return list(found.values())


def lists(missing: Sequence[Person], unreached: Sequence[Person]) -> list[Phrase]:
    """Say who has not sent something, and apart from them whom the system cannot reach."""
    said = []
    if missing:
        said.append(phrase("duty.missing", count=len(missing), names=names(missing)))
    if unreached:
        said.append(phrase("duty.unreached", count=len(unreached), names=names(unreached)))
    return said


def names(group: Sequence[Person]) -> str:
    """Write the names of a group, not too many of them."""
    told = [n if k == 1 else f"{n} ({k})" for n, k in Counter(p.name for p in group).items()]
    hidden = len(told) - NAMES_SHOWN
    return ", ".join(told[:NAMES_SHOWN]) + (f", +{hidden}" if hidden > 0 else "")


def moment(at: datetime | None, person: Person) -> str | None:
    """Write a moment in the person's zone, with its offset."""
    return at.astimezone(ZoneInfo(person.zone)).isoformat() if at else None
