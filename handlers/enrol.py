"""Enrolment: a one-time code, the privacy notice, and one account a person."""

import hashlib
import hmac
from datetime import timedelta

from handlers import schedule
from handlers.call import lots
from handlers.desk import CLEAR, Choice, Desk
from handlers.events import Message, Tap, Text
from storage import days, dialogs, invitations, outbox, people
from storage.rows import Contact, Invitation, Person

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is misread
CODE_LENGTH = 10
CODE_DAYS = 14
GUESSES, GUESS_WAIT = 5, timedelta(minutes=15)
CONSENT_WAIT = timedelta(hours=24)
YES, NO = "consent:yes", "consent:no"


def code_hash(key: bytes, code: str) -> str:
    """Hash a code as it is stored; case, spaces and dashes do not matter."""
    plain = "".join(c for c in code.upper() if c.isalnum())
    return hmac.digest(key, f"code:{plain}".encode(), hashlib.sha256).hex()


def invite(desk: Desk, person: Person, code: str) -> None:
    """Keep a new code for a person; his older unused codes die."""
    row = Invitation(
        person_id=person.id or 0,
        code_hash=code_hash(desk.key, code),
        expires_at=desk.now + timedelta(days=CODE_DAYS),
    )
    invitations.replace(desk.db, row)
    desk.note("invited", nip=person.nip, until=row.expires_at)


def recognise(desk: Desk, event: Message) -> None:
    """Follow an account that goes by another address now (a hidden or changed number)."""
    if not event.alias:
        return
    contact = people.by_alias(desk.db, event.address, event.alias)
    if contact and (contact.address, contact.alias) != (event.address, event.alias):
        desk.note("contact.renamed", person=contact.person_id, channel=contact.channel)
        contact.address, contact.alias = event.address, event.alias
        people.add_contact(desk.db, contact)


def start(desk: Desk, event: Text, code: str, person: Person | None) -> None:
    """Understand `/mulai CODE` from anybody."""
    if not code:
        _without_code(desk, event, person)
    elif _guessed_too_often(desk, event.address):
        desk.say(event.address, "enrol.wait", minutes=int(GUESS_WAIT.total_seconds() // 60))
    else:
        _with_code(desk, event, code, person)


def _without_code(desk: Desk, event: Text, person: Person | None) -> None:
    if person:
        desk.say(person, "enrol.welcome_back", name=person.name)
        desk.menus.append((event.address, person))
    else:
        stranger(desk, event.address)


def stranger(desk: Desk, address: str) -> None:
    """Give the fixed answer to somebody whom nobody knows; one waiting answer is enough."""
    if not outbox.waits(desk.db, address, "enrol.stranger"):
        desk.say(address, "enrol.stranger")


def _guessed_too_often(desk: Desk, address: str) -> bool:
    return invitations.wrong_since(desk.db, desk.now - GUESS_WAIT, address) >= GUESSES


def _with_code(desk: Desk, event: Text, code: str, person: Person | None) -> None:
    invitation = invitations.by_hash(desk.db, code_hash(desk.key, code))
    if invitation is None or invitation.used_at or invitation.expires_at <= desk.now:
        invitations.wrong(desk.db, event.address, desk.now)
        desk.say(event.address, "enrol.bad_code")
        return
    if person and person.id != invitation.person_id:
        desk.say(event.address, "enrol.other_person")
        return
    if _is_other_phone(desk, event, invitation):
        desk.say(event.address, "enrol.other_phone")
        return
    dialogs.ask(
        desk.db,
        event.address,
        "consent",
        {"invitation": invitation.id, "alias": event.alias},
        desk.now + CONSENT_WAIT,
    )
    show_notice(desk, event.address, invitation)


def _is_other_phone(desk: Desk, event: Text, invitation: Invitation) -> bool:
    """Tell whether the channel vouches for a number that is not the one on the roster."""
    known = people.get(desk.db, invitation.person_id).phone
    return bool(event.phone and known and _digits(event.phone) != _digits(known))


def _digits(phone: str) -> str:
    digits = "".join(c for c in phone if c.isdecimal())
    return "62" + digits[1:] if digits.startswith("0") else digits


def show_notice(desk: Desk, address: str, invitation: Invitation) -> None:
    """Show the privacy notice (UU 27/2022): accepted first, then enrolled."""
    person = people.get(desk.db, invitation.person_id)
    law = desk.law(desk.today())
    desk.say(
        address,
        "enrol.notice",
        choices=[[Choice("enrol.accept", YES)], [Choice("enrol.decline", NO)]],
        name=person.name,
        office=law.office,
        basis=law.privacy.basis,
        contact=law.privacy.contact,
        circular=law.title,
        days=law.privacy.retention_days["calls"],
        case_days=law.privacy.retention_days["cases"],
    )


def consent(desk: Desk, event: Tap | Text, *, accepted: bool) -> bool:
    """Take the answer to the privacy notice; tell whether there was one to answer."""
    dialog = dialogs.open_at(desk.db, event.address, desk.now)
    if dialog is None or dialog.asking != "consent":
        return False
    invitation = invitations.get(desk.db, dialog.about["invitation"])
    dialogs.close(desk.db, event.address)
    if not accepted:
        desk.say(event.address, "enrol.declined")
    elif invitation is None or invitation.used_at or invitation.expires_at <= desk.now:
        desk.say(event.address, "enrol.bad_code")
    else:
        invitation.used_at = desk.now
        desk.db.add(invitation)
        alias = str(dialog.about.get("alias", ""))
        _enrol(desk, people.get(desk.db, invitation.person_id), event.address, alias)
    return True


def _enrol(desk: Desk, person: Person, address: str, alias: str) -> None:
    channel = address.partition(":")[0]
    old = people.on_channel(desk.db, person, channel)
    contact = Contact(
        person_id=person.id or 0,
        channel=channel,
        address=address,
        alias=alias,
        since=desk.now,
        consented_at=desk.now,
    )
    desk.note("consented", nip=person.nip, channel=contact.channel)
    if old and old.address == address:
        desk.say(person, "enrol.welcome_back", name=person.name)
        return
    if old and old.state == "active":
        contact.state = "waiting"
        people.add_contact(desk.db, contact)
        desk.say(person, "enrol.replaced_old", name=person.name)
        desk.say(address, "enrol.replaced_new", name=person.name, language=person.language)
        return
    if old:
        people.end(old, desk.now)
    people.add_contact(desk.db, contact)
    _welcome(desk, person, address)


def replace(desk: Desk, old_address: str) -> None:
    """Let a waiting account take over, now that the old one was told (or could not be)."""
    old = people.contact_at(desk.db, old_address, *people.REACHABLE)
    if old is None:
        return
    for new in people.waiting(desk.db, old.person_id, old.channel)[-1:]:
        people.end(old, desk.now)
        new.state, new.since = "active", desk.now
        people.add_contact(desk.db, new)
        person = people.get(desk.db, old.person_id)
        desk.note("contact.replaced", nip=person.nip)
        _welcome(desk, person, new.address)


def _welcome(desk: Desk, person: Person, address: str) -> None:
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
