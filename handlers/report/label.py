"""The labels under a report: how far, skip, add, do it again, send."""

from datetime import date
from typing import Any

from handlers import duty
from handlers.desk import CLEAR, Desk, phrase
from handlers.events import Text
from handlers.report import answer, deadline, draft, review, words
from storage import dialogs, outbox, reports
from storage.rows import Person, Report, ReportItem

PROGRESS = {
    "press.report_done": "done",
    "press.report_partly": "partly",
    "press.report_not": "not",
}
WORDS = {*PROGRESS, "press.report_skip"}  # labels that people also write by themselves
LOOKED_BACK = 10  # messages in which the draft is looked for that a label is about
LABELS = [
    choice.label for row in (*draft.HOW_FAR, *answer.SKIP, *draft.KEYBOARD) for choice in row
]


def _at_hand(desk: Desk, person: Person, message: Text) -> tuple[Report | None, dict[str, Any]]:
    """Find the report that a press is about, and what was asked of it last."""
    dialog = dialogs.open_at(desk.db, message.address, desk.now)
    about = dict(dialog.about) if dialog and dialog.asking == draft.ASKING else {}
    on = date.fromisoformat(about["on"]) if about else _day(desk, person, message)
    return (draft.open_(desk, person, on) if on else None), about


def _day(desk: Desk, person: Person, message: Text) -> date | None:
    """Give the day whose draft was read last, while it may be changed; else what is to report."""
    said = outbox.last_said(desk.db, message.address, LOOKED_BACK)
    shown = next((row.blanks["on"]["$on"] for row in said if row.key == "report.draft"), None)
    on = date.fromisoformat(shown) if shown else None
    report = reports.get(desk.db, person.id or 0, on) if on else None
    return on if report and deadline.may_change(report) else deadline.day(desk, person)


def _is_word(desk: Desk, person: Person, message: Text) -> bool:
    """Tell whether "selesai" is a mere word, for nothing is being reported."""
    if message.choice not in WORDS:
        return False
    dialog = dialogs.open_at(desk.db, message.address, desk.now)
    if dialog:
        return dialog.asking != draft.ASKING
    on = _day(desk, person, message)
    report = reports.get(desk.db, person.id or 0, on) if on else None
    return report is None or not deadline.may_change(report)


def press(desk: Desk, person: Person, message: Text) -> bool:
    """Understand a label under a report: how far, skip, add, do it again, or send."""
    if _is_word(desk, person, message):
        return False
    _act(desk, person, message)
    return True


def _act(desk: Desk, person: Person, message: Text) -> None:
    report, about = _at_hand(desk, person, message)
    if report is None:
        draft.no_day(desk, person)
    elif not deadline.may_change(report):
        desk.say(person, "report.sent_already", choices=CLEAR, on=report.on)
    elif message.choice in PROGRESS:
        _progress(desk, person, report, message, about)
    elif message.choice == "press.report_skip" and about.get("step") in {"output", "obstacle"}:
        item = desk.db.get_one(ReportItem, about["item"])
        answer.after(desk, person, report, item, (message.address, about["step"]))
    elif message.choice == "press.report_add":
        duty.ask(desk, message.address, draft.ASKING, on=f"{report.on}", step="add", item=0)
        desk.say(person, "report.ask_work", choices=CLEAR, on=report.on)
    elif message.choice == "press.report_redo":
        _redo(desk, person, report, message.address)
    elif message.choice == "press.report_send":
        send(desk, person, report, message.address)
    else:
        draft.go_on(desk, person, report, message.address)


def _progress(
    desk: Desk, person: Person, report: Report, message: Text, about: dict[str, Any]
) -> None:
    """Keep how far a piece of work is; the same press twice says the same of the same piece."""
    items = reports.items(desk.db, report.id or 0)
    asked = about.get("item") or 0
    item = next((i for i in items if (i.id == asked if asked else not i.progress)), None)
    if item is None:
        draft.go_on(desk, person, report, message.address)
        return
    item.progress, report.state = PROGRESS[message.choice], "draft"
    desk.db.add(item)
    answer.after(desk, person, report, item, (message.address, "progress"))


def _redo(desk: Desk, person: Person, report: Report, address: str) -> None:
    for item in reports.items(desk.db, report.id or 0):
        item.progress = item.output = item.obstacle = ""
        desk.db.add(item)
    desk.db.flush()
    report.state = "draft"
    draft.go_on(desk, person, report, address)


def send(desk: Desk, person: Person, report: Report, address: str) -> None:
    """Send a report that lacks nothing: not before work ends, and however late."""
    items = reports.items(desk.db, report.id or 0)
    first = report.sent_at is None
    if not items or any(not i.progress for i in items) or draft.lacks_photo(desk, person, report):
        desk.say(person, "report.lacks")
        draft.go_on(desk, person, report, address)
    elif first and desk.at < deadline.opens(desk, person, report.on):
        opens = deadline.opens(desk, person, report.on)
        desk.say(person, "report.too_early", on=report.on, opens=opens)
    else:
        _send(desk, person, report)
        dialogs.close(desk.db, address)


def _send(desk: Desk, person: Person, report: Report) -> None:
    again = report.sent_at is not None
    if not again:
        report.sent_at, report.late = desk.at, deadline.is_late(desk, person, report.on)
    report.state, report.assessment, report.comment = "sent", "", ""
    desk.db.add(report)
    desk.note(
        "report.sent", nip=person.nip, on=report.on, at=desk.at, late=report.late, again=again
    )
    to = deadline.rule(desk, report.on).export_to
    desk.say(
        person,
        "report.sent_late" if report.late else "report.sent",
        choices=CLEAR,
        on=report.on,
        at=report.sent_at,
        copy=phrase("report.copy_follows", to=to) if to else "",
    )
    if to:
        desk.say(
            person,
            "report.copy",
            on=report.on,
            name=person.name,
            nip=person.nip,
            items=words.copies(desk, report),
        )
    review.card(desk, person, report)
