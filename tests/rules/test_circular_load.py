"""A circular is a file: what loads, how files lie over each other, where values stand."""

from dataclasses import replace
from datetime import date, time

import pytest

from handlers.rules import circular
from handlers.rules.circular import Hours, Layer, Span
from tests.rules import laws

DESIGN = """
id = "sumsel"
extends = "asn"
title = "SE Gubernur Sumatera Selatan Nomor 800.1/1230/BKD.I/2026"
office = "Pemerintah Provinsi Sumatera Selatan"
since = 2026-04-01                       # 14
zone = "Asia/Jakarta"
wfh_days = ["fri"]                       # 2
sanction = "propose"                     # 10.d: propose | record | off
evaluate_every_months = 2                # 14

[hours.fri]
work = [[07:30:00, 11:30:00], [13:00:00, 16:30:00]]
quiet = [[11:30:00, 13:30:00]]           # no calls around Friday prayer

[call]
article = "10.c"
window_seconds = 300                     # "kurang dari 5 menit": 300 s is late
attempts = 2                             # 10.d
per_day = [2, 4]
min_gap_minutes = 45

[ladder]
mode = "literal"                         # literal | monotone | graduated
repeat_count = 3
repeat_days = 61

[[ladder.step]]
on = "missed"                            # missed | late | repeated
name = "Teguran lisan"
article = "10.d, butir kesatu"

[[exempt]]
positions = ["Pejabat Pimpinan Tinggi Madya", "Pejabat Pimpinan Tinggi Pratama"]
mode = "WFA"
article = "11"
"""
EVERY_DAY = """
id = "uji"
extends = "sumsel"
wfh_days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
holidays = false
[hours.all]
work = [[00:00:00, 23:59:59]]
[call]
window_seconds = 1
per_day = [0, 0]
min_gap_minutes = 0
margin_minutes = 0
"""
RECORD_ONLY = """
id = "kota"
extends = "asn"
title = "SE Wali Kota"
office = "Pemerintah Kota"
since = 2026-04-08
zone = "Asia/Makassar"
wfh_days = ["fri"]
wfh_article = "1.b"
sanction = "record"
"""


def span(start: str, end: str) -> Span:
    return Span(start=time.fromisoformat(start), end=time.fromisoformat(end))


def test_shipped_circulars_all_load_and_asn_is_none_of_them() -> None:
    assert "sumsel" in circular.shipped()
    assert "asn" not in circular.shipped()
    for name in circular.shipped():
        assert circular.load(name).id == name


def test_the_example_of_the_design_loads() -> None:
    law = laws.own(DESIGN, base="asn", name="sumsel")
    assert law.call == laws.SUMSEL.call
    assert law.exempt[-1].name == "Pejabat Pimpinan Tinggi Madya, Pejabat Pimpinan Tinggi Pratama"
    assert law.ladder
    assert [step.name for step in law.ladder.steps] == ["Teguran lisan"]
    assert law.morning is None


def test_a_test_day_loads_and_all_hours_cover_ramadan_too() -> None:
    law = laws.own(EVERY_DAY)
    whole = Hours(work=(span("00:00:00", "23:59:59"),), quiet=())
    assert len(law.hours) == 14
    assert set(law.hours.values()) == {whole}
    assert law.workdays == law.wfh_days == circular.WEEKDAYS
    assert law.call == laws.call_rule(
        window_seconds=1, per_day=(0, 0), min_gap_minutes=0, margin_minutes=0
    )


def test_a_duty_whose_table_is_absent_or_false_is_off() -> None:
    law = laws.own(RECORD_ONLY, base="asn")
    assert (law.call, law.ladder, law.morning) == (None, None, None)
    quiet = laws.own('id = "x"\ncall = false\nmorning = false')
    assert (quiet.call, quiet.morning) == (None, None)
    assert quiet.ladder is not None
    again = [*quiet.layers, Layer(name="y", text='id = "y"\n[call]\narticle = "2"\nattempts = 1')]
    assert circular.parse(again).call == laws.call_rule(attempts=1)


def test_an_agency_file_holds_only_what_it_changes() -> None:
    law = laws.own('id = "agency"\nextends = "sumsel"\n[call]\nwindow_seconds = 240')
    assert law.call == laws.call_rule(window_seconds=240)
    same = replace(
        laws.SUMSEL,
        id="agency",
        call=law.call,
        layers=law.layers,
        hash=law.hash,
        sources=law.sources,
    )
    assert law == same


def test_provenance_names_the_file_of_each_value() -> None:
    law = laws.own(
        'id = "agency"\n[call]\nwindow_seconds = 240\n[hours.wed]\nwork = [[08:00:00, 09:00:00]]'
    )
    assert law.source("call.window_seconds").file == "agency"
    assert law.source("call.attempts").file == "sumsel"
    assert law.source("call.per_day").file == "asn"
    assert law.source("hours.wed").file == "agency"
    assert law.source("hours.thu").file == "sumsel"
    assert law.source("ladder.step[2].name").file == "sumsel"
    assert law.source("exempt[1].mode").file == "asn"
    assert law.source("exempt[6].mode").file == "sumsel"
    assert law.source("reason").file == "asn"
    assert law.source("until").file == ""
    assert laws.SUMSEL.source("call").file == "sumsel"


def test_exemptions_are_added_and_other_arrays_replaced() -> None:
    law = laws.own(
        """
        id = "agency"
        ramadan = []
        [[ladder.step]]
        on = "missed"
        name = "Pembinaan"
        article = "3"
        [[exempt]]
        units = ["Dinas Perhubungan"]
        subtree = false
        mode = "WFO"
        article = "4"
        """
    )
    assert law.ramadan == ()
    assert law.ladder
    assert [step.name for step in law.ladder.steps] == ["Pembinaan"]
    assert law.exempt[:-1] == laws.SUMSEL.exempt
    assert (law.exempt[-1].name, law.exempt[-1].subtree) == ("Dinas Perhubungan", False)
    assert law.source(f"exempt[{len(law.exempt)}]").file == "agency"
    assert law.source("exempt[6]").file == "sumsel"
    assert laws.own('id = "x"\nexempt = []').exempt == laws.SUMSEL.exempt


def test_hours_of_an_upper_file_replace_what_they_cover() -> None:
    law = laws.own(
        """
        id = "agency"
        [hours.wed]
        work = [[10:00:00, 11:00:00]]
        [hours.mon_thu]
        work = [[08:00:00, 09:00:00]]
        quiet = [[08:30:00, 08:45:00]]
        [hours.fri]
        work = [[06:00:00, 07:00:00]]
        """
    )
    assert law.hours["wed"].work == (span("10:00:00", "11:00:00"),)
    assert law.hours["tue"].quiet == (span("08:30:00", "08:45:00"),)
    assert law.hours["fri"] == Hours(work=(span("06:00:00", "07:00:00"),), quiet=())
    assert law.hours["ramadan_fri"] == laws.SUMSEL.hours["ramadan_fri"]


def test_a_group_of_days_in_an_upper_file_beats_a_single_day_below() -> None:
    lower = laws.own('id = "a"\n[hours.wed]\nwork = [[10:00:00, 11:00:00]]')
    upper = Layer(name="b", text='id = "b"\n[hours.mon_thu]\nwork = [[08:00:00, 09:00:00]]')
    law = circular.parse([*lower.layers, upper])
    assert law.hours["wed"].work == (span("08:00:00", "09:00:00"),)
    assert law.source("hours.wed").file == "b"


def test_special_days_beat_all_in_the_same_file() -> None:
    law = laws.own(EVERY_DAY + "\n[hours.ramadan_fri]\nwork = [[08:00:00, 09:00:00]]")
    assert law.hours["ramadan_fri"].work == (span("08:00:00", "09:00:00"),)
    assert law.hours["ramadan_thu"].work == (span("00:00:00", "23:59:59"),)


def test_a_circular_is_frozen_throughout() -> None:
    with pytest.raises(AttributeError):
        laws.SUMSEL.zone = "Asia/Makassar"  # type: ignore[misc]
    with pytest.raises(TypeError):
        laws.SUMSEL.hours["mon"] = Hours()  # type: ignore[index]


def test_defaults_of_the_nation() -> None:
    law = laws.SUMSEL
    assert len(law.reason.choices) == 11
    assert law.reason.decide_within_workdays == 3
    assert law.digest.supervisor_at == (time(12), time(17, 15))
    assert law.digest.unit_head_at == (time(17, 30),)
    assert law.privacy.retention_days["locations"] == 7
    assert law.ramadan[0].start == date(2026, 2, 19)
    assert [month.confirmed for month in law.ramadan] == [True, False, False]
    assert law.morning
    assert law.morning.at == time(7, 15)


@pytest.mark.parametrize(("days", "minutes"), [("", 2250), ("ramadan_", 1950)])
@pytest.mark.parametrize("base", ["sumsel", "asn"])
def test_perpres_21_weekly_minutes_add_up(days: str, minutes: int, base: str) -> None:
    law = laws.SUMSEL if base == "sumsel" else laws.own(RECORD_ONLY, base="asn")
    worked = [span for day in law.workdays for span in law.hours[days + day].work]
    ends = sum(one.end.hour * 60 + one.end.minute for one in worked)
    assert ends - sum(one.start.hour * 60 + one.start.minute for one in worked) == minutes


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ('units = ["Dinas A", "Dinas B"]', "Dinas A, Dinas B"),
        ('duties = ["piket"]', "piket"),
        ('positions = ["Camat"]\nunits = ["Dinas A"]', "Camat"),
        ('units = ["Dinas A"]\nname = "Yang berjaga"', "Yang berjaga"),
    ],
)
def test_an_exemption_has_the_name_of_whom_it_names(field: str, name: str) -> None:
    law = laws.own(f'id = "x"\n[[exempt]]\n{field}\nmode = "WFO"\narticle = "1"')
    found = law.exempt[-1]
    assert (found.name, found.subtree) == (name, True)


def test_a_law_that_says_nothing_of_backups_keeps_them_for_ninety_days() -> None:
    layers = [
        replace(layer, text="\n".join(t for t in layer.text.split("\n") if "backups =" not in t))
        for layer in laws.SUMSEL.layers
    ]
    assert circular.parse(layers).privacy.backup_days == 90
    own = laws.own('id = "x"\n[privacy.retention_days]\nbackups = 30')
    assert own.privacy.backup_days == 30


def test_an_office_may_have_several_places_each_for_its_units() -> None:
    place = '[[place]]\nname = "{}"\nlat = -2.99\nlon = 104.76\n'
    text = place.format("Palembang") + place.format("Banyuasin") + 'units = ["UPTD A"]'
    law = laws.own(f'id = "x"\n{text}')
    assert [(one.name, one.units) for one in law.places] == [
        ("Palembang", ()),
        ("Banyuasin", ("UPTD A",)),
    ]
