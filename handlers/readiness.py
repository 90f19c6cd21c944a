"""Where a channel carries calls only to those who wrote lately, people write the day before."""

from collections.abc import Iterable
from datetime import date, timedelta

from handlers import confirm, duty, schedule
from handlers.desk import CLEAR, Choice, Desk
from handlers.events import Message, Text
from handlers.job import AT_ONCE, Job, Part
from handlers.rules.circular import Circular
from storage import crowd, jobs, outbox, sessions
from storage.rows import Outbox, Person

READY, OPEN = "press.ready", "press.open"
KNOCK = "common.knock"
URGENT = {"permit.card", "permit.card_again"}  # each knocks by itself, and is said first
KNOCKS = {KNOCK, "team.knock_cards", "permit.knock", "readiness.ask"}
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
        outbox.release(desk.db, message.address, desk.now - KEPT, desk.now, URGENT)


def hold(desk: Desk, row: Outbox) -> None:
    """Keep words back until the person writes, and knock: for each urgent thing, else once a day.

    Whoever has to decide learns how many cards wait, and since when the oldest does.
    """
    if row.key in KNOCKS:
        return
    outbox.hold(desk.db, row)
    cards, press, language = _cards(desk, row.address), [[Choice(OPEN)]], row.language
    if row.key in URGENT:
        if _may_knock(desk, row, f"{row.id}"):
            desk.say(
                row.address,
                "permit.knock",
                choices=press,
                language=language,
                number=row.blanks["number"],
                name=row.blanks["name"],
                start=row.blanks["start"],
                until=row.blanks["until"],
            )
    elif row.id in {card.id for card in cards}:
        oldest = min(card.created_at for card in cards)
        if _may_knock(desk, row, "cards"):
            desk.say(
                row.address,
                "team.knock_cards",
                choices=press,
                language=language,
                count=len(cards),
                since=oldest,
            )
    elif _may_knock(desk, row):
        desk.say(row.address, KNOCK, choices=press, language=language)


def _may_knock(desk: Desk, row: Outbox, what: str = "") -> bool:
    return jobs.claim(desk.db, "knock", f"{desk.today()} {row.address} {what}".strip(), desk.now)


def _cards(desk: Desk, address: str) -> list[Outbox]:
    """Give the cards that are held back from somebody, each once though shown again."""
    cards: dict[str, Outbox] = {}
    for row in outbox.held(desk.db, address):
        kind, number = (*row.buttons[0][0][1].split(":"), "")[:2]
        if kind in confirm.DECIDES:
            cards.setdefault(f"{kind}:{number}", row)
    return list(cards.values())
