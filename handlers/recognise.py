"""Whose account a message comes from: people hide their numbers, and numbers get other owners."""

from handlers import reach
from handlers.call import close
from handlers.desk import Desk
from handlers.events import Message, Tap
from storage import accounts, people
from storage.rows import Contact


def recognise(desk: Desk, event: Message | Tap) -> None:
    """Follow an account by any of its names, open it, and part from numbers that are not its own.

    An account's own id tells who it is; a number only while no other account has it.
    """
    names = {event.address, event.alias} - {""}
    ids = names - {event.address} if event.phone else names
    known = accounts.of(desk.db, names)
    account = _by_id(desk, known, ids) or _by_number(desk, known, ids)
    for other in known:
        if event.phone and other is not account and other.state != reach.WAITING:
            _part(desk, other, event.address)
    if account is None:
        return
    if account.address != event.address:
        desk.note("contact.renamed", person=account.person_id, channel=account.channel)
        accounts.rename(desk.db, account, event.address)
    accounts.learn(desk.db, account, names)
    reach.move(desk, account, "heard")


def _by_id(desk: Desk, known: list[Contact], ids: set[str]) -> Contact | None:
    return next((one for one in known if ids & accounts.names(desk.db, one)), None)


def _by_number(desk: Desk, known: list[Contact], ids: set[str]) -> Contact | None:
    """Give the account with this number; one that shows another id than before is another one."""
    for one in known:
        if one.state != reach.TAKEN and not _contradicts(accounts.names(desk.db, one), ids):
            return one
    return None


def _contradicts(names: set[str], ids: set[str]) -> bool:
    """Tell whether ids are other ones than those known, of the same kind."""
    return any(_kind(name) in map(_kind, ids) and name not in ids for name in names)


def _kind(name: str) -> str:
    """Give what stands before an id ("whatsapp:ID.", "whatsapp:ID.ENT."); "" for a number."""
    return name.rpartition(".")[0]


def _part(desk: Desk, contact: Contact, number: str) -> None:
    """Note that a number belongs to somebody else now: he is told nothing, until he has a code."""
    if contact.address != number:
        accounts.unlearn(desk.db, contact, number)
        return
    if not reach.move(desk, contact, "number taken"):
        return
    close.void_on(desk, contact)
    person = people.get(desk.db, contact.person_id)
    for officer in people.with_role(desk.db, "personnel"):
        desk.say(officer, "enrol.number_taken", name=person.name, unit=person.unit)
