"""The cells and the header of a roster: what may stand there, and what is wrong with the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.roster import COLUMNS, cells
from handlers.roster.cells import Wrong
from tests.nips import make_nip
from tests.rosters import ANA, EKA, GOOD, HEAD, TODAY, entry, parse, places, read, row, table


@pytest.mark.parametrize(
    ("column", "cell", "key"),
    [
        ("nip", "", "missing"),
        ("nip", "1234", "nip_length"),
        ("nip", "199013012015051001", "nip_birth"),
        ("nip", "199001012030051001", "nip_appointment"),
        ("nip", "199001012015151001", "nip_kind"),
        ("nip", "199001012015053001", "nip_sex"),
        ("nip", "198609262015051000", "damaged"),
        ("nip", "1.98609E+17", "damaged"),
        ("nip", "1,98609E+17", "damaged"),
        ("nip", "1.98609262015051e+17", "damaged"),
        ("supervisor_nip", "1,98609E+17", "damaged"),
        ("supervisor_nip", ANA, "own_supervisor"),
        ("supervisor_nip", EKA, "supervisor_unknown"),
        ("name", " ", "missing"),
        ("name", "A" * 201, "too_long"),
        ("unit", "", "missing"),
        ("position", "", "missing"),
        ("person_type", "", "missing"),
        ("person_type", "Honorer", "person_type"),
        ("role", "boss", "role"),
        ("phone", "0711 123456", "phone_fixed"),
        ("phone", "0812", "phone"),
        ("phone", "6,28123E+12", "damaged"),
        ("phone", "+14155238886", "phone"),
        ("phone", "0811234567 / 0811234568", "phone"),
        ("phone", "( )", "phone"),
        ("zone", "UTC", "zone"),
        ("home_lat", "south", "degrees"),
        ("home_lat", "-2976", "degrees"),
        ("home_lat", "nan", "degrees"),
        ("home_lon", "", "half_a_place"),
    ],
)
def test_a_bad_cell_is_named_with_its_line_and_reason(column: str, cell: str, key: str) -> None:
    place = {"home_lat": "-2.976", "home_lon": "104.775"} if column.startswith("home") else {}
    reading = read(row(nip=HEAD), row(**{**place, column: cell}))
    shown = "home_lat" if key == "half_a_place" else column
    assert places(reading.faults) == [(3, shown, key)]
    assert [one.nip for one in reading.roster.entries] == [HEAD]


def test_every_fault_of_a_row_is_told() -> None:
    reading = read(row(nip="1", name="", role="x"))
    assert {fault.column for fault in reading.faults} == {"nip", "name", "role"}


@pytest.mark.parametrize("written", ["{}", " {} ", "'{}", "{0:.4}.{0:.4}"])
def test_a_nip_may_be_written_in_any_way(written: str) -> None:
    spaced = f"{ANA[:8]} {ANA[8:14]}.{ANA[14]}-{ANA[15:]}"
    cell = spaced if "." in written else written.format(ANA)
    assert entry(nip=cell).nip == ANA


@given(st.integers(0, 10**7), st.sampled_from([" ", ".", "-", ""]), st.integers(1, 17))
def test_separators_never_change_a_nip(number: int, separator: str, at: int) -> None:
    nip = make_nip(number)
    assert cells.number(nip[:at] + separator + nip[at:]) == nip


@given(
    st.integers(10**8, 10**11 - 1),
    st.sampled_from(["+62{}", "62{}", "0{}", "{}", "whatsapp:+62{}"]),
)
def test_every_way_to_write_a_mobile_number_gives_the_same(number: int, form: str) -> None:
    plain = f"8{number}"
    try:
        known = cells.phone(f"+62{plain}")
    except Wrong:
        return
    assert known == f"+62{plain}"
    spaced = f"{plain[:3]} {plain[3:7]}-{plain[7:]}"
    assert cells.phone(form.format(plain)) == cells.phone(form.format(spaced)) == known


@given(st.text(max_size=30))
def test_a_phone_is_a_number_of_indonesia_or_wrong(cell: str) -> None:
    try:
        found = cells.phone(cell)
    except Wrong:
        return
    assert not found or (found.startswith("+628") and found[1:].isdecimal())


@given(st.text(max_size=30), st.sampled_from(["PNS", "MAGANG", ""]))
def test_no_number_breaks_the_reading(cell: str, kind: str) -> None:
    try:
        assert cells.identity(cells.clean(cell), kind, TODAY)
    except Wrong:
        return


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("pns", "PNS"),
        ("C P N S", "CPNS"),
        ("PPPK Paruh Waktu", "PPPK_PW"),
        ("pppk_pw", "PPPK_PW"),
        ("Non-ASN", "NON_ASN"),
        (" magang ", "MAGANG"),
    ],
)
def test_a_kind_of_person_may_be_written_in_any_way(cell: str, kind: str) -> None:
    assert entry(person_type=cell).person_type == kind


@pytest.mark.parametrize(("cell", "kept"), [("thl-07.a", "THL-07.A"), ("12 34", "1234")])
def test_people_who_are_no_civil_servants_have_local_ids(cell: str, kept: str) -> None:
    assert entry(nip=cell, person_type="MAGANG").nip == kept


@pytest.mark.parametrize("cell", ["A/7", "A" * 31, "Å7"])
def test_a_local_id_is_short_and_plain(cell: str) -> None:
    reading = read(row(nip=cell, person_type="NON_ASN"))
    assert places(reading.faults) == [(2, "nip", "local_id")]


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        ({"role": ""}, "roles", ("employee",)),
        ({"role": "Supervisor; unit head;supervisor"}, "roles", ("supervisor", "unit_head")),
        ({"zone": ""}, "zone", "Asia/Jakarta"),
        ({"zone": "wita"}, "zone", "Asia/Makassar"),
        ({"zone": "asia/jayapura"}, "zone", "Asia/Jayapura"),
        ({"duties": "jpt_pratama; ; x"}, "duties", ("jpt_pratama", "x")),
        ({"home_lat": "-2,976", "home_lon": "104.775"}, "home_lat", -2.976),
        ({"name": "=Ana\n\tLestari"}, "name", "=Ana Lestari"),
        ({"name": "'=Ana"}, "name", "=Ana"),
        ({"name": "'Aisyah"}, "name", "'Aisyah"),
        ({"phone": "'0812-3456-7890"}, "phone", "+6281234567890"),
    ],
)
def test_cells_are_read_as_they_are_meant(
    cells: dict[str, str], field: str, value: object
) -> None:
    assert getattr(entry(**cells), field) == value


def test_columns_come_in_any_order_and_the_optional_ones_may_be_missing() -> None:
    header = [*reversed(COLUMNS[:7]), "", ""]
    reading = parse([f" {name.upper()} " for name in header], [GOOD[n] for n in header if n])
    assert reading.roster.columns == set(COLUMNS[:7])
    assert reading.roster.entries[0].nip == ANA


@pytest.mark.parametrize(
    ("header", "column", "key"),
    [
        (COLUMNS[1:], "nip", "no_column"),
        ((*COLUMNS, "shoe_size"), "shoe_size", "unknown_column"),
        ((*COLUMNS[:3], "", *COLUMNS[3:]), "?", "unknown_column"),
        ((*COLUMNS, "name"), "name", "column_twice"),
    ],
)
def test_a_bad_header_is_refused_whole(header: tuple[str, ...], column: str, key: str) -> None:
    reading = parse(header, ["x"] * len(header))
    assert places(reading.faults) == [(1, column, key)]
    assert not reading.roster.entries


def test_a_file_without_people_is_refused() -> None:
    assert places(parse().faults) == [(1, "", "no_header")]
    assert places(parse(COLUMNS).faults) == [(1, "", "no_rows")]


def test_an_unquoted_comma_in_a_name_is_noticed() -> None:
    """All cells behind it moved on by one: what is odd about them is not worth a word."""
    line = [ANA, "Ana", "S.Kom.", *table(row())[1].cells[2:-1], "more"]
    assert places(parse(COLUMNS, line).faults) == [(2, "", "too_many_cells")]


def test_empty_cells_beyond_the_header_hide_no_fault() -> None:
    cells = [*table(row(supervisor_nip="1,98609E+17"))[1].cells, ""]
    found = places(parse(COLUMNS, cells).faults)
    assert sorted(found) == [(2, "", "too_many_cells"), (2, "supervisor_nip", "damaged")]


def test_empty_cells_beyond_the_header_harm_nobody() -> None:
    assert not parse(COLUMNS, [*table(row())[1].cells, "", " "]).faults
