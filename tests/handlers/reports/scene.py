"""What the stories of reports share."""

from datetime import date

from storage import reports
from storage.database import transaction
from storage.rows import Person, Report, ReportItem
from tests.office import FRIDAY, Office

HOME, MONDAY = FRIDAY.date(), date(2026, 4, 13)


def report(office: Office, person: Person, on: date = HOME) -> Report:
    with transaction(office.bot.engine) as db:
        found = reports.get(db, person.id or 0, on)
        assert found is not None
        return found


def items(office: Office, person: Person, on: date = HOME) -> list[ReportItem]:
    with transaction(office.bot.engine) as db:
        found = reports.get(db, person.id or 0, on)
        return reports.items(db, found.id or 0) if found else []


def told(office: Office, person: Person) -> list[tuple[str, str, str, str]]:
    return [(i.task, i.progress, i.output, i.obstacle) for i in items(office, person)]


def plan(office: Office, person: Person, *tasks: str) -> None:
    office.reply(person, "/rencana " + "\n".join(tasks))
    office.reply(person, "KIRIM RENCANA")


def fill_in(office: Office, person: Person, task: str = "Menyusun laporan") -> None:
    """Report one piece of work that is done."""
    office.reply(person, f"/lapor {task}")
    office.reply(person, "SELESAI")
    office.reply(person, "LEWATI")


def send_report(office: Office, person: Person) -> None:
    fill_in(office, person)
    office.reply(person, "KIRIM LAPORAN")
