"""A report before the superior: he assesses it, and the person hears of it (Metro 2.b)."""

from datetime import timedelta
from typing import Any

from handlers import confirm, duty, review, ruling, warn
from handlers.desk import Choice, Desk
from handlers.events import Message
from handlers.report import deadline, words
from handlers.ruling import Press
from storage import people, reports, rulings
from storage.rows import Person, Report, Ruling

ABOUT, ASKING = "report", "report_comment"
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


def waiting(desk: Desk, actor: Person) -> list[tuple[Report, str]]:
    """List the reports of one's people that wait for a review, and what is read of them now."""
    ids = [member.id or 0 for member in people.subordinates(desk.db, actor)]
    found = reports.waiting(desk.db, ids, desk.today(actor.zone) - timedelta(days=deadline.BACK))
    untold = rulings.untold(desk.db, ABOUT, [report.id or 0 for report in found])
    return [(report, words.stamp(desk, report)) for report in found if report.id not in untold]


def press(desk: Desk, actor: Person, parts: list[str]) -> bool:
    """Understand a press on a report: its number, the choice, and what its reader saw."""
    undone = parts[1:] == [ruling.UNDO]
    known = undone or (bool(parts[2:]) and parts[1] in CHOICES)
    return known and ruling.press(desk, actor, parts, _pressed, undo)


def _pressed(desk: Desk, actor: Person, press: Press) -> None:
    choice, report = press.choice, reports.by_id(desk.db, press.number)
    person = review.author(desk, actor, report)
    if report is None or person is None:
        desk.say(actor, "duty.not_yours")
    elif _is_other(desk, report, press.stamp):
        _show(desk, actor, person, report)
    elif choice == "fit" and report.assessment == "fit":
        desk.say(actor, "report.assessed_already", name=person.name, on=report.on)
    elif choice == "fit":
        rulings.drop(desk.db, ABOUT, [press.number])  # nobody has heard that it is to be mended
        _assess(desk, actor, person, report, choice, "")
        desk.say(actor, "report.done_fit", name=person.name, on=report.on)
    else:
        _want_words(desk, actor, person, report, choice, is_sure=press.is_sure)


def _want_words(
    desk: Desk, actor: Person, person: Person, report: Report, choice: str, *, is_sure: bool
) -> None:
    """Ask for a superior's words; that a report is to be mended is confirmed first."""
    stamp = words.stamp(desk, report)
    facts: dict[str, Any] = {"name": person.name, "on": report.on}
    if choice == "mend":
        if ruling.waits(desk, actor, ABOUT, report.id):
            return
        if not is_sure:
            data = f"{ABOUT}:{report.id}:mend"
            sure = confirm.choices(desk, actor, data, stamp)
            desk.say(actor, "report.sure_mend", choices=sure, repeatable=False, **facts)
            return
    address = desk.address_of(actor) or ""
    duty.ask(desk, address, ASKING, report=report.id, choice=choice, stamp=stamp)
    desk.say(actor, "report.ask_mend" if choice == "mend" else "report.ask_comment", **facts)


def _is_other(desk: Desk, report: Report, stamp: str | None) -> bool:
    """Tell whether a report is no more what its reader saw."""
    return report.state == "draft" or stamp != words.stamp(desk, report)


def comment(desk: Desk, actor: Person, message: Message, about: dict[str, Any]) -> bool:
    """Take a superior's words on the report he saw; one that is to be mended may be changed."""
    report = reports.by_id(desk.db, about["report"])
    if review.is_given_up(desk, actor, message):
        return True
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
        _take(desk, actor, person, report, about["choice"], said[: duty.COMMENT])
    return True


def _take(
    desk: Desk, actor: Person, person: Person, report: Report, choice: str, said: str
) -> None:
    """Pass a comment on at once; what is to be mended, when it can stand."""
    facts: dict[str, Any] = {"name": person.name, "on": report.on}
    if choice == "comment":
        _assess(desk, actor, person, report, choice, said)
        desk.say(actor, "report.done_comment", **facts)
        return
    stamp = words.stamp(desk, report)
    ruling.keep(desk, actor, person, ABOUT, report.id or 0, choice, stamp=stamp, words=said)
    undo_, told = ruling.undo_button(ABOUT, report.id), ruling.told_later(desk)
    desk.say(actor, "report.done_mend", choices=undo_, **facts, told=told)


def undo(desk: Desk, actor: Person, number: int) -> None:
    """Take back that a report is to be mended; it waits as before."""
    report = reports.by_id(desk.db, number)
    person = review.author(desk, actor, report)
    if report is None or person is None:
        desk.say(actor, "duty.not_yours")
    elif ruling.taken_back(desk, actor, ABOUT, number):
        desk.say(actor, "ruling.undone", name=person.name)
        _show(desk, actor, person, report)


def settle(desk: Desk, row: Ruling) -> None:
    """Let it stand that a report is to be mended, unless it is no more what its reader saw."""
    report = reports.by_id(desk.db, row.number)
    if report is None:
        return
    actor, person = people.get(desk.db, row.decided_by), people.get(desk.db, report.person_id)
    if _is_other(desk, report, row.stamp):
        desk.say(actor, "duty.changed_meanwhile", name=person.name)
        _show(desk, actor, person, report)
    else:
        _assess(desk, actor, person, report, row.choice, row.words)


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
    desk.say(person, f"report.told_{choice}", by=actor.name, on=report.on, comment=said)
