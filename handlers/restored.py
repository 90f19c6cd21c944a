"""After a restore: everybody learns once what was lost, and that it counts against nobody."""

from datetime import datetime

from handlers.desk import Desk
from storage import people, restored

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
    enrolled = people.enrolled_ids(desk.db)
    for person in people.active(desk.db):
        if person.id in enrolled:
            decides = "personnel" in person.roles or people.leads_anybody(desk.db, person)
            key = "restored.decider" if decides else "restored.person"
            desk.say(person, key, since=since, until=desk.now)


def is_lost(desk: Desk, about: str, parts: list[str]) -> bool:
    """Tell whether a button is of a card that the lost memory showed."""
    number = next((int(part) for part in parts if part.isdecimal()), 0)
    return about in TABLES and restored.is_lost(desk.db, TABLES[about], number)
