"""How much a file may say: the least and the most of each number, and no key that nobody reads."""

from dataclasses import replace

import pytest

from handlers.rules.circular import CircularError, Layer, parse
from tests.rules import laws

BOUNDS = [
    ("location.radius_m", 1, None),
    ("location.max_accuracy_m", 1, None),
    ("location.exit_accuracy_m", 1, None),
    ("location.exit_confirmations", 1, None),
    ("location.exit_minutes", 0, None),
    ("location.stale_minutes", 0, None),
    ("location.grace_minutes", 0, None),
    ("location.renew_before_minutes", 0, None),
    ("location.point_decimals", 0, 4),
    ("attendance.open_before_minutes", 0, None),
    ("attendance.close_after_minutes", 0, None),
    ("attendance.undo_minutes", 0, None),
    ("permit.max_minutes", 1, None),
    ("recall.share_percent", 0, 100),
    ("recall.answer_within_seconds", 1, None),
    ("call.window_seconds", 1, None),
    ("call.attempts", 1, 5),
    ("call.min_gap_minutes", 0, None),
    ("call.margin_minutes", 0, None),
    ("call.send_within_seconds", 1, None),
    ("friday_prayer.before_minutes", 20, 180),
    ("friday_prayer.after_minutes", 75, 180),
    ("reason.decide_within_workdays", 1, None),
    ("reason.until", 1, None),
    ("ladder.repeat_count", 1, None),
    ("ladder.repeat_days", 1, None),
    ("privacy.retention_days.calls", 1, None),
    ("privacy.retention_days.backups", 1, None),
    ("evaluate_every_months", 1, None),
    ("flexible_start_minutes", 0, None),
]
PLACE = 'name = "Kantor"\nlat = -2.99\nlon = 104.76'
TABLES = [
    *("[morning]", "[call]", "[friday_prayer]", "[readiness]", "[reason]", "[ladder]"),
    *("[population]", "[digest]", "[privacy]", "[privacy.retention_days]", "[plan]", "[report]"),
    *("[attendance]", "[permit]", "[recall]", "[checklist]", "[location]"),
    f"[[place]]\n{PLACE}",
    '[[ladder.step]]\non = "late"\nname = "Teguran"\narticle = "1"',
    '[[exempt]]\nunits = ["Dinas A"]\nmode = "WFO"\narticle = "1"',
    '[[note]]\narticle = "1"\ntext = "Hemat listrik"',
    '[[extra_holidays]]\non = 2026-05-22\nname = "Hari Jadi"',
    "[[ramadan]]\nstart = 2026-02-18\nend = 2026-03-19\nconfirmed = true",
    '[[attendance.link]]\nperson_types = ["PNS"]\nlabel = "x"\nurl = "https://x"\narticle = "1"',
]


def base(path: str) -> str:
    """Name a circular that orders a duty."""
    return (
        "bukittinggi"
        if path.split(".", maxsplit=1)[0].strip("[]") in {"permit", "recall"}
        else "contoh"
    )


def faults(text: str, path: str) -> list[str]:
    try:
        laws.own(f'id = "x"\n{text}', base=base(path))
    except CircularError as error:
        return str(error).splitlines()
    return []


def written(path: str, value: int | float) -> str:
    table, _, key = path.rpartition(".")
    return f"[{table}]\n{key} = {value}" if table else f"{key} = {value}"


@pytest.mark.parametrize(("path", "least", "most"), BOUNDS)
def test_a_number_is_neither_too_small_nor_too_great(
    path: str, least: int, most: int | None
) -> None:
    assert faults(written(path, least), path) == []
    (line,) = faults(written(path, least - 1), path)
    assert f"{path}: is {least - 1}" in line
    if most is not None:
        assert faults(written(path, most), path) == []
        (line,) = faults(written(path, most + 1), path)
        assert f"{path}: is {most + 1}" in line


@pytest.mark.parametrize("table", TABLES)
def test_a_key_that_nobody_reads_is_told_in_every_table(table: str) -> None:
    (line,) = faults(f"{table}\nwarna = 1", table.splitlines()[0])
    assert "warna: unknown key" in line


@pytest.mark.parametrize(("key", "most"), [("lat", 90), ("lon", 180)])
def test_a_place_lies_on_the_earth(key: str, most: int) -> None:
    for value, wrong in ((most, 0), (-most, 0), (most + 0.1, 1), (-most - 0.1, 1)):
        place = "\n".join(
            f"{key} = {value}" if line.startswith(key) else line for line in PLACE.splitlines()
        )
        assert len(faults(f"[[place]]\n{place}", "place")) == wrong


def test_a_report_opens_after_work_where_no_file_says_when() -> None:
    law = laws.own('id = "x"', base="bukittinggi")
    silent = [
        replace(layer, text="\n".join(t for t in layer.text.split("\n") if "opens =" not in t))
        for layer in law.layers
    ]
    assert silent != list(law.layers)
    for found in (law.report, parse(silent).report):
        assert found
        assert found.opens == "after_work"


def test_quiet_time_may_last_from_the_first_to_the_last_minute_and_no_longer() -> None:
    day = "[hours.fri]\nwork = [[08:00:00, 11:00:00]]\nquiet = "
    assert faults(f"{day}[[08:00:00, 11:00:00]]", "hours") == []
    (line,) = faults(f"{day}[[07:59:00, 09:00:00]]", "hours")
    assert "07:59:00 to 09:00:00 lies outside the day" in line


def test_faults_in_the_hours_of_every_file_are_told() -> None:
    files = ("hours = 8", "[hours.fri]\nwork = []")
    layers = [Layer(name=f"f{n}", text=f'id = "f{n}"\n{text}') for n, text in enumerate(files)]
    with pytest.raises(CircularError) as caught:
        parse([*laws.SUMSEL.layers, *layers])
    assert [fault.file for fault in caught.value.faults] == ["f0.toml", "f1.toml"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[hours.fri]\nwork = [[08:00:00, 08:00:00]]", "ends before it starts"),
        (f"[[place]]\n{PLACE.replace('-2.99', 'true')}", "lat: is true; expected degrees"),
        (f"[[place]]\n{PLACE.replace('-2.99', chr(34) + 'x' + chr(34))}", 'lat: is "x"; expected'),
        ("[population]\nperson_types = []", "person_types: is []; expected at least one of"),
        ('[population]\nperson_types = ["DOSEN"]', '"DOSEN" is no type of person'),
    ],
)
def test_what_is_of_the_wrong_kind_is_told(text: str, words: str) -> None:
    (line,) = faults(text, "place")
    assert words in line


def test_a_circular_may_hold_for_one_day() -> None:
    assert faults("until = 2026-04-01", "until") == []


def test_ramadan_may_last_one_day() -> None:
    assert (
        faults("ramadan = [{ start = 2026-03-01, end = 2026-03-01, confirmed = true }]", "") == []
    )
