"""The channels of a person: which there are, which one he prefers, and how he adds another."""

from collections.abc import Sequence

from handlers import enrol, keys
from handlers.desk import Desk, Phrase, phrase
from storage import people
from storage.rows import Contact, Person

ADD = {"tambah", "add"}


def command(desk: Desk, person: Person, words: str) -> None:
    """Understand `/saluran`, `/saluran 2` (prefer that one) and `/saluran tambah`."""
    wanted, known = words.strip().casefold(), people.contacts(desk.db, person)
    if wanted in ADD:
        _add(desk, person)
    elif wanted.isdecimal() and 1 <= int(wanted) <= len(known):
        _prefer(desk, person, known, int(wanted) - 1)
    else:
        desk.say(person, "contacts.list", channels=lines(known), example=len(known))


def lines(known: Sequence[Contact]) -> list[Phrase] | Phrase:
    """Say each channel of a person, with its number; the first one is spoken to."""
    said = [
        phrase(
            "contacts.line",
            number=number,
            channel=phrase(f"channel.{contact.channel}"),
            at=contact.consented_at,
            state=phrase(f"contacts.{_state(contact, number)}"),
        )
        for number, contact in enumerate(known, 1)
    ]
    return said or phrase("common.none")


def _state(contact: Contact, number: int) -> str:
    if contact.state == "blocked":
        return "blocked"
    return "first" if number == 1 else "second"


def _prefer(desk: Desk, person: Person, known: Sequence[Contact], index: int) -> None:
    for number, contact in enumerate(known):
        contact.preferred = number == index
        desk.db.add(contact)
    chosen = known[index]
    desk.note("contact.preferred", nip=person.nip, channel=chosen.channel)
    desk.db.flush()
    desk.say(
        person, "contacts.preferred", through=chosen, channel=phrase(f"channel.{chosen.channel}")
    )


def _add(desk: Desk, person: Person) -> None:
    digest = keys.digest(desk.key, "code", f"add:{person.nip}:{desk.now.isoformat()}")
    letters = enrol.CODE_ALPHABET
    code = "".join(letters[byte % len(letters)] for byte in digest[: enrol.CODE_LENGTH])
    enrol.invite(desk, person, code)
    desk.say(person, "contacts.code", code=code, days=enrol.CODE_DAYS)
