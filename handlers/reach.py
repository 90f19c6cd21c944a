"""Whether a person can be reached: every state of an account, and every way in and out of it.

One bad answer shuts an account, any good one opens it; only what a human has ended (lost,
replaced, denied) stays shut until a human, with a new code and consent, opens it anew.
"""

from collections.abc import Mapping

from handlers.desk import Desk
from storage import accounts, people
from storage.rows import Contact

NOBODY, ACTIVE, BLOCKED = "", "active", "blocked"
TAKEN, WAITING, ENDED = "taken", "waiting", "ended"

WAYS: Mapping[str, Mapping[str, str]] = {
    # what happens: from which state an account gets to which; from any other, it changes nothing
    "consented": {NOBODY: ACTIVE, ACTIVE: ACTIVE, BLOCKED: ACTIVE},  # after a code
    "consented beside another": {NOBODY: WAITING},  # an account that was not lost
    "refused": {ACTIVE: BLOCKED},  # the platform says that nothing reaches it
    "heard": {BLOCKED: ACTIVE, TAKEN: ACTIVE},  # it wrote, pressed, came back, or got a message
    "number taken": {ACTIVE: TAKEN, BLOCKED: TAKEN},  # its number is another account's now
    "let in": {WAITING: ACTIVE},  # nobody objected in time, or could
    "replaced": {ACTIVE: ENDED, BLOCKED: ENDED, TAKEN: ENDED},
    "turned down": {WAITING: ENDED},  # by the account that it was to replace, or by a newer one
}


def move(desk: Desk, contact: Contact, what: str) -> bool:
    """Let something happen to an account; tell whether that changed its state."""
    state = WAYS[what].get(contact.state, contact.state)
    if state == contact.state:
        return False
    contact.state = state
    if state == ENDED:
        contact.until = desk.now
    people.add_contact(desk.db, contact)
    desk.note(f"contact.{state}", person=contact.person_id, channel=contact.channel, why=what)
    return True


def enter(desk: Desk, contact: Contact, what: str, names: set[str]) -> None:
    """Keep a new account, by all its names."""
    contact.state = WAYS[what][NOBODY]
    people.add_contact(desk.db, contact)
    accounts.learn(desk.db, contact, names)


def heard(desk: Desk, address: str) -> None:
    """Open the account at an address: something came from there, or arrived."""
    contact = people.contact_at(desk.db, address, BLOCKED)
    if contact:
        move(desk, contact, "heard")
