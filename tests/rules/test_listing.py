"""A circular as people read it: every value with its file and who says it."""

import pytest

from handlers.rules import circular
from handlers.rules.circular import Entry, Source
from tests.circulars.laws import SHIPPED
from tests.rules import laws

HOURS = "SE Pemprov Sumsel Nomor 800/2746/BKD.I/2024"
RAMADAN = "SE Sekda Sumsel Nomor 800.1/0735/BKD.I/2026"
OURS = {  # what a shipped circular's file holds without the circular having said it
    "bukittinggi": {"call", "sanction", "attendance.ramadan_slots"},
    "metro": {"call", "sanction"},
    "umkm": {"sanction"},
    "panrb": {"since", "zone", "sanction"},
    "bogor": {"zone", "sanction", "attendance.slots", "attendance.ramadan_slots"},
}


def listed(name: str) -> dict[str, Entry]:
    return {entry.path: entry for entry in circular.listing(SHIPPED[name])}


@pytest.mark.parametrize(
    ("name", "path", "value", "file", "by", "clause"),
    [
        ("bukittinggi", "wfh_days", '["fri"]', "bukittinggi", "circular", "1.b"),
        ("bukittinggi", "recall.share_percent", "10", "bukittinggi", "circular", "1.d"),
        ("bukittinggi", "hours.fri", None, "bukittinggi", "circular", "2.d"),
        ("bukittinggi", "attendance.photo", '"nonresidents"', "bukittinggi", "circular", "2.e"),
        ("bukittinggi", "attendance.ramadan_slots", None, "bukittinggi", "default", ""),
        ("bukittinggi", "sanction", '"record"', "bukittinggi", "default", ""),
        ("bukittinggi", "plan.due", "16:00:00", "asn", "default", ""),
        ("metro", "exempt[10].positions", None, "metro", "circular", "1.l.3"),
        ("sumsel", "hours.mon", None, "sumsel", "circular", HOURS),
        ("sumsel", "hours.ramadan_fri", None, "sumsel", "circular", RAMADAN),
        ("sumsel", "workdays", None, "asn", "default", "Perpres Nomor 21 Tahun 2023 Pasal 3"),
        ("sumsel", "call.attempts", "2", "sumsel", "circular", "10.d, butir kesatu"),
        ("sumsel", "ladder.step[2].name", None, "sumsel", "circular", "10.d, butir kedua"),
        ("umkm", "attendance.link[3].url", None, "umkm", "circular", "E.7"),
        ("umkm", "attendance.slots", None, "asn", "default", ""),
        ("panrb", "flexible_start_minutes", "60", "panrb", "circular", "Contoh Waktu 2"),
    ],
)
def test_each_value_has_its_file_and_its_source(
    name: str, path: str, value: str | None, file: str, by: str, clause: str
) -> None:
    entry = listed(name)[path]
    assert entry.source == Source(file=file, by=by, clause=clause)
    assert entry.file == file
    assert value is None or entry.value == value


@pytest.mark.parametrize("name", SHIPPED)
def test_every_value_of_a_circulars_own_file_has_its_clause_or_says_that_it_has_none(
    name: str,
) -> None:
    own = [entry for entry in listed(name).values() if entry.file == name and entry.source]
    ours = {entry.path for entry in own if entry.source and not entry.source.clause}
    assert ours == OURS.get(name, set())


def test_the_listing_is_complete() -> None:
    law = laws.own('id = "agency"\nextends = "sumsel"\n[call]\nwindow_seconds = 240')
    found = {entry.path: entry for entry in circular.listing(law)}
    assert found["call.window_seconds"] == Entry(
        path="call.window_seconds",
        value="240",
        file="agency",
        source=Source(file="agency", by="agency"),
    )
    tables = {path.partition(".")[0].partition("[")[0] for path in found}
    assert tables >= {"call", "hours", "ladder", "exempt", "digest", "privacy", "ramadan", "note"}
    assert found["hours.ramadan_fri"].value == "08:00-11:30, 12:30-15:30; quiet 11:30-13:30"
    assert found["title"].source is None


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_what_stands_alone_is_listed_before_the_tables(name: str) -> None:
    in_table = ["." in entry.path for entry in circular.listing(SHIPPED[name])]
    assert in_table == sorted(in_table)
