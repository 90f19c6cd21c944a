"""Showing attendance: to a person his slots, to a superior what is missing."""

from collections.abc import Sequence
from datetime import date

from handlers import cite
from handlers.attend import slots, words
from handlers.attend.slots import Slot
from handlers.desk import Desk, Phrase, phrase
from storage import bulk, marks, outages
from storage.rows import Mark, Person

NAMES_SHOWN = 15


def command(desk: Desk, person: Person) -> None:
    """Understand `/presensi`: today's slots, and what is to be done now (2.d-e)."""
    on = desk.day_of(person)
    law, today = desk.law(on), slots.of_day(desk, person, on)
    rule = law.attendance
    if rule is None or not today:
        words.none_today(desk, person, on)
        return
    own = {mark.slot: mark for mark in marks.of_day(desk.db, person.id or 0, on)}
    with_photo = slots.needs_photo(rule, person)
    desk.say(
        person,
        "attend.today",
        choices=words.keyboard(desk, person),
        on=on,
        rows=[_row(desk, person, slot, own.get(slot.name)) for slot in today],
        how=phrase("attend.how_photo", article=cite.source(law, "attendance.photo"))
        if with_photo
        else phrase("attend.how_tick", way=words.way(law, rule, person)),
    )


def _row(desk: Desk, person: Person, slot: Slot, mark: Mark | None) -> Phrase:
    return phrase("attend.row", slot=slot.at, state=_state(desk, person, slot, mark))


def _state(desk: Desk, person: Person, slot: Slot, mark: Mark | None) -> Phrase:
    if mark and mark.status != marks.DRAFT:
        return words.result(mark)
    if desk.at < slot.opens:
        return phrase("attend.state_coming", opens=slot.opens)
    if slot.is_open(desk.at):
        return _open(slot, mark)
    excused = slots.is_disturbed(desk, person, slot)
    return phrase("attend.state_excused" if excused else "attend.state_none")


def _open(slot: Slot, draft: Mark | None) -> Phrase:
    if draft is None:
        return phrase("attend.state_open", closes=slot.closes)
    missing = "attend.state_pin" if draft.photo_id else "attend.state_photo"
    return phrase(missing, closes=slot.closes)


def digest_line(desk: Desk, team: Sequence[Person], on: date) -> Phrase | None:
    """Count for a superior who marked all slots that are over, and name what is missing."""
    if desk.law(on).attendance is None:
        return None
    missing = missing_in(desk, team, on)
    lacking = [p for p in team if missing.get(p.id or 0)]
    complete, total = len(missing) - len(lacking), len(missing)
    if not lacking:
        return phrase("attend.digest", complete=complete, total=total) if total else None
    shown = [f"{p.name} ({', '.join(missing[p.id or 0])})" for p in lacking[:NAMES_SHOWN]]
    hidden = len(lacking) - len(shown)
    names = ", ".join(shown) + (f", +{hidden}" if hidden else "")
    return phrase("attend.digest_missing", complete=complete, total=total, names=names)


def missing_in(desk: Desk, team: Sequence[Person], on: date) -> dict[int, list[str]]:
    """List, for everybody at home whom we can reach, the slots that are over and not marked.

    A slot that an outage of ours touched is missing for nobody; nor is any of them a fault.
    """
    contacts = bulk.contacts(desk.db)
    own = {p.id or 0: contacts[p.id or 0] for p in team if p.id in contacts}
    reached = {n: one.channel for n, one in own.items() if one.state == "active"}
    laid = slots.of_team(desk, [p for p in team if p.id in reached], on)
    done = marks.made(desk.db, laid, on)
    over = {n: [s for s in today if s.closes <= desk.now] for n, today in laid.items()}
    all_over = [slot for some in over.values() for slot in some]
    since = min((slot.opens for slot in all_over), default=desk.now)
    troubles = outages.between(desk.db, since, desk.now)
    return {
        n: [
            slot.name
            for slot in some
            if (n, slot.name) not in done and not slots.is_touched(slot, reached[n], troubles)
        ]
        for n, some in over.items()
    }
