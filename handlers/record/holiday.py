"""The days on which an office does not work, of its own: `/libur`."""

from handlers import orders
from handlers.desk import Desk, Phrase, phrase
from handlers.record.card import Act, Facts, ask
from handlers.record.shared import days_in, nobody, period_of, stands_again, taken_back, when
from handlers.rules.dates import Unclear
from storage import calls, days, people
from storage.rows import Call, ExtraHoliday, Person

NAME = 100  # characters


def command(desk: Desk, person: Person, words: str, address: str) -> None:
    """Understand `/libur DAYS NAME`, `/libur DAYS batal`, or list what was entered."""
    words, is_back = taken_back(words)
    if not words:
        known = sorted(days.holidays(desk.db).items())
        rows = [phrase("admin.holiday_row", on=on, name=name) for on, name in known]
        desk.say(person, "admin.holidays", rows=rows or phrase("common.none"))
        return
    period, name = days_in(desk, words)
    facts = {"first": f"{period.first}", "last": f"{period.last}", "name": name[:NAME]}
    if is_back:
        if not any(on in days.holidays(desk.db) for on in period.days):
            raise Unclear("record.nothing")
        ask(desk, person, address, "holiday_back", facts, _say_back(desk, facts))
    elif name:
        ask(desk, person, address, "holiday", facts, _say(desk, facts))
    else:
        raise Unclear("record.holiday_name")


def _say(_desk: Desk, facts: Facts) -> Phrase:
    return phrase("record.holiday", when=when(period_of(facts)), name=facts["name"])


def _hurt(desk: Desk, facts: Facts) -> list[Call]:
    period = period_of(facts)
    found = calls.between(desk.db, period.first, period.last)
    return [call for call in found if call.outcome in {"late", "missed"}]


def _do(desk: Desk, by: Person, facts: Facts) -> None:
    for on in period_of(facts).days:
        row = ExtraHoliday(on=on, name=facts["name"], given_by=by.id)
        days.add_holiday(desk.db, row)
        desk.note("holiday", on=on, name=facts["name"], by=by.nip)
        for person in people.active(desk.db):
            orders.apply(desk, person, on)


def _say_back(desk: Desk, facts: Facts) -> Phrase:
    rows = {on: days.holiday(desk.db, on) for on in period_of(facts).days}
    before = {
        on: phrase("record.again_holiday", name=row.replaced["name"])
        for on, row in rows.items()
        if row and row.replaced
    }
    return phrase("record.holiday_back", when=when(period_of(facts)), again=stands_again(before))


def _do_back(desk: Desk, by: Person, facts: Facts) -> None:
    for on in period_of(facts).days:
        if days.remove_holiday(desk.db, on):
            desk.note("holiday.taken_back", on=on, by=by.nip)
            for person in people.active(desk.db):
                orders.apply(desk, person, on)


ACTS = {
    "holiday": Act(say=_say, about=nobody, hurt=_hurt, do=_do),
    "holiday_back": Act(say=_say_back, about=nobody, hurt=nobody, do=_do_back),
}
