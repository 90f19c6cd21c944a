"""The roster as a whole: a tree that holds, what an import does, and what it never does."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import roster
from handlers.roster import COLUMNS, Line, Seat, Summary, Terms
from storage import bulk, log
from storage.rows import Person
from tests.nips import make_nip
from tests.office import Office
from tests.rosters import ANA, BOSS, EKA, HEAD, TODAY, places, read, row


def test_a_number_that_stands_there_twice_is_wrong_in_both_rows() -> None:
    reading = read(row(), row(nip=f" {ANA}", name="Anna"), row(nip=EKA))
    assert places(reading.faults) == [(2, "nip", "twice"), (3, "nip", "twice")]
    assert [fault.blanks["lines"] for fault in reading.faults] == ["3", "2"]


def test_a_supervisor_may_stand_below_his_people_or_be_known() -> None:
    reading = read(
        row(supervisor_nip=BOSS),
        row(nip=BOSS, supervisor_nip=HEAD),
        known={HEAD: Seat("", active=True)},
    )
    assert not reading.faults


@pytest.mark.parametrize(
    ("seat", "complete", "key"),
    [
        (Seat("", active=False), False, "supervisor_left"),
        (Seat("", active=True), True, "supervisor_leaves"),
    ],
)
def test_nobody_is_put_under_somebody_who_is_gone(seat: Seat, complete: bool, key: str) -> None:
    reading = read(row(supervisor_nip=BOSS), known={BOSS: seat}, complete=complete)
    assert places(reading.faults) == [(2, "supervisor_nip", key)]


def test_a_loop_is_told_to_everybody_on_it() -> None:
    reading = read(
        row(supervisor_nip=BOSS),
        row(nip=BOSS, supervisor_nip=HEAD),
        row(nip=HEAD, supervisor_nip=ANA),
        row(nip=EKA, supervisor_nip=ANA),
    )
    assert places(reading.faults) == [(n, "supervisor_nip", "loop") for n in (2, 3, 4)]
    assert reading.faults[0].blanks["loop"] == f"{ANA} -> {BOSS} -> {HEAD} -> {ANA}"


def test_a_loop_through_people_who_are_not_in_the_file_is_found() -> None:
    known = {BOSS: Seat(ANA, active=True), ANA: Seat("", active=True)}
    assert places(read(row(supervisor_nip=BOSS), known=known).faults) == [
        (2, "supervisor_nip", "loop")
    ]


@given(st.lists(st.integers(-1, 7), min_size=8, max_size=8))
def test_whatever_is_let_in_is_a_tree(above: list[int]) -> None:
    nips = [make_nip(n) for n in range(8)]
    rows = [
        row(nip=nips[n], supervisor_nip=nips[up] if up >= 0 else "") for n, up in enumerate(above)
    ]
    reading = read(*rows, partial=True)
    tree = {one.nip: one.supervisor for one in reading.roster.entries}
    for nip, supervisor in tree.items():
        way, step = {nip}, supervisor
        while step:
            assert step in tree
            assert step not in way
            way.add(step)
            step = tree[step]


def test_a_bad_row_of_a_supervisor_is_not_held_against_his_people() -> None:
    bad, good = row(nip=BOSS, phone="0711 123456"), row(supervisor_nip=BOSS)
    assert places(read(good, bad).faults) == [(3, "phone", "phone_fixed")]
    skipped = read(good, bad, row(nip=EKA, supervisor_nip=ANA), partial=True)
    assert places(skipped.faults) == [
        (2, "supervisor_nip", "supervisor_row"),
        (3, "phone", "phone_fixed"),
        (4, "supervisor_nip", "supervisor_row"),
    ]
    known = {BOSS: Seat("", active=True)}
    assert [one.nip for one in read(good, bad, known=known, partial=True).roster.entries] == [ANA]


def test_numbers_that_went_through_a_float_are_recognised_together() -> None:
    rounded = [str(int(float(make_nip(n)))) for n in (7, 5, 3, 21, 40, 60)]
    rows = [row(nip=nip) for nip in rounded if nip[-3:] != "000"]
    assert {fault.key for fault in read(*rows).faults} == {"rounded"}
    assert not read(*rows, row(nip=ANA)).faults


def test_a_number_of_another_kind_is_a_warning_only() -> None:
    reading = read(row(person_type="PPPK"), row(nip=make_nip(9, "PPPK"), person_type="PPPK_PW"))
    assert not reading.faults
    assert places(reading.warnings) == [(2, "person_type", "kind_differs")]


def bring(office: Office, *rows: dict[str, str], **how: Any) -> Summary:
    """Import a file of these rows."""
    columns = how.pop("columns", COLUMNS)
    complete = how.pop("complete", False)
    lines = [tuple(one.get(column, "") for column in columns) for one in rows]
    numbered = [Line(n, line) for n, line in enumerate([columns, *lines], start=1)]
    with office.desk() as desk:
        known = roster.seats(desk.db)
        terms = Terms(today=TODAY, zone="Asia/Jakarta", known=known, complete=complete)
        reading = roster.parse(numbered, terms)
        assert not reading.faults
        return roster.apply(desk, reading.roster, complete=complete)


def everybody(office: Office) -> dict[str, Person]:
    with office.desk() as desk:
        return {person.name: person for person in bulk.everybody(desk.db)}


def noted(office: Office) -> list[tuple[str, dict[str, Any]]]:
    with office.desk() as desk:
        kinds = ("person.added", "person.changed")
        return [
            (entry.kind, entry.facts) for kind in kinds for entry in log.of_kind(desk.db, kind)
        ]


TEAM = (row(supervisor_nip=BOSS), row(nip=BOSS, name="Budi", role="supervisor"))


def test_an_import_puts_people_and_their_tree_in_place(office: Office) -> None:
    assert bring(office, *TEAM) == Summary(added=2)
    people = everybody(office)
    assert people["Ana"].supervisor_id == people["Budi"].id
    assert people["Budi"].roles == ["supervisor"]
    assert noted(office) == [("person.added", {"nip": ANA}), ("person.added", {"nip": BOSS})]


def test_the_same_file_again_changes_nothing(office: Office) -> None:
    bring(office, *TEAM)
    before = noted(office)
    assert bring(office, *TEAM) == Summary(unchanged=2)
    assert noted(office) == before


def test_a_change_names_its_fields_in_the_log_and_not_their_contents(office: Office) -> None:
    bring(office, *TEAM)
    moved = row(supervisor_nip="hapus", phone="0812 3456 7890")
    assert bring(office, moved, TEAM[1]) == Summary(changed=1, unchanged=1)
    assert everybody(office)["Ana"].supervisor_id is None
    assert noted(office)[-1] == (
        "person.changed",
        {"nip": ANA, "fields": ["phone", "supervisor_id"]},
    )


def test_columns_that_a_file_lacks_leave_what_is_known(office: Office) -> None:
    bring(office, row(phone="081234567890", zone="WIT"))
    assert bring(office, row(position="Pranata"), columns=COLUMNS[:7]) == Summary(changed=1)
    ana = everybody(office)["Ana"]
    assert (ana.position, ana.phone, ana.zone) == ("Pranata", "+6281234567890", "Asia/Jayapura")


def test_people_who_are_missing_stay_unless_the_file_is_complete(office: Office) -> None:
    bring(office, *TEAM)
    assert bring(office, TEAM[1]) == Summary(unchanged=1)
    assert everybody(office)["Ana"].active
    assert bring(office, TEAM[1], complete=True) == Summary(unchanged=1, deactivated=1)
    assert not everybody(office)["Ana"].active
    assert noted(office)[-1] == ("person.changed", {"nip": ANA, "fields": ["active"]})


def test_whoever_comes_back_has_his_history(office: Office) -> None:
    bring(office, *TEAM)
    number = everybody(office)["Ana"].id
    bring(office, TEAM[1], complete=True)
    assert bring(office, *TEAM) == Summary(changed=1, unchanged=1)
    ana = everybody(office)["Ana"]
    assert (ana.id, ana.active) == (number, True)


def test_an_import_leaves_calls_findings_and_language_alone(office: Office) -> None:
    bring(office, *TEAM)
    ana = everybody(office)["Ana"]
    office.read_rightly(ana)
    with office.desk() as desk:
        office._enrol(desk.db, ana)
        desk.db.get_one(Person, ana.id).language = "en"
    office.begin_day()
    office.call(ana)
    office.wait(minutes=11)
    bring(office, row(position="Pranata", supervisor_nip=BOSS), TEAM[1])
    assert office.outcomes(ana) == ["missed"]
    assert everybody(office)["Ana"].language == "en"
