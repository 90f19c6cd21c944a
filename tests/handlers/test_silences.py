"""Many silent at once: judged together, and each as if he were the only one (10.d)."""

import pytest

from handlers import away
from handlers.desk import Desk, Phrase
from handlers.events import Tap, Text, Tick
from storage.rows import Call, Person
from tests.office import Office


@pytest.fixture
def budi(office: Office) -> Person:
    return office.hire("Budi", position="Kepala Bidang")


@pytest.fixture
def team(office: Office, budi: Person) -> list[Person]:
    people = [office.hire(name, budi) for name in ("Ana", "Eka", "Gita")]
    office.begin_day()
    return people


def call_all(office: Office, team: list[Person]) -> None:
    for person in team:
        office.call(person)


def end_last_window(office: Office, person: Person) -> Tick:
    """Come to the moment of a person's verdict, which the tick that this gives will bring."""
    office.wait(seconds=599)
    office.now = office.calls(person)[-1].judge_at or office.now
    return Tick(at=office.now, heard=dict.fromkeys(office.lines, office.now))


def cards(office: Office, boss: Person) -> list[tuple[str, str]]:
    """List the cards to a boss: whom each is about, and the number behind its buttons."""
    rows = [row for row in office.words(boss) if row.key == "case.card"]
    return [(row.blanks["name"], row.buttons[0][0][1].split(":")[1]) for row in rows]


def test_each_of_many_silent_people_gets_his_own_question_and_card(
    office: Office, team: list[Person], budi: Person
) -> None:
    call_all(office, team)
    office.wait(minutes=11)
    told = cards(office, budi)
    assert sorted(name for name, _ in told) == ["Ana", "Eka", "Gita"]
    assert len({number for _, number in told}) == 3
    for person in team:
        assert office.outcomes(person) == ["missed"]
        assert office.said(person).count("case.missed") == 1
        number = dict(told)[person.name]
        office.tap(budi, f"case:{number}:accept")
        assert office.outcomes(person) == ["excused"]


def test_a_card_that_breaks_voids_its_own_call_and_no_other(
    office: Office, team: list[Person], budi: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = away.facts

    def breaks_for_eka(desk: Desk, call: Call) -> list[Phrase]:
        if call.person_id == team[1].id:
            raise RuntimeError("broken row")
        return facts(desk, call)

    monkeypatch.setattr(away, "facts", breaks_for_eka)
    call_all(office, team)
    office.wait(minutes=11)
    assert [office.outcomes(person) for person in team] == [["missed"], ["void"], ["missed"]]
    assert [office.said(person).count("case.missed") for person in team] == [1, 0, 1]
    assert sorted(name for name, _ in cards(office, budi)) == ["Ana", "Gita"]
    assert office.proposed(team[1]) == []


def test_of_many_only_those_are_judged_whose_channel_was_heard(
    office: Office, team: list[Person]
) -> None:
    far = office.hire("Wira", office.person(team[0]), enrolled=False)
    office.connect(far, "whatsapp" if office.channel == "telegram" else "telegram")
    call_all(office, [*team, far])
    end_last_window(office, team[0])
    office.feed(Tick(at=office.now, heard={office.channel: office.now}))
    assert [office.outcomes(person) for person in (*team, far)] == [["missed"]] * 3 + [[]]


def test_a_reason_in_the_same_transaction_as_the_verdict_stands_on_the_card(
    office: Office, team: list[Person], budi: Person
) -> None:
    ana = team[0]
    office.call(ana)
    tick = end_last_window(office, ana)
    words = Text(at=office.now, address=office.address(ana), text="Sakit gigi", ref="u")
    office.feed(tick, words)
    last = [row for row in office.words(budi) if row.key == "case.card"][-1]
    assert [said["with"]["words"] for said in last.blanks["reason"]] == ["Sakit gigi"]


def test_a_decision_in_the_same_transaction_counts_in_the_next_verdict(
    office: Office, team: list[Person], budi: Person
) -> None:
    ana = team[0]
    for why in ("Tidak terdengar", "Sinyal lemah"):
        office.call(ana)
        office.wait(minutes=11)
        office.reply(ana, why)
    office.decide(budi, ana, "refuse", "guide")
    number = cards(office, budi)[0][1]
    office.tap(budi, f"case:{number}:refuse")
    office.confirm(budi)
    office.tap(budi, f"case:{number}:guide")
    sure = office.words(budi)[-1].buttons[0][0][1]
    office.call(ana)
    tick = end_last_window(office, ana)
    decision = Tap(at=office.now, address=office.address(budi), data=sure)
    office.feed(
        tick, decision, Text(at=office.now, address=office.address(ana), text="Mati lampu")
    )
    last = [row for row in office.words(budi) if row.key == "case.card"][-1]
    told = [line["with"] for line in last.blanks["findings"] if "history" in line["$say"]]
    assert told[0]["count"] == 2
