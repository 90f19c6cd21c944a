"""Being away: leaving in an emergency, coming back, the reminder to say so (2.g; A15)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from handlers import cite, duty, schedule
from handlers.desk import CLEAR, Choice, Desk, Phrase, phrase
from handlers.events import Message, Text
from handlers.job import Job, Part
from handlers.permit import shared
from handlers.permit.shared import BACK
from handlers.rules import workdays
from handlers.rules.circular import Circular
from storage import dialogs, people, permits
from storage.rows import Permit, Person

EXPLAINING = "permit_why"


def jobs(law: Circular) -> Iterable[Job]:
    """Close at midnight what nobody has ended."""
    if law.permit:
        yield Job(name="permit_close", at=time(0), act=close_old, stale_after=timedelta(days=1))


def close_old(desk: Desk, on: date, _part: Part) -> None:
    """Close the permissions of the days before."""
    permits.close_before(desk.db, on)


def pressed(desk: Desk, person: Person, message: Text) -> bool:
    """Take the press of EMERGENCY; where there is no such duty it is a word like any other."""
    if desk.law(desk.day_of(person)).permit is None:
        return False
    leave(desk, person, message.address)
    return True


def leave(desk: Desk, person: Person, address: str) -> None:
    """Let somebody leave at once in an emergency: he explains later, the supervisor is told."""
    on = desk.day_of(person)
    rule, end = desk.law(on).permit, _end_of_work(desk, person, on)
    if rule is None:
        desk.say(person, "permit.off")
        return
    if end is None or desk.at >= end:
        desk.say(person, "permit.no_need", article=cite.source(desk.law(on), "permit"))
        return
    if _is_out(desk, person, on):
        return
    permit = permits.add(
        desk.db,
        Permit(
            person_id=person.id or 0,
            on=on,
            reason="",
            destination="",
            start=desk.at,
            until=min(desk.at + timedelta(minutes=rule.max_minutes), end),
            state="emergency",
            asked_at=desk.at,
        ),
    )
    desk.note("permit.emergency", permit=permit.id, nip=person.nip, start=permit.start)
    desk.ask(address, EXPLAINING, end, {"permit": permit.id})
    desk.say(
        person,
        "permit.emergency_kept",
        choices=[[Choice(BACK)]],
        urgent=True,
        number=permit.id,
        at=permit.start,
        calls=shared.calls_meanwhile(desk, permit),
        article=cite.source(desk.law(on), "permit"),
    )
    shared.tell(desk, person, "emergency", permit)
    shared.take_back(desk, permit)


def _end_of_work(desk: Desk, person: Person, on: date) -> datetime | None:
    """Give the end of a day at home; None for any other day."""
    day = schedule.workday(desk, person, on)
    return workdays.end_of_work(day, person.zone) if day.mode == "WFH" else None


def _is_out(desk: Desk, person: Person, on: date) -> bool:
    """Tell whether somebody has left already; an earlier request gives way to the emergency."""
    standing = permits.standing(desk.db, person.id or 0, on)
    if standing is None:
        return False
    if standing.state in permits.AWAY and standing.start <= desk.at:
        desk.say(
            person,
            "permit.running",
            choices=[[Choice(BACK)]],
            number=standing.id,
            start=standing.start,
            until=standing.until,
        )
        return True
    standing.state = "withdrawn"
    desk.db.add(standing)
    return False


def why(desk: Desk, person: Person, message: Message, about: dict[str, Any]) -> bool:
    """Take the explanation of an emergency."""
    permit = permits.get(desk.db, about["permit"])
    words = duty.words_of(message)
    if permit is None or not words or not duty.is_meant(desk, person, message, about):
        return False
    dialogs.close(desk.db, message.address)
    explain(desk, person, permit, words)
    return True


def explain(desk: Desk, person: Person, permit: Permit, words: str) -> None:
    """Keep the explanation of an emergency and pass it on."""
    permit.reason = words.strip()[: shared.LENGTH]
    desk.db.add(permit)
    desk.note("permit.explained", permit=permit.id, nip=person.nip)
    desk.say(person, "permit.explained", number=permit.id)
    shared.tell(desk, person, "explained", permit)


def back_pressed(desk: Desk, person: Person, _message: Text) -> bool:
    """Take the press of BACK, where somebody is away or has just come back."""
    today = permits.granted(desk.db, person.id or 0, desk.day_of(person))
    if today:
        back(desk, person)
    return bool(today)


def back(desk: Desk, person: Person) -> None:
    """Understand `/kembali`: a permission ends when the platform says that it was written."""
    on = desk.day_of(person)
    permit = permits.standing(desk.db, person.id or 0, on)
    if permit is None or permit.state not in permits.AWAY:
        _not_out(desk, person, permit, on)
        return
    permit.state, permit.returned_at = "returned", desk.at
    desk.db.add(permit)
    desk.note("permit.returned", permit=permit.id, nip=person.nip, at=desk.at)
    desk.say(person, "permit.returned", choices=CLEAR, number=permit.id, at=permit.returned_at)
    shared.tell(desk, person, "returned", permit)


def _not_out(desk: Desk, person: Person, pending: Permit | None, on: date) -> None:
    ended = [p for p in permits.of_day(desk.db, person.id or 0, on) if p.returned_at]
    if pending:
        desk.say(
            person,
            "permit.pending",
            number=pending.id,
            start=pending.start,
            until=pending.until,
        )
    elif ended:
        desk.say(person, "permit.returned_already", number=ended[-1].id, at=ended[-1].returned_at)
    else:
        desk.say(person, "permit.none_running")


def watch(desk: Desk) -> None:
    """Remind those who are not back: at the agreed time, and after the longest time (A15)."""
    for permit in _away(desk):
        if _is_owed(desk, permit) and not _is_after_work(desk, permit):
            permit.reminded_at = desk.now
            desk.db.add(permit)
            desk.say(
                people.get(desk.db, permit.person_id),
                "permit.remind",
                choices=[[Choice(BACK)]],
                number=permit.id,
                until=permit.until,
            )


def next_moment(desk: Desk) -> datetime | None:
    """Tell when the next reminder falls due."""
    dues = [due for permit in _away(desk) for due in _dues(desk, permit)]
    return min((due for due in dues if due > desk.now), default=None)


def _away(desk: Desk) -> list[Permit]:
    return permits.away(desk.db, desk.today() - timedelta(days=1))


def _dues(desk: Desk, permit: Permit) -> list[datetime]:
    rule = desk.law(permit.on).permit
    longest = timedelta(minutes=rule.max_minutes if rule else 0)
    return [permit.until, max(permit.until, permit.start + longest)]


def _is_owed(desk: Desk, permit: Permit) -> bool:
    said = permit.reminded_at
    passed = [due for due in _dues(desk, permit) if due <= desk.now]
    return any(said is None or said < due for due in passed)


def _is_after_work(desk: Desk, permit: Permit) -> bool:
    """Tell whether nobody needs to come back any more that day."""
    end = _end_of_work(desk, people.get(desk.db, permit.person_id), permit.on)
    return end is None or desk.now >= end


def line(desk: Desk, team: Sequence[Person], on: date) -> Phrase | None:
    """Count a team's permissions of a day for the digest."""
    if desk.law(on).permit is None:
        return None
    states = [p.state for p in permits.on(desk.db, on, [person.id or 0 for person in team])]
    return phrase(
        "permit.digest",
        count=sum(state in permits.GRANTED for state in states),
        away=sum(state in permits.AWAY for state in states),
        pending=sum(state in permits.PENDING for state in states),
    )
