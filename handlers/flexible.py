"""Beginning later on a day, as far as the circular allows, and ending later for it."""

from datetime import date, datetime, timedelta

from handlers import moments, schedule
from handlers.call import close
from handlers.desk import Desk
from handlers.rules import workdays
from storage import calls, people, shifts
from storage.rows import Person

MINUTE = timedelta(minutes=1)  # "08.15" lasts until 08.15.59 (default A10)


def begin(desk: Desk, person: Person, words: str) -> None:
    """Understand `/mulai_kerja 08.15`, said at that time at the latest (PANRB, Contoh Waktu 2)."""
    on = desk.today(person.zone)
    limit = timedelta(minutes=desk.law(on).flexible_start_minutes)
    usual = workdays.start_of_work(schedule.usual_workday(desk, person, on), person.zone)
    if not limit:
        desk.say(person, "flexible.off")
        return
    if usual is None:
        desk.say(person, "flexible.no_work", on=on)
        return
    start = moments.moment(words, on, person.zone)
    if start is None or not usual <= start <= usual + limit:
        desk.say(person, "flexible.how", earliest=usual, latest=usual + limit)
    elif _is_past(desk, person, start):
        desk.say(person, "flexible.too_late", start=start)
    elif _was_called(desk, person, on):
        desk.say(person, "flexible.called")
    else:
        _keep(desk, person, usual, start)


def _is_past(desk: Desk, person: Person, start: datetime) -> bool:
    """Tell whether a start is past, or one that he has named before: he has begun."""
    on = desk.today(person.zone)
    named = shifts.get(desk.db, person.id or 0, on)
    begun = workdays.start_of_work(schedule.workday(desk, person, on), person.zone)
    first = min(start, begun) if named and begun else start
    return desk.at >= first + MINUTE


def _was_called(desk: Desk, person: Person, on: date) -> bool:
    """Tell whether a call of the day went out: a later start must not undo it."""
    called = calls.of_people(desk.db, [person.id or 0], on, on)
    return any(call.state != "drawn" and call.outcome != "void" for call in called)


def _keep(desk: Desk, person: Person, usual: datetime, start: datetime) -> None:
    on = desk.today(person.zone)
    minutes = (start - usual) // MINUTE
    shifts.keep(desk.db, person.id or 0, on, minutes)
    desk.note("day.flexible", nip=person.nip, on=on, minutes=minutes)
    _spare(desk, person, start)
    end = workdays.end_of_work(schedule.workday(desk, person, on), person.zone)
    desk.say(person, "flexible.kept", start=start, end=end, on=on)
    superior = next(iter(people.superiors(desk.db, person)), None)
    if superior:
        desk.say(superior, "flexible.told", name=person.name, start=start, end=end, on=on)


def _spare(desk: Desk, person: Person, start: datetime) -> None:
    """Void the calls that were drawn for before his day begins."""
    on = desk.today(person.zone)
    for call in calls.drawn(desk.db, person.id or 0, on):
        if call.due_at < start:
            close.void(desk, call, "not_working_time")
