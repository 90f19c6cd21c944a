"""Where a channel carries calls only to those who wrote lately, people write the day before."""

from collections.abc import Iterable
from datetime import date, timedelta

from handlers import duty, schedule
from handlers.desk import CLEAR, Choice, Desk
from handlers.events import Message, Text
from handlers.job import AT_ONCE, Job, Part
from handlers.rules.circular import Circular
from storage import crowd, jobs, outbox, sessions
from storage.rows import Outbox, Person

READY, OPEN = "press.ready", "press.open"
KNOCK = "common.knock"
KEPT = timedelta(days=3)  # words that were held back longer help nobody


def jobs_of(law: Circular) -> Iterable[Job]:
    """Ask on the workday before, at the circular's time."""
    if law.readiness and law.call:
        yield Job(name="readiness", at=law.readiness.at, act=ask, at_once=AT_ONCE)


def ask(desk: Desk, on: date, part: Part) -> None:
    """Ask those who work from home next for a word, if their channel needs one."""
    open_ones = crowd.addresses(desk.db, part.first, part.last)
    if not any(desk.traits(address).session for address in open_ones):
        return
    for person in part.active(desk):
        address = desk.address_of(person)
        if address is None or desk.traits(address).session is None:
            continue
        coming = duty.next_at_home(desk, person, on)
        if coming and duty.previous_workday(desk, coming) == on:
            desk.say(
                person,
                "readiness.ask",
                choices=[[Choice(READY)]],
                not_before=desk.now + schedule.spread(person),
                name=person.name,
                on=coming,
            )


def ready(desk: Desk, person: Person, _message: Text) -> bool:
    """Thank for the word; it opened the session by itself."""
    desk.say(person, "readiness.thanks", choices=CLEAR, name=person.name)
    return True


def opened(_desk: Desk, _person: Person, _message: Text) -> bool:
    """Take the answer to a knock: what was held back is under way already."""
    return True


def hear(desk: Desk, message: Message) -> None:
    """Note that a person wrote, where that counts, and let go what was held back for him."""
    if desk.traits(message.address).session:
        sessions.hear(desk.db, message.address, message.at)
        outbox.release(desk.db, message.address, desk.now - KEPT)


def hold(desk: Desk, row: Outbox) -> None:
    """Keep words back until the person writes, and knock once a day."""
    if row.key in {KNOCK, "readiness.ask"}:
        return
    outbox.hold(desk.db, row)
    on = desk.today()
    if jobs.claim(desk.db, "knock", f"{on} {row.address}", desk.now):
        desk.say(row.address, KNOCK, choices=[[Choice(OPEN)]], language=row.language)
