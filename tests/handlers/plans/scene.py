"""What the stories of plans share."""

from datetime import date

from storage import plans
from storage.database import transaction
from storage.rows import Given, Person, Plan, PlanItem
from tests.office import FRIDAY, Office

HOME = FRIDAY.date()
LIST = """
1. Menyusun laporan triwulan; 1; dokumen; 120
2) Membalas surat masuk; 10 surat; 1 jam

- Rapat daring
"""


def plan(office: Office, person: Person, on: date = HOME) -> Plan:
    with transaction(office.bot.engine) as db:
        found = plans.get(db, person.id or 0, on)
        assert found is not None
        return found


def items(office: Office, person: Person, on: date = HOME) -> list[PlanItem]:
    with transaction(office.bot.engine) as db:
        found = plans.get(db, person.id or 0, on)
        return plans.items(db, found.id or 0) if found else []


def order(office: Office, person: Person, on: date, mode: str) -> None:
    with transaction(office.bot.engine) as db:
        row = Given(person_id=person.id or 0, on=on, mode=mode, source="uji", given_at=office.now)
        db.add(row)


def send_plan(office: Office, person: Person) -> None:
    office.reply(person, "/rencana")
    office.reply(person, LIST)
    office.reply(person, "KIRIM RENCANA")
