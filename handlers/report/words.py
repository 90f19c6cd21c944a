"""How a report reads: to the person, to the superior, and to the application it is copied to."""

import zlib

from handlers.desk import Desk, Phrase, phrase
from storage import reports
from storage.rows import Person, Report, ReportItem

DUTY = "report"  # the name under which its photos are kept


def lines(desk: Desk, report: Report) -> list[Phrase] | Phrase:
    """Write each piece of work with what came of it."""
    found = reports.items(desk.db, report.id or 0)
    return [_line(item) for item in found] or phrase("report.no_items")


def _line(item: ReportItem) -> Phrase:
    return phrase(
        "report.item",
        number=item.number,
        task=item.task,
        progress=phrase(_progress_key(item)),
        output=phrase("report.item_output", words=item.output) if item.output else "",
        obstacle=phrase("report.item_obstacle", words=item.obstacle) if item.obstacle else "",
    )


def copies(desk: Desk, report: Report) -> list[Phrase]:
    """Write each piece of work in the fields of E-Kinerja (Metro 2.b)."""
    return [
        phrase(
            "report.copy_item",
            number=item.number,
            task=item.task,
            progress=phrase(_progress_key(item)),
            output=item.output or "-",
            obstacle=item.obstacle or "-",
        )
        for item in reports.items(desk.db, report.id or 0)
    ]


def _progress_key(item: ReportItem) -> str:
    if item.progress == "done":
        return "report.is_done"
    if item.progress == "partly":
        return "report.is_partly"
    return "report.is_not" if item.progress == "not" else "report.is_unsaid"


def state(report: Report) -> Phrase:
    """Say how far a report is."""
    return phrase(_state_key(report), at=report.sent_at, comment=report.comment)


def _state_key(report: Report) -> str:
    if report.sent_at is None:
        return "report.state_draft"
    if report.state == "draft":
        return "report.state_changed"
    if report.assessment:
        return "report.state_fit" if report.assessment == "fit" else "report.state_mend"
    return "report.state_late" if report.late else "report.state_sent"


def photo(desk: Desk, person: Person, report: Report) -> Phrase | str:
    """Say whether there is a photo, where the circular asks for one (Metro 2.b)."""
    rule = desk.law(report.on).report
    if rule is None or not rule.photo:
        return ""
    found = reports.photos(desk.db, person.id or 0, report.on, DUTY)
    return phrase("report.has_photo" if found else "report.no_photo")


def stamp(desk: Desk, report: Report) -> str:
    """Give a report's content as a short number, so that a press means what its reader saw."""
    items = reports.items(desk.db, report.id or 0)
    content = [(i.number, i.task, i.progress, i.output, i.obstacle) for i in items]
    return f"{zlib.crc32(repr(content).encode()):08x}"
