"""Another account of the same person: the one before is told, and may refuse for a while."""

from datetime import datetime, timedelta

from handlers import reach, schedule
from handlers.call import lots
from handlers.desk import CLEAR, Choice, Desk
from handlers.events import Failed, Sent, Text
from storage import accounts, days, people
from storage.rows import Contact, Outbox, Person

TOLD = "enrol.replaced_old"
MAY_REFUSE = timedelta(minutes=10)
REFUSE = "press.refuse_account"


def begin(desk: Desk, person: Person, old: Contact, new: Contact, names: set[str]) -> None:
    """Let a new account wait, and tell the one before."""
    for older in accounts.waiting(desk.db, old.person_id, old.channel):
        reach.move(desk, older, "turned down")
    reach.enter(desk, new, "consented beside another", names)
    minutes = int(MAY_REFUSE.total_seconds() // 60)
    desk.say(
        person,
        TOLD,
        choices=[[Choice(REFUSE)]],
        through=old,
        name=person.name,
        minutes=minutes,
    )
    desk.say(
        new.address,
        "enrol.replaced_new",
        language=person.language,
        name=person.name,
        minutes=minutes,
    )


def refuse(desk: Desk, person: Person, message: Text) -> bool:
    """Turn the new account down, as the one before wishes; the personnel office is told."""
    waiting = accounts.waiting(desk.db, person.id or 0, message.address.partition(":")[0])
    if not waiting:
        return False
    for new in waiting:
        reach.move(desk, new, "turned down")
        desk.say(new.address, "enrol.refused_new", language=person.language)
    desk.say(person, "enrol.refused_old", choices=CLEAR, name=person.name)
    for officer in people.with_role(desk.db, "personnel"):
        if officer.id != person.id:
            desk.say(officer, "enrol.refused_told", name=person.name, unit=person.unit)
    return True


def told(desk: Desk, row: Outbox, event: Sent | Failed) -> None:
    """Count the time to refuse from when the old account was told; not at all if it cannot be."""
    old = people.contact_at(desk.db, row.address, *people.REACHABLE)
    if row.key != TOLD or old is None:
        return
    for new in accounts.waiting(desk.db, old.person_id, old.channel)[-1:]:
        if isinstance(event, Sent):
            new.since = max(new.since, event.received)
            desk.db.add(new)
        elif event.cause == "blocked":
            _let_in(desk, new)


def watch(desk: Desk) -> None:
    """Let in those to whom nobody objected in time."""
    for new in accounts.all_waiting(desk.db):
        if new.since + MAY_REFUSE <= desk.now:
            _let_in(desk, new)


def next_moment(desk: Desk) -> datetime | None:
    """Tell when the next account may take over."""
    waiting = accounts.all_waiting(desk.db)
    return waiting[0].since + MAY_REFUSE if waiting else None


def _let_in(desk: Desk, new: Contact) -> None:
    person = people.get(desk.db, new.person_id)
    end_others(desk, person, new)
    new.since = desk.now
    reach.move(desk, new, "let in")
    welcome(desk, person, new.address)


def end_others(desk: Desk, person: Person, new: Contact) -> None:
    """End all other accounts of a person on a channel."""
    for other in accounts.on_channel(desk.db, person.id or 0, new.channel):
        if other is not new and not reach.move(desk, other, "replaced"):
            reach.move(desk, other, "turned down")


def welcome(desk: Desk, person: Person, address: str) -> None:
    """Greet somebody on an account that counts from now on, and draw what is left of his day."""
    desk.note("enrolled", nip=person.nip, channel=address.partition(":")[0])
    desk.say(
        address,
        "enrol.welcome",
        choices=CLEAR,
        language=person.language,
        name=person.name,
        unit=person.unit,
    )
    desk.menus.append((address, person))
    on = desk.today(person.zone)
    if days.lottery(desk.db, on):
        schedule.open_day(desk, person, on)
        lots.draw_for(desk, person, on)
