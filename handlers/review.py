"""What reviews of plans, reports and requests share: whose they are, the words asked for."""

from typing import Any

from handlers import confirm, duty
from handlers.desk import Desk
from handlers.events import Message
from storage import dialogs, people
from storage.rows import Permit, Person, Plan, Report


def author(desk: Desk, actor: Person, sent: Plan | Report | Permit | None) -> Person | None:
    """Give who sent what lies before somebody; None if it is not his to review."""
    person = people.get(desk.db, sent.person_id) if sent else None
    return person if person and actor in people.superiors(desk.db, person) else None


def is_given_up(desk: Desk, person: Person, message: Message) -> bool:
    """Take a "batal" where words were asked for: then nothing was decided."""
    if confirm.answer(message) != confirm.NO:
        return False
    dialogs.close(desk.db, message.address)
    desk.say(person, "common.dropped")
    return True


def words(desk: Desk, person: Person, message: Message, about: dict[str, Any]) -> str:
    """Take the words that were asked for, and wait for them no more; "" if these are others."""
    said = duty.words_of(message)
    if not said or not duty.is_meant(desk, person, message, about):
        return ""
    dialogs.close(desk.db, message.address)
    return said
