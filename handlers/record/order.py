"""Where somebody works on some days, on a human's word: `/jadwal`."""

from datetime import date

from handlers import orders
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
)
from handlers.rules.dates import Unclear
from storage import days, people
from storage.rows import Call, Person

EVERYWHERE = {"personnel", "admin"}
BASIS = 100  # characters of a letter's number


def command(desk: Desk, person: Person, words: str, address: str) -> None:
    """Understand `/jadwal NIP DAYS MODE [basis]`, and `/jadwal NIP DAYS batal`.

    A unit's head orders his own tree (South Sumatra 4), the personnel office everybody.
    """
    words, is_back = taken_back(words)
    nip, _, rest = words.partition(" ")
    if not rest.strip():
        _explain(desk, person)
        return
    who = _of_tree(desk, person, target(desk, nip))
    period, rest = days_in(desk, rest)
    facts = {"nip": who.nip, "first": f"{period.first}", "last": f"{period.last}"}
    mode, _, basis = rest.partition(" ")
    if is_back:
        if not _recorded(desk, who, period.days):
            raise Unclear("record.nothing")
        ask(desk, person, address, "order_back", facts, _say_back(desk, facts))
    elif mode.upper() in orders.MODES:
        facts |= {"mode": mode.upper(), "basis": basis.strip()[:BASIS] or "-"}
        ask(desk, person, address, "order", facts, _say(desk, facts))
    else:
        _explain(desk, person)


def _explain(desk: Desk, person: Person) -> None:
    desk.say(person, "admin.how_schedule", modes=", ".join(orders.MODES))


def _of_tree(desk: Desk, by: Person, who: Person) -> Person:
    if EVERYWHERE & set(by.roles) or who in people.subordinates(desk.db, by):
        return who
    raise Unclear("record.not_your_tree", name=who.name)


def _recorded(desk: Desk, who: Person, on_days: list[date]) -> list[date]:
    given = {on: days.given(desk.db, who.id or 0, on) for on in on_days}
    return [on for on, order in given.items() if order and order.mode != "LEAVE"]


def _say(desk: Desk, facts: Facts) -> Phrase:
    (who,), period = people_of(desk, facts), period_of(facts)
    blanks = {"name": who.name, "when": when(period), "basis": facts["basis"]}
    return phrase("record.order", mode=facts["mode"], **blanks)


def _hurt(desk: Desk, facts: Facts) -> list[Call]:
    (who,) = people_of(desk, facts)
    return [] if facts["mode"] == "WFH" else held(desk, who, period_of(facts))


def _do(desk: Desk, by: Person, facts: Facts) -> None:
    (who,), period = people_of(desk, facts), period_of(facts)
    for on in period.days:
        orders.give(desk, who, on, facts["mode"], facts["basis"], by=by)


def _say_back(desk: Desk, facts: Facts) -> Phrase:
    (who,), period = people_of(desk, facts), period_of(facts)
    before = orders_before(desk, who, _recorded(desk, who, period.days))
    again = stands_again(before)
    return phrase("record.order_back", name=who.name, when=when(period), again=again)


def _hurt_back(desk: Desk, facts: Facts) -> list[Call]:
    (who,) = people_of(desk, facts)
    return hurt_again(desk, who, period_of(facts))


def _do_back(desk: Desk, by: Person, facts: Facts) -> None:
    (who,), period = people_of(desk, facts), period_of(facts)
    for on in _recorded(desk, who, period.days):
        orders.take_back(desk, who, on, by)


ACTS = {
    "order": Act(say=_say, about=people_of, hurt=_hurt, do=_do),
    "order_back": Act(say=_say_back, about=people_of, hurt=_hurt_back, do=_do_back),
}
