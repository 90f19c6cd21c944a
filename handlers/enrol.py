"""Enrolment: a one-time code, the privacy notice, and one account a person."""

from datetime import timedelta

from handlers import keys, reach, restored, takeover, watch
from handlers.desk import Choice, Desk
from handlers.events import Tap, Text
from storage import dialogs, invitations, outbox, people
from storage.rows import Contact, Invitation, Person

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is misread
CODE_LENGTH = 10
CODE_DAYS = 14
GUESSES, GUESS_WAIT = 5, timedelta(minutes=15)
GUESSING = timedelta(hours=1)  # in which wrong codes from many accounts are an attack
CONSENT_WAIT = timedelta(hours=24)
YES, NO = "consent:yes", "consent:no"


def code_hash(key: bytes, code: str) -> str:
    """Hash a code as it is stored; case, spaces and dashes do not matter."""
    plain = "".join(c for c in code.upper() if c.isalnum())
    return keys.digest(key, "code", f"code:{plain}").hex()


def invite(desk: Desk, person: Person, code: str, *, lost: bool = False) -> None:
    """Keep a new code for a person; his older unused codes die.

    With `lost` his phone is in other hands: the account that uses the code counts at once.
    """
    row = Invitation(
        person_id=person.id or 0,
        code_hash=code_hash(desk.key, code),
        expires_at=desk.now + timedelta(days=CODE_DAYS),
        lost=lost,
    )
    invitations.replace(desk.db, row)
    desk.note("invited", nip=person.nip, until=row.expires_at, lost=lost)


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
        watch.guessing(desk, invitations.wrong_from(desk.db, desk.now - GUESSING))
        lost = invitation is None and restored.lately(desk, timedelta(days=CODE_DAYS))
        desk.say(event.address, "restored.code" if lost else "enrol.bad_code")
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
        {"code": invitation.code_hash, "alias": event.alias},
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
    invitation = invitations.by_hash(desk.db, str(dialog.about.get("code", "")))
    dialogs.close(desk.db, event.address)
    if not accepted:
        desk.say(event.address, "enrol.declined")
    elif invitation is None or invitation.used_at or invitation.expires_at <= desk.now:
        desk.say(event.address, "enrol.bad_code")
    else:
        invitation.used_at = desk.now
        desk.db.add(invitation)
        names = {event.address, event.alias, str(dialog.about.get("alias", ""))} - {""}
        _enrol(desk, invitation, event.address, names)
    return True


def _enrol(desk: Desk, invitation: Invitation, address: str, names: set[str]) -> None:
    person, channel = people.get(desk.db, invitation.person_id), address.partition(":")[0]
    old = people.on_channel(desk.db, person, channel)
    desk.note("consented", nip=person.nip, channel=channel)
    if old and old.address == address:
        reach.move(desk, old, "consented")
        desk.say(person, "enrol.welcome_back", through=old, name=person.name)
        return
    new = Contact(
        person_id=person.id or 0,
        channel=channel,
        address=address,
        since=desk.now,
        consented_at=desk.now,
    )
    if old and not invitation.lost:
        takeover.begin(desk, person, old, new, names)
        return
    reach.enter(desk, new, "consented", names)
    takeover.end_others(desk, person, new)
    takeover.welcome(desk, person, address)
