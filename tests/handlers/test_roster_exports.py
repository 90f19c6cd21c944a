"""What else lists of offices hold: titles, page ends, broken cells, people who do not work."""

from collections.abc import Sequence
from typing import Any

import pytest

from handlers import roster
from handlers.roster import FORMULA, Line, Reading, Sheet, Terms, foreign
from handlers.roster.foreign import headings
from storage import bulk
from storage.rows import Person
from tests.nips import make_nip
from tests.office import Office
from tests.rosters import TODAY, places, row
from tests.rosters import read as read_ours

CHIEF, STAFF, THIRD, FOURTH = (make_nip(n) for n in range(4))
HEADER = ("NO", "NAMA", "NIP", "JABATAN", "UNIT KERJA", "NO HP")
PEOPLE = (
    ("1", "Budi", CHIEF, "Kepala Dinas", "Dinas Sosial", "081200001000"),
    ("2", "Ana", STAFF, "Analis", "Dinas Sosial", ""),
)


def sheet(*rows: Sequence[str], name: str = "Data", hidden: bool = False) -> Sheet:
    lines = (Line(n, tuple(cells)) for n, cells in enumerate(rows, start=1))
    return Sheet(name, tuple(line for line in lines if any(line.cells)), hidden)


def read(*sheets: Sheet, own: dict[str, str] | None = None, **terms: Any) -> Reading:
    return roster.read(sheets, Terms(**{"today": TODAY, "zone": "Asia/Jakarta", **terms}), own)


def names(reading: Reading) -> list[str]:
    return [one.name for one in reading.roster.entries]


def test_titles_above_and_signatures_below_are_nobody() -> None:
    reading = read(
        sheet(
            ("DAFTAR PEGAWAI",),
            ("DINAS SOSIAL KOTA CONTOH",),
            ("TAHUN 2026",),
            (),
            HEADER,
            ("1", "2", "3", "4", "5", "6"),
            PEOPLE[0],
            HEADER,
            PEOPLE[1],
            ("", "Jumlah", "", "2"),
            ("", "Mengetahui,", "", "Contoh, 1 April 2026"),
            ("", "Sekretaris Daerah", "", "Kepala Dinas"),
            ("", "Umar", "", "Budi"),
            ("", f"NIP. {THIRD}", "", f"NIP. {CHIEF}"),
        )
    )
    assert not reading.faults
    assert names(reading) == ["Budi", "Ana"]


def test_a_name_above_its_number_is_one_person() -> None:
    reading = read(
        sheet(
            ("NO", "NAMA", "GOL", "JABATAN", "UNIT KERJA"),
            ("", "NIP", "", "", ""),
            ("1", "Budi", "IV/a", "Camat", "Kecamatan Contoh"),
            ("", f"NIP. {CHIEF[:8]} {CHIEF[8:14]} {CHIEF[14]} {CHIEF[15:]}", "", "", ""),
        )
    )
    assert not reading.faults
    assert [(one.name, one.nip) for one in reading.roster.entries] == [("Budi", CHIEF)]


@pytest.mark.parametrize("word", ["#REF!", "#N/A", "#NAME?", "#DIV/0!", FORMULA])
def test_a_broken_cell_is_named_and_never_taken_for_text(word: str) -> None:
    broken = ("3", word, THIRD, "Analis", "Dinas Sosial", "")
    reading = read(sheet(HEADER, *PEOPLE, broken), partial=True)
    assert names(reading) == ["Budi", "Ana"]
    assert [fault.blanks["place"] for fault in reading.faults] == ["Data!B4"]
    ours = read_ours(row(position=word))
    assert [(f.key, f.blanks["place"]) for f in ours.faults] == [
        ("unsolved" if word == FORMULA else "broken_cell", "D2")
    ]


def test_a_hidden_sheet_is_named_and_left() -> None:
    old = sheet(HEADER, ("1", "Tono", THIRD, "Analis", "Dinas", ""), name="Lama", hidden=True)
    reading = read(sheet(HEADER, *PEOPLE), old)
    assert names(reading) == ["Budi", "Ana"]
    (note,) = [note for note in reading.notes if note.key == "sheets_hidden"]
    assert note.blanks["names"] == "Lama"
    assert places(read(old).faults) == [(1, "", "no_header")] or not read(old).roster.entries


def test_columns_that_nobody_knows_are_listed_once_and_private_ones_not_at_all() -> None:
    header = (*HEADER, "NIK", "AGAMA", "Kode Absen")
    rows = [(*one, "1671012345678901", "Islam", "77") for one in PEOPLE]
    reading = read(sheet(header, *rows))
    (unknown,) = [note for note in reading.notes if note.key == "columns_unknown"]
    assert unknown.blanks == {"count": 1, "names": "Kode Absen"}
    assert "1671012345678901" not in repr(reading)
    assert "Islam" not in repr(reading)


def test_a_number_of_the_population_register_is_no_id() -> None:
    row_ = ("3", "Tono", "1671012345678901", "Sopir", "Dinas Sosial", "")
    reading = read(sheet((*HEADER, "STATUS"), (*row_, "THL")))
    assert places(reading.faults) == [(2, "NIP", "missing")]
    assert "1671012345678901" not in repr(reading)


def test_an_agencys_own_names_of_columns_count_before_ours() -> None:
    own = foreign.mapping({"Kontak Darurat Pegawai": "phone"})
    header = (*HEADER[:5], "Kontak Darurat Pegawai")
    assert read(sheet(header, *PEOPLE), own=own).roster.entries[0].phone == "+6281200001000"
    with pytest.raises(ValueError, match="phone"):
        foreign.mapping({"Kontak": "telephone"})


def test_a_superior_who_is_only_named_is_looked_up_or_asked_for() -> None:
    header = (*HEADER, "NAMA ATASAN LANGSUNG")
    rows = [(*PEOPLE[0], "Sekretaris Daerah"), (*PEOPLE[1], "BUDI, S.E.")]
    reading = read(sheet(header, *rows))
    assert reading.roster.entries[1].supervisor == CHIEF
    assert [w.key for w in reading.warnings] == ["supervisor_unclear"]
    assert not reading.faults


def test_of_two_heads_of_a_unit_the_one_it_is_called_after_leads() -> None:
    rows = (
        ("1", "Budi", CHIEF, "Sekretaris", "Dinas Sosial / Sekretariat", ""),
        ("2", "Ana", STAFF, "Kepala Subbagian Umum", "Dinas Sosial / Sekretariat", ""),
        ("3", "Eka", THIRD, "Analis", "Dinas Sosial / Sekretariat", ""),
    )
    above = {p.nip: p.above for p in read(sheet(HEADER, *rows)).proposals}
    assert above == {STAFF: CHIEF, THIRD: CHIEF}
    equal = [(*rows[n][:3], "Kepala Unit", *rows[n][4:]) for n in (0, 1)]
    reading = read(sheet(HEADER, *equal, rows[2]))
    assert not reading.proposals
    assert {w.key for w in reading.warnings} == {"heads_equal"}


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("NIP LAMA", "unused"),
        ("nipBaru", "nip"),
        ("NIP/NI PPPK", "nip"),
        ("TMT JABATAN", "unused"),
        ("JENIS JABATAN", "position_kind"),
        ("No. Handphone (WA)", "phone"),
        ("HP ATASAN", "unused"),
        ("NAMA IBU KANDUNG", "unused"),
        ("Nomor WhatsApp yang aktif", "phone"),
        ("GOL/RUANG", "unused"),
        ("SATUAN KERJA KERJA NAMA", "unused"),
    ],
)
def test_a_heading_is_read_word_by_word(heading: str, column: str) -> None:
    found = headings.meaning(heading)
    assert found is not None
    assert found[0] == column


@pytest.fixture
def budi(office: Office) -> Person:
    return office.hire("Budi", office.hire("Siti", position="Kepala Dinas"))


def bring(office: Office, *rows: Sequence[str], **how: Any) -> Reading:
    """Import a list whose last column is KEDUDUKAN."""
    with office.desk() as desk:
        known = roster.seats(desk.db)
        reading = read(sheet((*HEADER, "KEDUDUKAN"), *rows), known=known, **how)
        roster.apply(desk, reading.roster)
    return reading


def everybody(office: Office) -> dict[str, Person]:
    with office.desk() as desk:
        return {person.nip: person for person in bulk.everybody(desk.db)}


def test_whoever_does_not_work_now_is_held_back_asked_about_and_not_dropped(
    office: Office, budi: Person
) -> None:
    line = ("1", budi.name, budi.nip, budi.position, budi.unit, "")
    reading = bring(office, (*line, "CLTN"), ("2", "Ana", STAFF, "Analis", budi.unit, "", "MPP"))
    assert [one.nip for one in reading.roster.held] == [budi.nip, STAFF]
    assert not reading.faults
    people = everybody(office)
    assert people[budi.nip].active
    assert not people[STAFF].active
    assert people[budi.nip].duties == people[STAFF].duties == ["kedudukan_ditahan"]
    bring(office, (*line, "CLTN"), confirmed=frozenset({budi.nip}))
    assert everybody(office)[budi.nip].duties == []


def test_a_superior_survives_a_list_that_does_not_name_him(office: Office, budi: Person) -> None:
    before = budi.supervisor_id
    assert before is not None
    bring(office, ("1", budi.name, budi.nip, budi.position, budi.unit, "", "Aktif"))
    assert everybody(office)[budi.nip].supervisor_id == before


PALEMBANG = [{"home_lat": f"-2.9{n}", "home_lon": f"104.7{n}"} for n in range(4)]


@pytest.mark.parametrize(
    ("lat", "lon", "key"),
    [
        ("2.95", "104.75", "place_sign"),
        ("104.75", "-2.95", "degrees"),
        ("-2.95", "14.75", "place_abroad"),
        ("-8.65", "115.21", "place_far"),
    ],
)
def test_a_place_where_no_colleague_lives_is_refused_with_its_cause(
    lat: str, lon: str, key: str
) -> None:
    others = [row(nip=make_nip(10 + n), **home) for n, home in enumerate(PALEMBANG)]
    reading = read_ours(*others, row(home_lat=lat, home_lon=lon))
    assert places(reading.faults) == [(6, "home_lat", key)]


def test_places_of_an_office_in_the_east_are_its_own() -> None:
    homes = [{"home_lat": f"-2.5{n}", "home_lon": f"140.7{n}"} for n in range(4)]
    assert not read_ours(*(row(nip=make_nip(10 + n), **h) for n, h in enumerate(homes))).faults
