"""What everybody may ask about himself: help, today, the rules, his data, his language."""

from collections.abc import Sequence
from datetime import timedelta

from handlers import contacts, location, schedule, team, warn
from handlers.desk import Desk, Phrase, phrase
from storage import calls, cases, people
from storage.rows import Call, Person

LANGUAGES = ("id", "en")
CALLS_IN_STATUS, CALLS_IN_DATA = 5, 100


def help_(desk: Desk, person: Person, commands: Sequence[str]) -> None:
    """Understand `/bantuan`: what this person can ask, in his language."""
    lines = [
        phrase("help.line", command=name, what=phrase(f"commands.{name}")) for name in commands
    ]
    desk.say(person, "help.text", lines=lines)


def status(desk: Desk, person: Person) -> None:
    """Understand `/status`: today and why, the last calls, what is asked of him."""
    on = desk.today(person.zone)
    day = schedule.workday(desk, person, on)
    last = calls.last_of(desk.db, person.id or 0, CALLS_IN_STATUS)
    wanted = cases.reason_wanted(desk.db, person.id or 0)
    pending = [p for p in wanted if calls.reason(desk.db, p.call_id) is None]
    superior = next(iter(people.superiors(desk.db, person)), None)
    desk.say(
        person,
        "me.status",
        on=on,
        where=team.where(desk.law(day.on), day),
        hours=schedule.hours(day.spans),
        superior=superior.name if superior else "-",
        channels=contacts.lines(people.contacts(desk.db, person)),
        calls=[_line(call) for call in last] or phrase("me.no_calls"),
        asked=[
            phrase("me.asked", code=calls.get(desk.db, p.call_id).code, until=p.reason_until)
            for p in pending
        ]
        or phrase("me.nothing_asked"),
        events=_events(desk, person, CALLS_IN_STATUS),
    )


def _events(desk: Desk, person: Person, newest: int) -> list[Phrase]:
    """List what was late or silent, as the superior sees it, and how to object."""
    found = warn.events(desk, person, newest)
    return [*found, phrase("me.object")] if found else [phrase("common.none")]


def _line(call: Call) -> Phrase:
    return phrase(
        "me.call",
        code=call.code,
        at=call.due_at,
        outcome=phrase(f"outcome.{call.outcome or 'open'}"),
    )


def data(desk: Desk, person: Person) -> None:
    """Understand `/data_saya`: a copy of what is kept about a person (UU 27/2022)."""
    law = desk.law(desk.today())
    since = desk.today() - timedelta(days=law.privacy.retention_days["calls"])
    own = calls.of_people(desk.db, [person.id or 0], since, desk.today())
    seen = [call for call in own if call.state != "drawn"]
    desk.say(
        person,
        "me.data",
        name=person.name,
        nip=person.nip,
        unit=person.unit,
        position=person.position,
        person_type=person.person_type,
        phone=person.phone or "-",
        address=contacts.lines(people.contacts(desk.db, person)),
        count=len(seen),
        calls=[_line(call) for call in seen[-CALLS_IN_DATA:]] or phrase("me.no_calls"),
        events=_events(desk, person, CALLS_IN_DATA),
        duties=[
            phrase(f"me.kept_{kind}", count=count)
            for kind, count in people.kept(desk.db, person.id or 0).items()
            if count
        ]
        + location.kept(desk, person)
        or phrase("common.none"),
        days=law.privacy.retention_days["calls"],
        contact=law.privacy.contact,
    )


def language(desk: Desk, person: Person, words: str, address: str) -> None:
    """Understand `/bahasa [id|en]`: set the language, or change to the other one."""
    wanted = words.strip().casefold()[:2]
    other = LANGUAGES[1 - LANGUAGES.index(person.language)]
    if wanted and wanted not in LANGUAGES:
        desk.say(person, "me.which_language")
        return
    person.language = wanted or other
    desk.db.add(person)
    desk.say(person, "me.language")
    desk.menus.append((address, person))
