"""Every fault of a circular is told with its file, its key, what is wrong and what to write."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import circular
from handlers.rules.circular import CircularError, Layer
from tests.rules import laws

HEAD = 'id = "agency"\nextends = "sumsel"\n'
FAULTS = [
    ("unknown key", 'colour = "red"', "colour: unknown key; expected one of"),
    ("misspelt key", 'zonee = "Asia/Jakarta"', 'zonee: unknown key; expected "zone"'),
    ("misspelt table", "[calls]\nattempts = 2", 'calls: unknown key; expected "call"'),
    (
        "misspelt key in a table",
        "[call]\nwindow_second = 300",
        'call.window_second: unknown key; expected "window_seconds"',
    ),
    (
        "top key under a table",
        '[call]\nzone = "Asia/Jakarta"',
        'call.zone: unknown key; expected "zone" at the top of the file',
    ),
    ("unknown hours", "[hours.frii]\nwork = []", 'hours.frii: unknown key; expected "fri"'),
    (
        "unknown key in hours",
        "[hours.fri]\nwork = [[08:00:00, 11:00:00]]\nbreak = []",
        "hours.fri.break: unknown key",
    ),
    ("wrong type", '[call]\nattempts = "2"', 'call.attempts: is "2"; expected a whole number'),
    ("truth is no number", "[call]\nattempts = true", "call.attempts: is true; expected"),
    ("fraction", "[call]\nwindow_seconds = 300.0", "call.window_seconds: is 300.0; expected"),
    ("window of 0", "[call]\nwindow_seconds = 0", "of at least 1"),
    ("no attempt", "[call]\nattempts = 0", "call.attempts: is 0; expected a whole number 1 to 5"),
    (
        "six attempts",
        "[call]\nattempts = 6",
        "call.attempts: is 6; expected a whole number 1 to 5",
    ),
    ("reversed per_day", "[call]\nper_day = [4, 2]", "call.per_day: is [4, 2]; expected [lowest,"),
    ("negative per_day", "[call]\nper_day = [-1, 2]", "call.per_day: is [-1, 2]; expected"),
    ("half a per_day", "[call]\nper_day = [2]", "call.per_day: is [2]; expected"),
    ("negative margin", "[call]\nmargin_minutes = -1", "call.margin_minutes: is -1; expected"),
    ("negative gap", "[call]\nmin_gap_minutes = -1", "call.min_gap_minutes: is -1; expected"),
    ("repeat_count", "[ladder]\nrepeat_count = 0", "ladder.repeat_count: is 0; expected"),
    ("ladder mode", '[ladder]\nmode = "harsh"', "expected literal | monotone | graduated"),
    (
        "step on what",
        '[[ladder.step]]\non = "x"\nname = "y"\narticle = "z"',
        'ladder.step[1].on: is "x"; expected missed | late | repeated',
    ),
    (
        "step without article",
        '[[ladder.step]]\non = "late"\nname = "y"',
        "ladder.step[1].article: missing; expected a text",
    ),
    ("track", '[ladder.tracks]\nPNS = "jail"', 'ladder.tracks.PNS: is "jail"; expected pp94 |'),
    ("table for a value", "[zone]\nx = 1", "zone: is a table; expected a time zone"),
    ("value for a table", "digest = false", "digest: is false; expected a table [digest]"),
    ("value for a duty", "call = 5", "call: is 5; expected a table [call]"),
    ("tables for a value", "zone = [{ x = 1 }]", "zone: is [a table]; expected a time zone"),
    ("value for hours", "hours = 8", "hours: is 8; expected tables such as [hours.fri]"),
    ("hours switched off", "[hours]\nfri = false", "hours.fri: is false; expected a table"),
    ("value for tables", "exempt = 5", "exempt: is 5; expected tables [[exempt]]"),
    ("reversed span", "[hours.fri]\nwork = [[12:00:00, 11:00:00]]", "ends before it starts"),
    (
        "overlapping spans",
        "[hours.fri]\nwork = [[07:00:00, 12:00:00], [11:00:00, 16:00:00]]",
        "hours.fri.work: the span at 11:00:00 overlaps the one before it; expected spans in order",
    ),
    ("no work", "[hours.fri]\nwork = []", "hours.fri.work: is []; expected spans in order"),
    ("missing work", "[hours.fri]\nquiet = []", "hours.fri.work: missing; expected spans"),
    ("fraction of a second", "[hours.fri]\nwork = [[07:00:00.5, 09:00:00]]", "whole seconds"),
    (
        "quiet outside the hours",
        "[hours.fri]\nwork = [[08:00:00, 11:00:00]]\nquiet = [[10:00:00, 11:30:00]]",
        "10:00:00 to 11:30:00 lies outside the day; expected a span in 08:00:00 to 11:00:00",
    ),
    (
        "reversed quiet",
        "[hours.fri]\nwork = [[08:00:00, 11:00:00]]\nquiet = [[10:00:00, 09:30:00]]",
        "hours.fri.quiet: [10:00:00, 09:30:00] ends before it starts",
    ),
    ("weekday", 'wfh_days = ["jumat"]', 'wfh_days: "jumat" is no weekday; expected weekdays out'),
    ("no work days", "workdays = []", "workdays: is []; expected at least one weekday"),
    (
        "a work day without hours",
        'wfh_days = ["sat"]',
        'hours.sat: missing; expected [hours.sat] or [hours.all], for "sat" is a work day',
    ),
    ("sanction", 'sanction = "punish"', 'sanction: is "punish"; expected propose | record | off'),
    ("until before since", "until = 2026-03-01", "until: 2026-03-01 is before since; expected"),
    ("until before since in April", "until = 2026-03-31", "expected a date from 2026-04-01 on"),
    ("date with a time", "since = 2026-04-01T00:00:00", "since: is 2026-04-01 00:00:00; expected"),
    ("zone", 'zone = "Asia/Palembang"', 'zone: is "Asia/Palembang"; expected a time zone'),
    ("zone outside", 'zone = "../etc/passwd"', 'zone: is "../etc/passwd"; expected a time zone'),
    ("empty text", 'title = " "', 'title: is " "; expected a text'),
    (
        "ramadan reversed",
        "ramadan = [{ start = 2026-03-01, end = 2026-02-01, confirmed = true }]",
        "ramadan[1].end: 2026-02-01 is before the start",
    ),
    (
        "exemption of nobody",
        '[[exempt]]\nmode = "WFO"\narticle = "1"',
        "exempt[1].positions: names nobody; expected positions, units or duties",
    ),
    (
        "exemption's mode",
        '[[exempt]]\nunits = ["A"]\nmode = "WFH"\narticle = "1"',
        'exempt[1].mode: is "WFH"; expected WFO | WFA',
    ),
    ("retention", "[privacy.retention_days]\ncalls = 0", "privacy.retention_days.calls: is 0"),
    ("kind of data", "[privacy.retention_days]\ncall = 9", 'call: unknown key; expected "calls"'),
    ("evaluation", "evaluate_every_months = 0", "evaluate_every_months: is 0; expected"),
    ("default of no duty", "[default.cal]\nx = 1", 'default.cal: unknown key; expected "call"'),
    (
        "fault among defaults",
        "[default.call]\nper_day = 3",
        "default.call.per_day: is 3; expected [lowest, highest]",
    ),
]
IMPOSING = [
    ('sanction = "impose"', "sanction"),
    ("bot_may_impose = true", "bot_may_impose"),
    ("[ladder]\nbot_may_impose = true", "ladder.bot_may_impose"),
    ('[ladder]\nmode = "impose"', "ladder.mode"),
    (
        '[[ladder.step]]\nauto_impose = true\non = "late"\nname = "a"\narticle = "b"',
        "ladder.step[1].auto",
    ),
]


def lines_of(text: str, base: str = "sumsel") -> list[str]:
    with pytest.raises(CircularError) as caught:
        laws.own(text, base=base)
    assert len(caught.value.faults) == len(str(caught.value).splitlines())
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("text", "words"), [row[1:] for row in FAULTS], ids=[r[0] for r in FAULTS]
)
def test_one_fault_is_one_line(text: str, words: str) -> None:
    (line,) = lines_of(HEAD + text)
    assert line.startswith("agency.toml: ")
    assert words in line


@pytest.mark.parametrize(("text", "path"), IMPOSING)
def test_a_file_in_which_the_bot_imposes_is_refused(text: str, path: str) -> None:
    (line,) = lines_of(HEAD + text)
    assert line.startswith(f"agency.toml: {path}")
    assert "no bot may impose" in line
    assert "the bot only proposes and a named human decides" in line


def test_all_faults_are_told_at_once() -> None:
    lines = lines_of('zone = "Mars"\n[call]\nattempts = 9\nwindow = 3\n[hours.fri]\nwork = [1]')
    assert [line.split("; ")[0] for line in lines] == [
        "agency.toml: id: missing",
        'agency.toml: zone: is "Mars"',
        "agency.toml: hours.fri.work: is 1",
        "agency.toml: call.attempts: is 9",
        "agency.toml: call.window: unknown key",
    ]


def test_a_fault_is_told_of_the_file_that_it_stands_in() -> None:
    layers = list(laws.SUMSEL.layers)
    bad = layers[1].text.replace("attempts = 2 ", "attempts = 0 ")
    with pytest.raises(CircularError) as caught:
        circular.parse([layers[0], Layer(name="sumsel", text=bad), Layer(name="a", text='id="a"')])
    assert str(caught.value).startswith("sumsel.toml: call.attempts: is 0")


def test_missing_keys_are_told_of_the_file_that_lacks_them() -> None:
    lines = lines_of('id = "kota"\n[call]\narticle = "1"\n', base="asn")
    missing = [line.split(": ")[1] for line in lines if ": missing; expected" in line]
    assert missing == ["wfh_days", "title", "office", "since", "zone"]


def test_asn_alone_is_no_circular() -> None:
    with pytest.raises(CircularError, match=r"asn.toml: office: missing; expected a text"):
        circular.load("asn")


def test_propose_needs_steps() -> None:
    (line,) = lines_of('id = "a"\nladder = false')
    assert line.startswith(
        'agency.toml: ladder.step: missing beside sanction = "propose"; expected'
    )


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('id = "a"\nzone = \n', "line 2: Invalid value; expected valid TOML"),
        ('id = "a"\n\nid = "b"\n', "line 3: "),
        ('id = "a"\nzone = "Asia', "line 2: "),
        ("wfh_days = [1,\n2", "line 2: "),
    ],
)
def test_toml_that_cannot_be_read_is_told_with_its_line(
    tmp_path: Path, text: str, where: str
) -> None:
    (line,) = lines_of(text)
    assert line.startswith(f"agency.toml: {where}")
    (tmp_path / "own.toml").write_text(text)
    with pytest.raises(CircularError) as caught:
        circular.load(str(tmp_path / "own.toml"))
    assert str(caught.value).startswith(f"own.toml: {where}")


KEYS = [
    "id extends title office since until zone workdays wfh_days wfh_article holidays ramadan",
    "extra_holidays sanction sanction_article evaluate_every_months hours morning call reason",
    "ladder exempt digest privacy default hours.fri hours.all call.per_day ladder.step",
    "ladder.tracks privacy.retention_days default.call default.call.attempts hours.fri.work",
    "hours.fri.quiet call.window_seconds ladder.mode digest.supervisor_at",
]
VALUES = [
    "1 -1 0.5 nan true false '' 'fri' 2026-04-01 07:30:00 2026-04-01T07:30:00Z [] {} [[]] [{}]",
    "[1] [true] ['fri'] ['x'] [[1]] [07:30:00] [[07:30:00]] [2026-04-01] [{},1] [{on=1}]",
    "{fri={}} {fri=1} {work=1} {work=[],quiet=1} {step=1} {at=1} {impose=1} ['',''] [[[[1]]]]",
]


@given(
    key=st.sampled_from(" ".join(KEYS).split()),
    value=st.sampled_from(" ".join(VALUES).split()),
    base=st.sampled_from(["sumsel", "asn"]),
)
def test_any_value_anywhere_loads_or_is_a_fault(key: str, value: str, base: str) -> None:
    text = f"{key} = {value}" if key == "id" else f"id = 'agency'\n{key} = {value}"
    with contextlib.suppress(CircularError):
        assert laws.own(text, base=base).hash
