"""What somebody answers about a piece of work: its output, what stood in the way, a photo."""

from datetime import date
from typing import Any

from handlers import duty, photos, reason, worklist
from handlers.desk import Choice, Desk
from handlers.events import Attachment, Message
from handlers.report import deadline, draft, words
from storage import dialogs, reports
from storage.rows import Person, Report, ReportItem

OUTPUT = 500  # characters of an output or an obstacle
SKIP = [[Choice("press.report_skip")]]


def reply(desk: Desk, person: Person, message: Message, about: dict[str, Any]) -> bool:
    """Take words or a photo as what was asked for last."""
    report = reports.get(desk.db, person.id or 0, date.fromisoformat(about["on"]))
    if report is None or not duty.is_meant(desk, person, message, about):
        return False
    said = duty.words_of(message)
    if isinstance(message, Attachment) and deadline.rule(desk, report.on).photo:
        _take_photo(desk, person, report, message)
    elif about["step"] == "add" and said:
        draft.add(desk, person, report, said)
        draft.go_on(desk, person, report, message.address)
    elif about["step"] in {"output", "obstacle"} and said:
        _keep(desk, person, report, message, (about, said))
    else:
        _ask_again(desk, person, about["step"])
    return True


def _ask_again(desk: Desk, person: Person, step: str) -> None:
    if step == "progress":
        desk.say(person, "report.choose", choices=draft.HOW_FAR)
    elif step == "photo":
        desk.say(person, "report.photo_wanted")
    else:
        desk.say(person, "report.words_wanted")


def collect(desk: Desk, person: Person, message: Message, *, answered: bool) -> bool:
    """Keep a photo that comes at any time of a day at home for its report (Metro 2.b)."""
    del answered  # a photo of work may be both
    on = _day_of_photo(desk, person, message)
    if not isinstance(message, Attachment) or on is None or reason.awaited(desk, person):
        return False
    _keep_photo(desk, person, on, message)
    desk.say(person, "report.photo_kept", on=on)
    return True


def _day_of_photo(desk: Desk, person: Person, message: Message) -> date | None:
    """Give the day to whose report a photo belongs that nobody has asked for just now."""
    if not isinstance(message, Attachment) or message.kind != "photo":
        return None
    dialog = dialogs.open_at(desk.db, message.address, desk.now)
    if dialog and dialog.asking == draft.ASKING:
        return None
    today = desk.day_of(person)
    on = today if deadline.is_home(desk, person, today) else deadline.day(desk, person)
    if on is None or not deadline.rule(desk, on).photo:
        return None
    report = reports.get(desk.db, person.id or 0, on)
    if report is None:
        return on if on == today else None
    is_wanted = deadline.may_change(report) or draft.lacks_photo(desk, person, report)
    return on if is_wanted else None


def _keep_photo(desk: Desk, person: Person, on: date, message: Attachment) -> None:
    """Keep a photo of work at home in place of the one before."""
    for old in reports.photos(desk.db, person.id or 0, on, words.DUTY):
        photos.drop(desk, old.id)
    photos.want(desk, person, on, words.DUTY, message)


def _take_photo(desk: Desk, person: Person, report: Report, message: Attachment) -> None:
    """Take the photo that was asked for, and ask on."""
    if message.kind != "photo":
        desk.say(person, "report.photo_wanted")
        return
    _keep_photo(desk, person, report.on, message)
    desk.say(person, "report.photo_taken")
    draft.go_on(desk, person, report, message.address)


def _keep(
    desk: Desk, person: Person, report: Report, message: Message, given: tuple[dict[str, Any], str]
) -> None:
    about, said = given
    item = desk.db.get_one(ReportItem, about["item"])
    setattr(item, about["step"], worklist.one_line(said, OUTPUT))
    desk.db.add(item)
    report.state = "draft"
    after(desk, person, report, item, (message.address, about["step"]))


def after(
    desk: Desk, person: Person, report: Report, item: ReportItem, done: tuple[str, str]
) -> None:
    """Ask the next thing about a piece of work: its output, what hindered it, or the next one."""
    address, step = done
    left = {"done": ["output"], "partly": ["output", "obstacle"], "not": ["obstacle"]}
    steps = left[item.progress]
    coming = steps[steps.index(step) + 1 :] if step in steps else steps
    if coming:
        duty.ask(desk, address, draft.ASKING, on=f"{report.on}", step=coming[0], item=item.id)
        key = "report.ask_output" if coming[0] == "output" else "report.ask_obstacle"
        desk.say(person, key, choices=SKIP, number=item.number, task=item.task)
    else:
        draft.go_on(desk, person, report, address)
