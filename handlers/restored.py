"""After a restore: everybody learns once what was lost, and that it counts against nobody."""

from datetime import datetime, timedelta

from handlers.desk import Desk
from storage import crowd, people, restored

LATELY = timedelta(days=1)  # so long may somebody answer a question, or press, from before

TABLES = {  # whose number the buttons of a section bear first
    "attend": "mark",
    "case": "proposal",
    "home": "home",
    "permit": "permit",
    "plan": "plan",
    "reason": "proposal",
    "recall": "recall",
    "report": "report",
}


def tell(desk: Desk, since: datetime) -> None:
    """Tell all who can be reached: nobody knows any more whose words were lost."""
    first, last = crowd.numbers(desk.db)
    crowd.leaders(desk.db)  # the tree, read once for all
    here = people.active(desk.db)
    crowd.contacts(desk.db, first, last, here)
    for person in here:
        decides = "personnel" in person.roles or people.leads_anybody(desk.db, person)
        key = "restored.decider" if decides else "restored.person"
        desk.say(person, key, since=since, until=desk.now)


def is_lost(desk: Desk, about: str, parts: list[str]) -> bool:
    """Tell whether a button is of a card that the lost memory showed."""
    number = next((int(part) for part in parts if part.isdecimal()), 0)
    return about in TABLES and restored.is_lost(desk.db, TABLES[about], number)


def lately(desk: Desk, within: timedelta = LATELY) -> bool:
    """Tell whether what nobody knows may be of the lost memory: a question, a code, a token."""
    return restored.since(desk.db, desk.now - within)
