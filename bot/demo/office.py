"""The demo's office: sixteen invented people under any circular, and how they are."""

from dataclasses import dataclass
from datetime import date

from bot import voice
from bot.channels.phones import NAME, Phones
from bot.demo.act import home_of
from bot.demo.script import Character
from handlers import enrol, routes, who
from handlers.desk import Desk
from handlers.rules.circular import Circular
from storage import days, places
from storage.rows import Contact, Given, Home, Person

AGENCY = "Dinas Komunikasi dan Informatika"
APTIKA = f"{AGENCY} / Bidang Aplikasi Informatika"
DATA = f"{AGENCY} / Bidang Statistik dan Persandian"
OFFICE = f"{AGENCY} / Sekretariat"
GUARD = "Satuan Polisi Pamong Praja / Regu Pengamanan"
AWAY = "Kabupaten Agam"  # where those live who commute
CODE = "SIGAP24680"  # the newcomer's

PROMPT = Character()
WORDS = Character(how="words")


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the office; `boss` is a key, `born` and `since` make his number."""

    key: str
    name: str
    position: str
    unit: str
    boss: str = ""
    kind: str = "PNS"
    born: date = date(1985, 1, 1)
    woman: bool = False
    role: str = "employee"
    leave: str = ""
    commutes: bool = False
    character: Character = PROMPT

    @property
    def nip(self) -> str:
        """A number that is valid and nobody's: PPPK carry a contract code for a month."""
        middle = f"{self.born.year + 26}{'21' if self.kind == 'PPPK' else '03'}"
        return f"{self.born:%Y%m%d}{middle}{2 if self.woman else 1}{900 + len(self.key):03}"


MEMBERS = (
    Member(
        "ratna", "Ratna Kusumawardani", f"Kepala {AGENCY}", OFFICE,
        born=date(1971, 5, 17), woman=True, role="unit_head",
    ),
    Member(
        "bambang", "Bambang Suryadinata", "Kepala Bidang", APTIKA, "ratna",
        born=date(1976, 11, 2), role="supervisor",
    ),
    Member(
        "yulia", "Yulia Maharani", "Kepala Bidang", DATA, "ratna",
        born=date(1979, 7, 23), woman=True, role="supervisor", character=WORDS,
    ),
    Member(
        "endang", "Endang Susilowati", "Kepala Subbagian Umum dan Kepegawaian", OFFICE, "ratna",
        born=date(1980, 2, 9), woman=True, role="personnel",
    ),
    Member(
        "ana", "Ana Lestari", "Pranata Komputer Ahli Pertama", APTIKA, "bambang",
        born=date(1993, 4, 12), woman=True,
    ),
    Member(
        "budi", "Budi Prasetyo", "Pranata Komputer Terampil", APTIKA, "bambang", "PPPK",
        born=date(1990, 9, 30), character=Character(moods=("late", "prompt"), reason="button"),
    ),
    Member(
        "citra", "Citra Ayuningtyas", "Pengembang Sistem Informasi", APTIKA, "bambang",
        born=date(1988, 12, 4), woman=True, character=WORDS,
    ),
    Member(
        "dimas", "Dimas Ardiansyah", "Teknisi Jaringan", APTIKA, "bambang", "PPPK",
        born=date(1995, 6, 21), character=Character(moods=("silent",)),
    ),
    Member(
        "eka", "Eka Nurhayati", "Analis Sistem Informasi", APTIKA, "bambang",
        born=date(1987, 3, 8), woman=True, commutes=True, character=Character(how="location"),
    ),
    Member(
        "fajar", "Fajar Nugroho", "Polisi Pamong Praja Terampil", GUARD, "bambang",
        born=date(1991, 8, 17),
    ),
    Member(
        "gita", "Gita Permatasari", "Statistisi Ahli Muda", DATA, "yulia",
        born=date(1984, 10, 28), woman=True, commutes=True,
        character=Character(moods=("prompt", "late"), how="photo", reason="words"),
    ),
    Member(
        "hendra", "Hendra Wijaya", "Sandiman Terampil", DATA, "yulia", "PPPK",
        born=date(1992, 1, 15), character=Character(blocks=True),
    ),
    Member(
        "intan", "Intan Rahmawati", "Statistisi Ahli Pertama", DATA, "yulia",
        born=date(1994, 5, 2), woman=True, leave="Cuti tahunan",
    ),
    Member(
        "joko", "Joko Santoso", "Pengolah Data dan Informasi", DATA, "yulia",
        born=date(1982, 9, 11), commutes=True,
        character=Character(
            moods=("silent", "prompt"), reason="words", reason_after=(2400, 6000)
        ),
    ),
    Member(
        "kartika", "Kartika Anggraini", "Analis Data Ilmiah", DATA, "yulia", "PPPK",
        born=date(1998, 4, 21), woman=True, character=Character(enrols=True),
    ),
    Member(
        "lutfi", "Lutfi Ramadhan", "Penata Kelola Sandi", DATA, "yulia",
        born=date(1989, 11, 19), character=Character(moods=("late", "prompt", "prompt")),
    ),
)  # fmt: skip
LETTER = "Surat Tugas 800/12/2026"


def open_office(desk: Desk, phones: Phones, on: date) -> None:
    """Put everybody on the roster and (but for the newcomer) on a phone."""
    rows: dict[str, Person] = {}
    for member in MEMBERS:
        boss = rows[member.boss] if member.boss else None
        row = rows[member.key] = _hire(desk, member, boss, on)
        phones.phone(member.key)
        if member.character.enrols:
            enrol.invite(desk, row, CODE)
        else:
            _connect(desk, member, row)
    who.keep(desk, who.listing(desk, on), rows["endang"].nip)  # the personnel officer has looked
    for member in MEMBERS if phones.traits.slash else ():
        if not member.character.enrols:
            names = routes.menu(desk, rows[member.key])
            phones.phone(member.key).commands = voice.menu(names, desk.language)


def _hire(desk: Desk, member: Member, boss: Person | None, on: date) -> Person:
    person = Person(
        nip=member.nip,
        name=member.name,
        unit=member.unit,
        position=member.position,
        person_type=member.kind,
        supervisor_id=boss.id if boss else None,
        roles=[member.role],
        zone=desk.office_zone,
        language=desk.language,
    )
    _settle(desk.law(on), member, person)
    desk.db.add(person)
    desk.db.flush()
    if desk.law(on).location and boss:
        _confirm_home(desk, person, boss)
    if member.leave:
        _lay_down(desk, person, on, "LEAVE", member.leave)
    elif desk.law(on).assignment_article:
        _lay_down(desk, person, on, "WFH", LETTER)  # Metro 1.d: without it nobody is at home
    return person


def _lay_down(desk: Desk, person: Person, on: date, mode: str, source: str) -> None:
    """Lay down where somebody works on the day of the demo."""
    own = person.id or 0
    given = Given(person_id=own, on=on, mode=mode, source=source, clause="", given_at=desk.now)
    days.give(desk.db, given)


def _settle(law: Circular, member: Member, person: Person) -> None:
    """Write down where somebody lives, if the circular makes anything of it."""
    rule = law.attendance
    if rule and rule.city:
        person.domicile = AWAY if member.commutes else rule.city
    if (rule and rule.photo != "nobody") or law.location:
        person.home_lat, person.home_lon = home_of(law.id, MEMBERS.index(member))


def _confirm_home(desk: Desk, person: Person, boss: Person) -> None:
    """Let the supervisor have confirmed where somebody works."""
    assert person.home_lat is not None
    assert person.home_lon is not None
    home = Home(
        person_id=person.id or 0, lat=person.home_lat, lon=person.home_lon, asked_at=desk.now
    )
    places.confirm(desk.db, places.add_home(desk.db, home), boss.id or 0, desk.now)


def _connect(desk: Desk, member: Member, person: Person) -> None:
    contact = Contact(
        person_id=person.id or 0,
        channel=NAME,
        address=f"{NAME}:{member.key}",
        since=desk.now,
        consented_at=desk.now,
    )
    desk.db.add(contact)
    desk.db.flush()
