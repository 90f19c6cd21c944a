"""A report before the superior: he assesses it, and the person hears of it (Metro 2.b)."""

from datetime import timedelta
from typing import Any

from handlers import duty, review, warn
from handlers.desk import Choice, Desk
from handlers.events import Message
from handlers.report import deadline, words
from storage import reports
from storage.rows import Person, Report

ASKING = "report_comment"
CHOICES = ("fit", "mend", "comment")


def card(desk: Desk, person: Person, report: Report) -> None:
    """Put a report before the direct superior."""
    superior = warn.decider(desk, person)
    if superior:
        _show(desk, superior, person, report)


def _show(desk: Desk, superior: Person, person: Person, report: Report) -> None:
    """Show a report as it stands; a draft is nobody's business yet."""
    if report.state == "draft":
        desk.say(superior, "report.being_changed", name=person.name, on=report.on)
        return
    stamp = words.stamp(desk, report)
    desk.say(
        superior,
        "report.card",
        choices=[
            [Choice(f"report.{c}", f"report:{report.id}:{c}:{stamp}") for c in CHOICES],
        ],
        name=person.name,
        unit=person.unit,
        on=report.on,
        items=words.lines(desk, report),
        state=words.state(report),
        photo=words.photo(desk, person, report),
    )


def show(desk: Desk, leader: Person, found: list[Person]) -> None:
    """Show a leader the last report of one of his people."""
    if found[1:]:
        desk.say(leader, "duty.several", names=duty.names(found))
        return
    person, today = found[0], desk.today(found[0].zone)
    since = today - timedelta(days=deadline.BACK)
    known = reports.last(desk.db, person.id or 0, since, today)
    report = next((one for one in known if one.sent_at), None)
    if report is None:
        desk.say(leader, "report.none_of", name=person.name)
    else:
        _show(desk, leader, person, report)


def press(desk: Desk, actor: Person, parts: list[str]) -> bool:
    """Understand a press on a report: its number, the choice, and what its reader saw."""
    match parts:
        case [number, choice, stamp] if number.isdecimal() and choice in CHOICES:
            report = reports.by_id(desk.db, int(number))
            person = review.author(desk, actor, report)
            if report and person:
                _judge(desk, actor, person, report, choice, stamp)
            else:
                desk.say(actor, "duty.not_yours")
            return True
    return False


def _judge(
    desk: Desk, actor: Person, person: Person, report: Report, choice: str, stamp: str
) -> None:
    if _is_other(desk, report, stamp):
        _show(desk, actor, person, report)
    elif choice == "fit" and report.assessment == "fit":
        desk.say(actor, "report.assessed_already", name=person.name, on=report.on)
    elif choice == "fit":
        _assess(desk, actor, person, report, choice, "")
    else:
        address = desk.address_of(actor) or ""
        duty.ask(desk, address, ASKING, report=report.id, choice=choice, stamp=stamp)
        key = "report.ask_mend" if choice == "mend" else "report.ask_comment"
        desk.say(actor, key, name=person.name, on=report.on)


def _is_other(desk: Desk, report: Report, stamp: str | None) -> bool:
    """Tell whether a report is no more what its reader saw."""
    return report.state == "draft" or stamp != words.stamp(desk, report)


def comment(desk: Desk, actor: Person, message: Message, about: dict[str, Any]) -> bool:
    """Take a superior's words on the report he saw; one that is to be mended may be changed."""
    report = reports.by_id(desk.db, about["report"])
    said = review.words(desk, actor, message, about)
    if report is None or not said:
        return False
    person = review.author(desk, actor, report)
    if person is None:
        desk.say(actor, "duty.not_yours")
    elif _is_other(desk, report, about.get("stamp")):
        desk.say(actor, "duty.changed_meanwhile", name=person.name)
        _show(desk, actor, person, report)
    else:
        _assess(desk, actor, person, report, about["choice"], said[: duty.COMMENT])
    return True


def _assess(
    desk: Desk, actor: Person, person: Person, report: Report, choice: str, said: str
) -> None:
    """Keep an assessment; a comment alone is none."""
    if choice != "comment":
        report.state, report.assessment = "assessed", choice
    report.comment = said
    report.assessed_by, report.assessed_at = actor.id, desk.now
    desk.db.add(report)
    desk.note("report.assessed", nip=person.nip, on=report.on, choice=choice, by=actor.nip)
    desk.say(actor, f"report.done_{choice}", name=person.name, on=report.on)
    desk.say(person, f"report.told_{choice}", by=actor.name, on=report.on, comment=said)
