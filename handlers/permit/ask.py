"""Asking to leave the place of work: in one line, or step by step (Bukittinggi 2.g; A15)."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from handlers import cite, duty, moments, schedule
from handlers.desk import CLEAR, Choice, Desk
from handlers.events import Message, Text
from handlers.permit import decide, out, shared
from handlers.permit.shared import EMERGENCY, NOW
from handlers.rules import workdays
from handlers.rules.workdays import Workday
from storage import dialogs, permits
from storage.rows import Permit, Person

ASKING = "permit"
PATIENCE = timedelta(minutes=30)  # with somebody who is asked and does not answer
LENGTHS = {"reason": 300, "destination": 200}
FIELDS = ("reason", "destination", "start", "until")
MINUTE = timedelta(minutes=1)
NOW_WORDS = {"sekarang", "now"}


def command(desk: Desk, person: Person, words: str, address: str) -> None:
    """Understand `/izin [START UNTIL DESTINATION; REASON]`, `/izin darurat`, `/izin batal`."""
    match words.strip().casefold():
        case "darurat" | "emergency":
            out.leave(desk, person, address)
        case "batal" | "cancel":
            withdraw(desk, person)
        case _:
            _begin(desk, person, words, address)


def _begin(desk: Desk, person: Person, words: str, address: str) -> None:
    on = desk.day_of(person)
    standing = permits.standing(desk.db, person.id or 0, on)
    if standing:
        _show_standing(desk, person, standing, words, address)
        return
    refusal = _refusal(desk, person, on)
    if refusal:
        article = cite.source(desk.law(on), "permit")
        desk.say(person, refusal, article=article, hours=_hours(desk, person))
        return
    _go_on(desk, person, address, {}, _split(words))


def _refusal(desk: Desk, person: Person, on: date) -> str:
    """Name why nobody needs to ask, or cannot: "" if he may."""
    day = schedule.workday(desk, person, on)
    end = workdays.end_of_work(day, person.zone)
    if desk.law(on).permit is None:
        return "permit.off"
    if day.mode != "WFH":
        return "permit.not_home"
    return "permit.after_work" if end is None or desk.at >= end else ""


def _hours(desk: Desk, person: Person) -> str:
    return schedule.hours(schedule.workday(desk, person, desk.day_of(person)).spans)


def _show_standing(desk: Desk, person: Person, permit: Permit, words: str, address: str) -> None:
    """Say what became of an earlier request; a silence is no permission yet."""
    if permit.state == "question":
        decide.ask_again(desk, person, permit, words, address)
    elif permit.state == "emergency" and words.strip():
        out.explain(desk, person, permit, words)
    else:
        key = "permit.pending" if permit.state in permits.PENDING else "permit.running"
        desk.say(person, key, number=permit.id, start=permit.start, until=permit.until)


def _split(words: str) -> dict[str, str]:
    start, rest = moments.leading(words)
    if not start and rest[:1].isdigit():
        return {"start": rest}  # a time that is none
    until, rest = moments.leading(rest) if start else ("", rest)
    destination, _, reason = (part.strip() for part in rest.partition(";"))
    given = {"start": start, "until": until, "destination": destination, "reason": reason}
    return {field: said for field, said in given.items() if said}


def reply(desk: Desk, person: Person, message: Message, about: dict[str, Any]) -> bool:
    """Take the answer to the question that was asked last."""
    is_now = isinstance(message, Text) and message.choice == NOW
    if not is_now and not duty.is_meant(desk, person, message, about):
        return False
    words = duty.words_of(message)
    _go_on(desk, person, message.address, about, {_missing(about): words} if words else {})
    return True


def _missing(about: dict[str, Any]) -> str:
    return next((field for field in FIELDS if field not in about), "")


def _go_on(
    desk: Desk, person: Person, address: str, about: dict[str, Any], given: dict[str, str]
) -> None:
    """Take what was given, ask for what is missing, and send the request when all is there."""
    for field in LENGTHS:
        if field in given:
            about[field] = given[field][: LENGTHS[field]]
    fits = "start" not in given or _take_start(desk, person, about, given["start"])
    if fits and "until" in given:
        fits = _take_until(desk, person, about, given["until"])
    missing = _missing(about)
    if missing:
        desk.ask(address, ASKING, desk.now + PATIENCE, about)
        if fits:
            desk.say(person, f"permit.ask_{missing}", choices=_choices(missing))
    else:
        dialogs.close(desk.db, address)
        _request(desk, person, about)


def _choices(field: str) -> list[list[Choice]]:
    emergency = [Choice(EMERGENCY)]
    return [[Choice(NOW)], emergency] if field == "start" else [emergency]


def _take_start(desk: Desk, person: Person, about: dict[str, Any], words: str) -> bool:
    """Keep the time of leaving, or say what is wrong with it."""
    day = schedule.workday(desk, person, desk.day_of(person))
    this_minute = desk.at.astimezone(ZoneInfo(person.zone)).replace(second=0, microsecond=0)
    is_now = words.casefold() in NOW_WORDS
    at = this_minute if is_now else moments.moment(words, day.on, person.zone)
    wrong = _wrong_start(at, desk.at, day, person.zone)
    if wrong:
        desk.say(person, wrong, hours=schedule.hours(day.spans))
    elif at:
        about["start"] = at.isoformat()
    return not wrong


def _wrong_start(at: datetime | None, now: datetime, day: Workday, zone: str) -> str:
    first, last = workdays.start_of_work(day, zone), workdays.end_of_work(day, zone)
    if at is None:
        return "permit.bad_time"
    if at + MINUTE <= now:
        return "permit.past"
    return "" if first and last and first <= at < last else "permit.outside_hours"


def _take_until(desk: Desk, person: Person, about: dict[str, Any], words: str) -> bool:
    """Keep the time of the return, or say what is wrong with it."""
    day = schedule.workday(desk, person, desk.day_of(person))
    law, start = desk.law(day.on), datetime.fromisoformat(about["start"])
    longest = timedelta(minutes=law.permit.max_minutes if law.permit else 0)
    at, last = moments.moment(words, day.on, person.zone), workdays.end_of_work(day, person.zone)
    wrong = _wrong_until(at, start, start + longest, last)
    if wrong:
        limit = int(longest.total_seconds())
        article, hours = cite.source(law, "permit.max_minutes"), schedule.hours(day.spans)
        desk.say(person, wrong, limit=limit, article=article, hours=hours)
    elif at:
        about["until"] = at.isoformat()
    return not wrong


def _wrong_until(
    at: datetime | None, start: datetime, latest: datetime, last: datetime | None
) -> str:
    if at is None:
        return "permit.bad_time"
    if at <= start:
        return "permit.ends_first"
    if at > latest:
        return "permit.too_long"
    return "" if last and at <= last else "permit.outside_hours"


def _request(desk: Desk, person: Person, about: dict[str, Any]) -> None:
    """Keep a request and put it before the supervisor."""
    on = desk.day_of(person)
    start, until = (datetime.fromisoformat(about[field]) for field in ("start", "until"))
    permit = permits.add(
        desk.db,
        Permit(
            person_id=person.id or 0,
            on=on,
            reason=about["reason"],
            destination=about["destination"],
            start=start,
            until=until,
            asked_at=desk.at,
        ),
    )
    desk.note("permit.asked", permit=permit.id, nip=person.nip, start=start, until=until)
    shown = decide.show(desk, permit, person)
    key = "permit.sent" if shown else "permit.nobody_reached"
    desk.say(person, key, choices=CLEAR, number=permit.id, start=start, until=until)


def withdraw(desk: Desk, person: Person) -> None:
    """Take back a request that nobody has decided (`/izin batal`)."""
    permit = permits.standing(desk.db, person.id or 0, desk.day_of(person))
    if permit is None or permit.state not in permits.PENDING:
        desk.say(person, "permit.nothing_pending")
        return
    permit.state = "withdrawn"
    desk.db.add(permit)
    desk.note("permit.withdrawn", permit=permit.id, nip=person.nip)
    desk.say(person, "permit.withdrawn", choices=CLEAR, number=permit.id)
    shared.tell(desk, person, "withdrawn", permit)
