"""What becomes of an order to the office: ready, hindered, arrived or taken back (2.f)."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from handlers import duty, ruling, schedule
from handlers.call import close
from handlers.desk import CLEAR, Choice, Desk
from handlers.events import Message, Text
from handlers.recall import share
from handlers.rules import workdays
from storage import calls, days, dialogs, jobs, people, recalls, rulings
from storage.rows import Given, Person, Recall

READY, HINDERED, ARRIVED = "press.recall_ready", "press.recall_hindered", "press.recall_arrived"
WHY = "recall_hindrance"
LENGTH = 300
PATIENCE = timedelta(minutes=30)
SLACK = timedelta(seconds=5)  # between our clock and the platform's
ABOUT = "recall"  # of rulings, and of what is pressed
SOURCE = "Panggil ke kantor"


def ready(desk: Desk, person: Person, message: Text) -> bool:
    """Take READY: the person has read the order and will come."""
    recall = _open(desk, person, message, "ready")
    if recall is None:
        return False
    if _answer(desk, person, recall, "ready"):
        desk.say(_orderer(desk, recall), "recall.ready_told", name=person.name, at=desk.at)
    desk.say(
        person,
        "recall.ready_kept",
        choices=[[Choice(ARRIVED)]],
        on=recall.on,
        due=recall.due_at,
        place=recall.place,
    )
    return True


def hindered(desk: Desk, person: Person, message: Text) -> bool:
    """Take HINDERED: the supervisor is told at once, and the hindrance is asked for."""
    recall = _open(desk, person, message, "hindered")
    if recall is None:
        return False
    if _answer(desk, person, recall, "hindered"):
        _tell_hindrance(desk, person, recall, "hindered")
    until = max(recall.due_at, desk.now + PATIENCE)
    desk.ask(message.address, WHY, until, {"recall": recall.id})
    desk.say(person, "recall.ask_hindrance", choices=[[Choice(READY), Choice(ARRIVED)]])
    return True


def _open(desk: Desk, person: Person, message: Text, word: str) -> Recall | None:
    """Find the order that an answer is for: the nearest that has not been answered so."""
    found = recalls.of_person(desk.db, person.id or 0, desk.day_of(person))
    known = [r for r in found if r.arrived_at is None and r.ordered_at <= message.at + SLACK]
    return next((r for r in known if r.answer != word), next(iter(known), None))


def _answer(desk: Desk, person: Person, recall: Recall, word: str) -> bool:
    """Keep an answer; tell whether it is a new one."""
    if recall.answer == word:
        return False
    recall.answer, recall.answered_at = word, desk.at
    desk.db.add(recall)
    desk.note("recall.answered", recall=recall.id, nip=person.nip, answer=word, at=desk.at)
    return True


def _orderer(desk: Desk, recall: Recall) -> Person:
    return people.get(desk.db, recall.ordered_by)


def _tell_hindrance(desk: Desk, person: Person, recall: Recall, what: str) -> None:
    desk.say(
        _orderer(desk, recall),
        f"recall.{what}_told",
        choices=[[Choice("recall.cancel", f"recall:{recall.id}:cancel")]],
        name=person.name,
        number=recall.id,
        at=recall.answered_at,
        note=recall.note,
    )


def hindrance(desk: Desk, person: Person, message: Message, about: dict[str, Any]) -> bool:
    """Take the words about what hinders somebody, and pass them on."""
    recall, words = recalls.get(desk.db, about["recall"]), duty.words_of(message)
    if recall is None or not words or not duty.is_meant(desk, person, message, about):
        return False
    dialogs.close(desk.db, message.address)
    recall.note = words[:LENGTH]
    desk.db.add(recall)
    desk.say(person, "recall.hindrance_kept", due=recall.due_at)
    _tell_hindrance(desk, person, recall, "hindrance")
    return True


def arrived(desk: Desk, person: Person, _message: Text) -> bool:
    """Take ARRIVED: from now on the person works in the office, and is not called any more."""
    today = desk.day_of(person)
    found = recalls.of_person(desk.db, person.id or 0, today)
    if not found:
        return False
    recall = found[0]
    if recall.on != today:
        desk.say(person, "recall.not_today", on=recall.on, due=recall.due_at)
    elif recall.arrived_at:
        desk.say(person, "recall.arrived_already", at=recall.arrived_at)
    else:
        _arrive(desk, person, recall)
    return True


def _arrive(desk: Desk, person: Person, recall: Recall) -> None:
    recall.arrived_at = desk.at
    desk.db.add(recall)
    desk.note("recall.arrived", recall=recall.id, nip=person.nip, at=desk.at)
    _work_in_office(desk, person, recall)
    at = recall.arrived_at
    desk.say(person, "recall.arrived", choices=CLEAR, at=at, article=share.cited(desk, recall))
    desk.say(_orderer(desk, recall), "recall.arrived_told", name=person.name, at=at)


def _work_in_office(desk: Desk, person: Person, recall: Recall) -> None:
    """Turn the day into one in the office; what was called before he came stays as it is."""
    order = Given(
        person_id=recall.person_id,
        on=recall.on,
        mode="WFO",
        clause=recall.article,
        source=SOURCE,
        given_by=recall.ordered_by,
        given_at=desk.now,
    )
    days.give(desk.db, order)
    desk.note("day.given", nip=person.nip, on=recall.on, mode="WFO", source=SOURCE)
    schedule.open_day(desk, person, recall.on)
    for call in calls.of_people(desk.db, [recall.person_id], recall.on, recall.on):
        if call.state != "closed":
            close.void(desk, call, "not_wfh")


def press(desk: Desk, actor: Person, words: list[str]) -> bool:
    """Understand a press on an order: its number, and `cancel` (which a mere "batal" means)."""
    match words:
        case [number, ruling.UNDO]:
            return press(desk, actor, [number, "cancel"])
        case [number, "cancel"] if number.isdecimal():
            recall = recalls.get(desk.db, int(number))
            if recall and _may_cancel(desk, actor, recall):
                cancel(desk, actor, recall)
            else:
                desk.say(actor, "recall.not_yours")
            return True
    return False


def _may_cancel(desk: Desk, actor: Person, recall: Recall) -> bool:
    person = people.get(desk.db, recall.person_id)
    return actor in people.superiors(desk.db, person)


def cancel_for(desk: Desk, actor: Person, target: Person) -> None:
    """Understand `/panggil_kantor batal NIP|name`: take back the nearest order."""
    found = recalls.of_person(desk.db, target.id or 0, desk.today())
    coming = next((recall for recall in found if recall.arrived_at is None), None)
    if coming or found:
        cancel(desk, actor, coming or found[0])
    else:
        desk.say(actor, "recall.none_of", name=target.name)


def cancel(desk: Desk, actor: Person, recall: Recall) -> None:
    """Take an order back, unless it has been followed; calls go on from here."""
    person = people.get(desk.db, recall.person_id)
    if recall.cancelled_at or recall.arrived_at:
        key = "recall.cancelled_already" if recall.cancelled_at else "recall.too_late"
        desk.say(actor, key, number=recall.id, name=person.name, at=recall.arrived_at)
        return
    recall.cancelled_at = desk.now
    desk.db.add(recall)
    desk.note("recall.cancelled", recall=recall.id, by=actor.nip)
    words: dict[str, Any] = {"number": recall.id, "name": person.name, "on": recall.on}
    desk.say(actor, "recall.cancelled", **words)
    if rulings.get(desk.db, ABOUT, recall.id or 0):  # nobody has heard of it
        rulings.drop(desk.db, ABOUT, [recall.id or 0])
        return
    desk.say(
        person,
        "recall.cancelled_told",
        choices=CLEAR,
        urgent=True,
        by=actor.name,
        on=recall.on,
        due=recall.due_at,
    )


def watch(desk: Desk) -> None:
    """Tell the orderer that nobody has answered yet, and remind whoever is due; each once."""
    for recall in _coming(desk):
        person = people.get(desk.db, recall.person_id)
        if not recall.answer and _is_due(desk, "recall_silent", recall, _answer_due(desk, recall)):
            desk.say(_orderer(desk, recall), "recall.unanswered", name=person.name)
        if _is_due(desk, "recall_due", recall, recall.due_at):
            desk.say(person, "recall.remind", choices=[[Choice(ARRIVED)]], due=recall.due_at)


def _coming(desk: Desk) -> list[Recall]:
    return recalls.travelling(desk.db, desk.today())


def _is_due(desk: Desk, job: str, recall: Recall, due: datetime) -> bool:
    return due <= desk.now and jobs.claim(desk.db, job, f"{recall.id}", desk.now)


def _answer_due(desk: Desk, recall: Recall) -> datetime:
    """Give when an answer may be missed: nobody need read an order before his working time."""
    person, rule = people.get(desk.db, recall.person_id), desk.law(recall.on).recall
    given = recall.ordered_at
    said = schedule.workday(desk, person, given.astimezone(ZoneInfo(person.zone)).date())
    if not workdays.is_working(said, person.zone, given):
        day = schedule.workday(desk, person, recall.on)
        given = max(given, workdays.start_of_work(day, person.zone) or given)
    return given + timedelta(seconds=rule.answer_within_seconds if rule else 0)


def next_moment(desk: Desk) -> datetime | None:
    """Tell when the next of these falls due."""
    dues = [recall.due_at for recall in _coming(desk)]
    dues += [_answer_due(desk, recall) for recall in _coming(desk) if not recall.answer]
    return min((due for due in dues if due > desk.now), default=None)
