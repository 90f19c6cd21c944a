"""What the stories of attendance share: three laws, and what people send."""

from typing import Any

from handlers import schedule
from handlers.events import Attachment, Spot
from handlers.rules import circular
from handlers.rules.circular import Circular
from storage import days, marks, photos
from storage.database import transaction
from storage.rows import Given, Mark, Outbox, Person, Photo
from tests.office import FRIDAY, Office

DONE = "SUDAH PRESENSI"
HOME = (-0.3055, 100.3692)
FAR = (-0.9, 100.35)  # Padang
FOUR_SLOTS = """
id = "bukit"
extends = "sumsel"
[call]
per_day = [0, 0]
[hours.fri]
work = [[07:30:00, 12:00:00], [13:30:00, 16:30:00]]
quiet = [[11:30:00, 13:30:00]]
[attendance]
article = "2.d"
slots = [07:30:00, 12:00:00, 13:30:00, 16:30:00]
ramadan_slots = [08:00:00, 11:30:00, 12:30:00, 15:30:00]
city = "Kota Bukittinggi"
photo = "nonresidents"
photo_article = "2.e"
"""
LINKS = """
id = "kementerian"
extends = "sumsel"
[call]
per_day = [0, 0]
[attendance]
article = "E.6"
[[attendance.link]]
person_types = ["PNS", "PPPK", "PPPK_PW"]
label = "Presensi ASN"
url = "https://hr.umkm.go.id"
article = "E.6"
[[attendance.link]]
person_types = ["NON_ASN"]
label = "Presensi Non-ASN"
url = "https://s.id/absenNonASNUMKM"
article = "E.7"
[[attendance.link]]
person_types = ["MAGANG"]
label = "Presensi peserta magang"
url = "https://s.id/absenmagangumkm"
article = "E.7"
[population]
person_types = ["PNS", "CPNS", "PPPK", "PPPK_PW", "NON_ASN", "MAGANG"]
article = "C"
"""
THREE_SELFIES = """
id = "tiga"
extends = "sumsel"
[attendance]
article = "5"
slots = [07:30:00, 12:00:00, 16:00:00]
photo = "everybody"
undo_minutes = 0
"""


def law_of(text: str) -> Circular:
    return circular.parse((*circular.read_layers("sumsel"), circular.Layer(name="uji", text=text)))


def at_home(office: Office, person: Person, mode: str = "") -> Person:
    """Open the day of somebody who was hired after it began."""
    with office.desk() as desk:
        if mode:
            on = desk.today()
            given = Given(
                person_id=person.id or 0, on=on, mode=mode, source="uji", given_at=desk.now
            )
            days.give(desk.db, given)
        schedule.open_day(desk, person, desk.today())
    return person


def selfie(office: Office, person: Person, file: str = "f", **facts: Any) -> None:
    facts.setdefault("at", office.now)
    address = office.address(person)
    office.feed(Attachment(address=address, kind="photo", file=file, **facts))


def pin(office: Office, person: Person, where: tuple[float, float] = HOME, **facts: Any) -> None:
    facts.setdefault("at", office.now)
    office.feed(Spot(address=office.address(person), lat=where[0], lon=where[1], **facts))


def own(office: Office, person: Person) -> list[Mark]:
    with transaction(office.bot.engine) as db:
        return marks.of_day(db, person.id or 0, FRIDAY.date())


def marked(office: Office, person: Person) -> list[tuple[str, str]]:
    return [(mark.slot, mark.status) for mark in own(office, person)]


def photo_of(office: Office, mark: Mark) -> Photo:
    with transaction(office.bot.engine) as db:
        found = photos.get(db, mark.photo_id or 0)
        assert found
        return found


def undo_button(office: Office, person: Person) -> str:
    rows = [row for row in office.words(person) if row.key.startswith("attend.marked")]
    return str(rows[-1].buttons[0][0][1])


def reminders(office: Office, person: Person) -> list[Outbox]:
    return [row for row in office.words(person) if row.key.startswith("attend.remind")]
