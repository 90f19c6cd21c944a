"""A circular as people read it: every value with the file and the clause that it stands beside."""

import pytest

from handlers.rules import circular
from handlers.rules.circular import Entry
from tests.circulars.laws import SHIPPED
from tests.rules import laws


def listed(name: str) -> dict[str, Entry]:
    return {entry.path: entry for entry in circular.listing(SHIPPED[name])}


@pytest.mark.parametrize(
    ("name", "path", "value", "file", "clause"),
    [
        ("bukittinggi", "wfh_days", '["fri"]', "bukittinggi", "1.b"),
        ("bukittinggi", "recall.share_percent", "10", "bukittinggi", '1.d "maksimal 10%"'),
        ("bukittinggi", "hours.fri", None, "bukittinggi", "2.d: its four times, and so its break"),
        (
            "bukittinggi",
            "plan.due",
            "16:00:00",
            "asn",
            "default A13: the workday before, by 16:00",
        ),
        ("bukittinggi", "permit.article", '"2.g"', "bukittinggi", None),
        ("metro", "exempt[7].positions", '["Camat*", "Lurah*"]', "metro", "1.l.3"),
        ("sumsel", "hours.mon", None, "sumsel", "SE Pemprov Sumsel 800/2746/BKD.I/2024"),
        ("sumsel", "ladder.step[2].name", '"Teguran tertulis"', "sumsel", "10.d angka 2"),
        ("umkm", "attendance.link[3].url", '"https://s.id/absenmagangumkm"', "umkm", "E.7"),
        ("panrb", "flexible_start_minutes", "60", "panrb", None),
    ],
)
def test_each_value_has_its_file_and_its_clause(
    name: str, path: str, value: str | None, file: str, clause: str | None
) -> None:
    entry = listed(name)[path]
    assert entry.file == file
    assert value is None or entry.value == value
    assert entry.clause == clause if clause else entry.clause


@pytest.mark.parametrize("name", SHIPPED)
def test_every_value_of_a_circulars_own_file_stands_beside_its_clause(name: str) -> None:
    own = [entry for entry in listed(name).values() if entry.file == name]
    plain = (
        "id",
        "extends",
        "title",
        "office",
        "wfh_article",
        "since",
        "exempt",
        "zone",
        "sanction",
    )
    bare = [e.path for e in own if not e.clause and not e.path.startswith(plain)]
    assert bare == []


def test_the_listing_is_complete() -> None:
    law = laws.own('id = "agency"\nextends = "sumsel"\n[call]\nwindow_seconds = 240  # our own')
    found = {entry.path: entry for entry in circular.listing(law)}
    assert found["call.window_seconds"] == Entry(
        path="call.window_seconds", value="240", file="agency", clause="our own"
    )
    tables = {path.partition(".")[0].partition("[")[0] for path in found}
    assert tables >= {"call", "hours", "ladder", "exempt", "digest", "privacy", "ramadan", "note"}
    assert found["hours.ramadan_fri"].value == "08:00-11:30, 12:30-15:30; quiet 11:30-13:30"
