"""A report being written: opened from the plan, asked for what it lacks, shown."""

from datetime import date

from handlers import cite, duty, worklist
from handlers.desk import CLEAR, Choice, Desk
from handlers.report import deadline, review, words
from handlers.rules import dates
from storage import dialogs, plans, reports
from storage.rows import Person, Report, ReportItem

ASKING = "report"
HOW_FAR = [
    [Choice("press.report_done"), Choice("press.report_partly")],
    [Choice("press.report_not")],
]
KEYBOARD = [
    [Choice("press.report_send")],
    [Choice("press.report_add"), Choice("press.report_redo")],
]


def command(desk: Desk, person: Person, said: str, address: str) -> None:
    """Understand `/lapor [day] [work]` or `/lapor NIP or name`: one's own report, or another's."""
    found = duty.below(desk, person, said)
    if found:
        review.show(desk, person, found)
        return
    named, said = _day_in(desk, person, said)
    on = named or deadline.day(desk, person)
    if on is None or not deadline.is_home(desk, person, on):
        no_day(desk, person, named)
        return
    report = open_(desk, person, on)
    if said and deadline.may_change(report):
        add(desk, person, report, said)
    go_on(desk, person, report, address)


def _day_in(desk: Desk, person: Person, said: str) -> tuple[date | None, str]:
    """Split off an earlier day; "2 laporan" and "1. Rapat" are work, and so is a day to come."""
    today = desk.day_of(person)
    try:
        found, rest = dates.leading(said, today)
    except dates.Unclear:
        return None, said
    is_count = said.removesuffix(rest).strip(" ,.").isdigit()
    if found is None or is_count or found.first != found.last or found.first >= today:
        return None, said
    return found.first, rest


def no_day(desk: Desk, person: Person, on: date | None = None) -> None:
    """Say politely why there is nothing to report."""
    if not deadline.has_duty(desk, on or desk.today()):
        desk.say(person, "report.off")
    elif on:
        desk.say(person, "report.no_day_then", choices=CLEAR, on=on)
    else:
        desk.say(person, "report.no_day", choices=CLEAR)


def open_(desk: Desk, person: Person, on: date) -> Report:
    """Open a report, and bring over what was planned and does not stand in it yet."""
    report = reports.open_for(desk.db, person.id or 0, on)
    plan = plans.get(desk.db, person.id or 0, on)
    if plan and report.sent_at is None:
        known = {item.task for item in reports.items(desk.db, report.id or 0)}
        planned = [item.task for item in plans.items(desk.db, plan.id or 0)]
        _append(desk, report, [task for task in planned if task not in known])
    return report


def _append(desk: Desk, report: Report, tasks: list[str]) -> None:
    before = len(reports.items(desk.db, report.id or 0))
    for number, task in enumerate(tasks, start=before + 1):
        reports.add(desk.db, ReportItem(report_id=report.id or 0, number=number, task=task))


def add(desk: Desk, person: Person, report: Report, said: str) -> None:
    """Add work that was not planned; say what did not fit."""
    room = worklist.LIMIT - len(reports.items(desk.db, report.id or 0))
    read = worklist.read(said, room)
    _append(desk, report, [work.task for work in read.works])
    report.state = "draft"
    if read.left_over:
        desk.say(person, "report.too_many", limit=worklist.LIMIT, left_over=read.left_over)
    elif not read.works:
        desk.say(person, "report.nothing_in_it")


def go_on(desk: Desk, person: Person, report: Report, address: str) -> None:
    """Ask for whatever a report still lacks, else show it, ready to be sent."""
    items = reports.items(desk.db, report.id or 0)
    unsaid = next((item for item in items if not item.progress), None)
    if not deadline.may_change(report):
        _show(desk, person, report, address)
    elif not items:
        duty.ask(desk, address, ASKING, on=f"{report.on}", step="add", item=0)
        desk.say(person, "report.ask_work", choices=CLEAR, on=report.on)
    elif unsaid:
        _ask_progress(desk, person, report, unsaid, address)
    elif lacks_photo(desk, person, report):
        duty.ask(desk, address, ASKING, on=f"{report.on}", step="photo", item=0)
        article = cite.source(desk.law(report.on), "report.photo")
        desk.say(person, "report.ask_photo", choices=CLEAR, on=report.on, article=article)
    else:
        _show(desk, person, report, address)


def _ask_progress(
    desk: Desk, person: Person, report: Report, item: ReportItem, address: str
) -> None:
    duty.ask(desk, address, ASKING, on=f"{report.on}", step="progress", item=item.id)
    desk.say(
        person,
        "report.ask_progress",
        choices=HOW_FAR,
        on=report.on,
        number=item.number,
        count=len(reports.items(desk.db, report.id or 0)),
        task=item.task,
    )


def lacks_photo(desk: Desk, person: Person, report: Report) -> bool:
    if not deadline.rule(desk, report.on).photo:
        return False
    return not reports.photos(desk.db, person.id or 0, report.on, words.DUTY)


def _show(desk: Desk, person: Person, report: Report, address: str) -> None:
    dialogs.close(desk.db, address)
    open_ = deadline.may_change(report)
    desk.say(
        person,
        "report.draft" if open_ else "report.closed",
        choices=KEYBOARD if open_ else CLEAR,
        on=report.on,
        items=words.lines(desk, report),
        state=words.state(report),
        photo=words.photo(desk, person, report),
        opens=deadline.opens(desk, person, report.on),
        due=deadline.due(desk, person, report.on),
    )
