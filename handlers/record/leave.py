"""Leave of days or hours, in which nobody is called: `/cuti`."""

from collections.abc import Mapping
from datetime import date, time
from types import MappingProxyType

from handlers import moments, orders, schedule
from handlers.desk import Desk, Phrase, phrase
from handlers.record.card import Act, Facts, ask
from handlers.record.shared import (
    days_in,
    held,
    hurt_again,
    orders_before,
    people_of,
    period_of,
    stands_again,
    taken_back,
    target,
    when,
    workdays_in,
)
from handlers.rules import personal
from handlers.rules.circular import Span
from handlers.rules.dates import Period, Unclear
from storage import absences, days
from storage.rows import Call, HalfDay, Person

# PP 11/2017 as amended: the kinds of leave. Words of a list, never free text about a person.
KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "tahunan": ("annual",),
        "besar": ("long",),
        "sakit": ("sick",),
        "melahirkan": ("bersalin", "maternity"),
        "alasan penting": ("karena alasan penting", "important reason"),
        "bersama": ("joint",),
        "di luar tanggungan negara": ("unpaid",),
    }
)
ANY = "cuti"


def command(desk: Desk, person: Person, words: str, address: str) -> None:
    """Understand `/cuti NIP DAYS [HOURS] [KIND]`, and the same with `batal` at its end."""
    words, is_back = taken_back(words)
    nip, _, rest = words.partition(" ")
    if not rest.strip():
        desk.say(person, "admin.how_leave")
        return
    who = target(desk, nip)
    period, rest = days_in(desk, rest)
    facts = {"nip": who.nip, "first": f"{period.first}", "last": f"{period.last}"}
    if is_back:
        _check_standing(desk, who, period)
        ask(desk, person, address, "leave_back", facts, _say_back(desk, facts))
        return
    hours, rest = moments.hours(rest)
    facts["kind"] = _kind(rest)
    if hours:
        facts |= _checked(desk, who, period, hours)
    elif not workdays_in(desk, period):
        raise Unclear("record.no_workday")
    ask(desk, person, address, "leave", facts, _say(desk, facts))


def _kind(words: str) -> str:
    bare = " ".join(words.casefold().strip(" .,;-").split()).removeprefix(ANY).strip()
    for kind, names in KINDS.items():
        if bare in {kind, *names}:
            return f"{ANY} {kind}"
    if bare:
        raise Unclear("record.bad_kind", words=bare[:30], kinds=", ".join(KINDS))
    return ANY


def _check_standing(desk: Desk, who: Person, period: Period) -> None:
    if not _recorded(desk, who, period.days):
        raise Unclear("record.nothing")


def _recorded(desk: Desk, who: Person, on_days: list[date]) -> list[date]:
    number = who.id or 0
    return [
        on
        for on in on_days
        if absences.get(desk.db, number, on)
        or ((given := days.given(desk.db, number, on)) and given.mode == "LEAVE")
    ]


def _checked(desk: Desk, who: Person, period: Period, hours: Span) -> dict[str, str]:
    """Keep hours of one day, as far as they are hours of work."""
    if period.first != period.last:
        raise Unclear("record.hours_of_days")
    if not _minutes(desk, who, period.first, hours):
        raise Unclear("record.no_hours")
    return {"start": f"{hours.start:%H:%M}", "end": f"{hours.end:%H:%M}"}


def _minutes(desk: Desk, who: Person, on: date, hours: Span) -> int:
    """Count the minutes of work in some hours: only these are leave."""
    spans = schedule.full_workday(desk, who, on).spans
    return personal.minutes(spans) - personal.minutes(personal.without(spans, hours))


def _hours(facts: Facts) -> Span | None:
    if "start" not in facts:
        return None
    start, end = (time.fromisoformat(facts[name]) for name in ("start", "end"))
    return Span(start=start, end=end)


def _say(desk: Desk, facts: Facts) -> Phrase:
    (who,), period, hours = people_of(desk, facts), period_of(facts), _hours(facts)
    blanks = {"name": who.name, "kind": facts["kind"], "when": when(period)}
    if hours:
        minutes = _minutes(desk, who, period.first, hours)
        return phrase(
            "record.leave_hours", hours=schedule.hours((hours,)), limit=minutes * 60, **blanks
        )
    return phrase("record.leave", count=workdays_in(desk, period), **blanks)


def _hurt(desk: Desk, facts: Facts) -> list[Call]:
    """List the findings and calls that this leave would void."""
    (who,), period, hours = people_of(desk, facts), period_of(facts), _hours(facts)
    return [
        call
        for call in held(desk, who, period)
        if hours is None or orders.touches(desk, call, who, hours)
    ]


def _do(desk: Desk, by: Person, facts: Facts) -> None:
    (who,), period, hours = people_of(desk, facts), period_of(facts), _hours(facts)
    if hours:
        _give_hours(desk, by, who, period.first, hours, facts["kind"])
    else:
        for on in period.days:
            orders.give(desk, who, on, "LEAVE", facts["kind"], by=by)


def _give_hours(desk: Desk, by: Person, who: Person, on: date, hours: Span, kind: str) -> None:
    row = HalfDay(
        person_id=who.id or 0,
        on=on,
        start=hours.start.hour * 60 + hours.start.minute,
        end=hours.end.hour * 60 + hours.end.minute,
        kind=kind,
        given_by=by.id,
        given_at=desk.now,
    )
    absences.give(desk.db, row)
    span = f"{hours.start:%H:%M}-{hours.end:%H:%M}"
    desk.note("day.hours_off", nip=who.nip, on=on, hours=span, source=kind, by=by.nip)
    orders.apply(desk, who, on)


def _say_back(desk: Desk, facts: Facts) -> Phrase:
    (who,), period = people_of(desk, facts), period_of(facts)
    on_days = _recorded(desk, who, period.days)
    by_hours = {on for on in on_days if _are_hours_newest(desk, who, on)}
    before = orders_before(desk, who, [on for on in on_days if on not in by_hours])
    before |= _hours_before(desk, who, on_days, by_hours)
    again = stands_again(dict(sorted(before.items())))
    return phrase("record.leave_back", name=who.name, when=when(period), again=again)


def _are_hours_newest(desk: Desk, who: Person, on: date) -> bool:
    """Tell whether what was recorded last for a day is leave of hours, not of the whole day."""
    half, order = absences.get(desk.db, who.id or 0, on), days.given(desk.db, who.id or 0, on)
    whole = order if order and order.mode == "LEAVE" else None
    return half is not None and (whole is None or half.given_at > whole.given_at)


def _hours_before(
    desk: Desk, who: Person, on_days: list[date], by_hours: set[date]
) -> dict[date, Phrase]:
    """Give the leave of hours that stands again: replaced by other hours, or by the whole day."""
    found = {}
    for on in on_days:
        half = absences.get(desk.db, who.id or 0, on)
        was = (half.replaced if on in by_hours else half.model_dump()) if half else None
        if was:
            hours = schedule.hours((Span(start=_clock(was["start"]), end=_clock(was["end"])),))
            found[on] = phrase("record.again_hours", hours=hours, kind=was["kind"])
    return found


def _clock(minutes: int) -> time:
    return time(*divmod(minutes, 60))


def _hurt_back(desk: Desk, facts: Facts) -> list[Call]:
    (who,) = people_of(desk, facts)
    return hurt_again(desk, who, period_of(facts))


def _do_back(desk: Desk, by: Person, facts: Facts) -> None:
    (who,), period = people_of(desk, facts), period_of(facts)
    for on in _recorded(desk, who, period.days):
        if not _are_hours_newest(desk, who, on):
            orders.take_back(desk, who, on, by)
            continue
        absences.take_back(desk.db, who.id or 0, on)
        desk.note("day.taken_back", nip=who.nip, on=on, by=by.nip)
        orders.apply(desk, who, on)


ACTS = {
    "leave": Act(say=_say, about=people_of, hurt=_hurt, do=_do),
    "leave_back": Act(say=_say_back, about=people_of, hurt=_hurt_back, do=_do_back),
}
