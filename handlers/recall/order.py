"""Ordering somebody who works from home to the office, for a stated purpose (2.f, 1.d; A12)."""

from datetime import date, datetime, timedelta
from typing import Any

from handlers import confirm, duty, moments, ruling, schedule
from handlers.call import close, order
from handlers.desk import Choice, Desk
from handlers.events import Message
from handlers.recall import answer, share
from handlers.recall.answer import ABOUT, HINDERED, READY
from handlers.rules import workdays
from handlers.rules.workdays import Workday
from storage import calls, dialogs, people, recalls
from storage.rows import Person, Recall, Ruling

ASKING = "recall"
PATIENCE = timedelta(minutes=30)
AHEAD = timedelta(days=14)  # nobody is ordered for a day that is farther away
LENGTHS = {"place": 200, "purpose": 300}
FIELDS = ("due", "place", "purpose")
UNREACHED = "unreached"  # which the orderer knows already
NEW = "new"  # instead of the number of an order that is not given yet
CANCEL = {"batal", "cancel"}


def command(desk: Desk, person: Person, words: str, address: str) -> None:
    """Understand `/panggil_kantor [CLAUSE] NIP|name [DATE] TIME PLACE; PURPOSE`, `batal NIP`."""
    law = desk.law(desk.today())
    if law.recall is None:
        desk.say(person, "recall.off")
        return
    first, _, rest = words.strip().partition(" ")
    is_cancel = first.casefold() in CANCEL
    share_article = law.source(share.PERCENT).clause
    by_share = bool(first) and first == share_article
    named = rest if is_cancel or by_share else words
    found, told = order.find(people.subordinates(desk.db, person), named)
    match found:
        case []:
            desk.say(person, "order.nobody" if named.strip() else "recall.how")
        case [target] if is_cancel:
            answer.cancel_for(desk, person, target)
        case [target]:
            article = share_article if by_share else law.source("recall").clause
            about = {"person": target.id, "article": article}
            _go_on(desk, person, address, about, _split(desk, told))
        case _:
            names = ", ".join(f"{p.name} ({p.nip[-4:]})" for p in found[:10])
            desk.say(person, "order.several", names=names)


def _split(desk: Desk, words: str) -> dict[str, str]:
    """Split "[DATE] TIME PLACE; PURPOSE"."""
    on, rest = moments.leading_day(words, desk.today())
    clock, rest = moments.leading(rest)
    if not clock and rest[:1].isdigit():
        return {"due": rest}  # a date or time that is none
    place, _, purpose = (part.strip() for part in rest.partition(";"))
    due = f"{on:%d-%m-%Y} {clock}" if on and clock else clock
    given = {"due": due, "place": place, "purpose": purpose}
    return {field: said for field, said in given.items() if said}


def reply(desk: Desk, person: Person, message: Message, about: dict[str, Any]) -> bool:
    """Take the answer to the question that was asked last."""
    target = people.get(desk.db, about["person"])
    if not duty.is_meant(desk, person, message, about):
        return False
    if target not in people.subordinates(desk.db, person):
        return False
    words = duty.words_of(message)
    _go_on(desk, person, message.address, about, {_missing(about): words} if words else {})
    return True


def _missing(about: dict[str, Any]) -> str:
    return next((field for field in FIELDS if field not in about), "")


def _go_on(
    desk: Desk, person: Person, address: str, about: dict[str, Any], given: dict[str, str]
) -> None:
    """Take what was given, ask for what is missing, and order when all is there."""
    target = people.get(desk.db, about["person"])
    for field in LENGTHS:
        if field in given:
            about[field] = given[field][: LENGTHS[field]]
    fits = "due" not in given or _take_due(desk, person, target, about, given["due"])
    missing = _missing(about)
    if missing:
        desk.ask(address, ASKING, desk.now + PATIENCE, about)
        if fits:
            desk.say(person, f"recall.ask_{missing}", name=target.name)
    else:
        dialogs.close(desk.db, address)
        _ask_once_more(desk, person, target, about)


def _ask_once_more(desk: Desk, person: Person, target: Person, about: dict[str, Any]) -> None:
    stamp = f"at{int(desk.now.timestamp())}"
    desk.say(
        person,
        "recall.sure_order",
        choices=confirm.choices(desk, person, f"{ABOUT}:{NEW}:order", stamp, about),
        repeatable=False,
        name=target.name,
        on=datetime.fromisoformat(about["on"]),
        due=datetime.fromisoformat(about["due"]),
        place=about["place"],
        purpose=about["purpose"],
    )


def press(desk: Desk, actor: Person, parts: list[str]) -> bool:
    """Understand the answer to our question, or a press on an order."""
    match parts:
        case ["new", "order", confirm.NO, _]:
            confirm.drop(desk, actor)
        case ["new", "order", confirm.YES, stamp]:
            about = confirm.asked(desk, actor, stamp)
            if about is None:
                return False
            confirm.close(desk, actor)
            _confirmed(desk, actor, about)
        case _:
            return answer.press(desk, actor, parts)
    return True


def _confirmed(desk: Desk, person: Person, about: dict[str, Any]) -> None:
    """Give the order, if it still can be given."""
    target = people.get(desk.db, about["person"])
    day = schedule.workday(desk, target, date.fromisoformat(about["on"]))
    wrong = _wrong(desk, target, day, datetime.fromisoformat(about["due"]))
    if target not in people.subordinates(desk.db, person):
        desk.say(person, "recall.not_yours")
    elif wrong:
        desk.say(person, wrong, name=target.name, on=day.on, hours=schedule.hours(day.spans))
    else:
        _order(desk, person, target, about)


def _take_due(
    desk: Desk, person: Person, target: Person, about: dict[str, Any], words: str
) -> bool:
    """Keep when somebody is to arrive, or say what is wrong with it."""
    told, clock = moments.leading_day(words, desk.today())
    on = told or desk.today()
    at = moments.moment(clock, on, desk.office_zone)
    day = schedule.workday(desk, target, on)
    wrong = _wrong(desk, target, day, at)
    if wrong:
        desk.say(person, wrong, name=target.name, on=on, hours=schedule.hours(day.spans))
    elif at:
        about["due"] = at.isoformat()
        about["on"] = on.isoformat()
    return not wrong


def _wrong(desk: Desk, target: Person, day: Workday, at: datetime | None) -> str:
    """Name why somebody cannot be ordered for a moment; "" if he can."""
    first = workdays.start_of_work(day, target.zone)
    last = workdays.end_of_work(day, target.zone)
    if at is None:
        return "recall.bad_time"
    if at <= desk.now + ruling.SECOND_THOUGHTS:  # it is told only then
        return "recall.past"
    if day.on > desk.today() + AHEAD:
        return "recall.too_far"
    if recalls.standing(desk.db, target.id or 0, day.on):
        return "recall.standing"
    if day.mode != "WFH":
        return "recall.not_home"
    return "" if first and last and first <= at <= last else "recall.outside_hours"


def _order(desk: Desk, person: Person, target: Person, about: dict[str, Any]) -> None:
    due = datetime.fromisoformat(about["due"])
    row = recalls.add(
        desk.db,
        Recall(
            person_id=target.id or 0,
            on=date.fromisoformat(about["on"]),
            ordered_by=person.id or 0,
            ordered_at=desk.now + ruling.SECOND_THOUGHTS,  # when it is told
            article=about["article"],
            place=about["place"],
            purpose=about["purpose"],
            due_at=due,
        ),
    )
    facts = {"nip": target.nip, "by": person.nip, "due": due, "article": row.article}
    desk.note("recall.ordered", recall=row.id, **facts)
    _hush(desk, row)
    how = "order" if desk.address_of(target) else UNREACHED
    ruling.keep(desk, person, target, ABOUT, row.id or 0, how)
    _say_placed(desk, person, target, row)
    share.watch(desk, person, target, row.on)


def _hush(desk: Desk, recall: Recall) -> None:
    """End a call that is under way: whoever is told to travel is not judged for his silence."""
    call = calls.under_way(desk.db, recall.person_id)
    if call and call.on == recall.on:
        close.void(desk, call, "recalled")


def settle(desk: Desk, told: Ruling) -> None:
    """Tell an order that was not taken back."""
    recall = recalls.get(desk.db, told.number)
    if recall is None or recall.cancelled_at:
        return
    target, person = people.get(desk.db, recall.person_id), people.get(desk.db, recall.ordered_by)
    reached = desk.say(
        target,
        "recall.ordered",
        choices=[[Choice(READY), Choice(HINDERED)]],
        urgent=True,
        repeatable=False,
        name=target.name,
        by=person.name,
        on=recall.on,
        due=recall.due_at,
        place=recall.place,
        purpose=recall.purpose,
        article=share.cited(desk, recall),
    )
    if not reached and told.choice != UNREACHED:  # he could be, when it was given
        _say_placed(desk, person, target, recall)


def _say_placed(desk: Desk, person: Person, target: Person, recall: Recall) -> None:
    desk.say(
        person,
        "recall.placed" if desk.address_of(target) else "recall.unreachable",
        choices=[[Choice("recall.cancel", f"recall:{recall.id}:cancel")]],
        number=recall.id,
        name=target.name,
        on=recall.on,
        due=recall.due_at,
        place=recall.place,
        article=share.cited(desk, recall),
        told=ruling.told_later(desk),
    )
