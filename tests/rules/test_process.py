"""The way of a case: what may be decided next, and what of it counts."""

from datetime import date

import pytest

from handlers.rules import process

STATES = ["waiting", "examining", "reported", "decided"]
WORDS = ["awaited", "open", "refused", "none"]
TRACKS = ["pp94", "pppk", "guidance", "record"]
SANCTIONS = ["propose", "record"]


@pytest.mark.parametrize(
    ("state", "word", "track", "choices"),
    [
        ("waiting", "awaited", "pp94", ["accept"]),
        ("waiting", "open", "pp94", ["accept", "refuse", "examine"]),
        ("waiting", "refused", "pp94", ["accept", "examine", "guide", "report"]),
        ("waiting", "none", "pppk", ["accept", "examine", "guide", "report"]),
        ("waiting", "open", "guidance", ["accept", "refuse"]),
        ("waiting", "refused", "guidance", ["accept", "guide"]),
        ("waiting", "none", "record", ["accept", "guide"]),
        ("examining", "open", "pp94", ["accept", "proven", "not_proven", "guide"]),
        ("reported", "refused", "pp94", ["accept", "proven", "not_proven", "guide"]),
        ("decided", "refused", "pp94", ["accept"]),
    ],
)
def test_what_may_be_decided(state: str, word: str, track: str, choices: list[str]) -> None:
    assert list(process.choices(state, word, "propose", track)) == choices


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("sanction", SANCTIONS)
@pytest.mark.parametrize("track", TRACKS)
def test_every_choice_leads_to_a_state_from_which_the_reason_can_be_accepted(
    state: str, word: str, sanction: str, track: str
) -> None:
    offered = process.choices(state, word, sanction, track)
    assert offered[0] == "accept"
    for choice in offered:
        after = process.state_after(choice, sanction, track)
        assert "accept" in process.choices(after, "refused", sanction, track)
        if track not in {"pp94", "pppk"} or sanction != "propose":
            assert choice not in {"examine", "report"} or state != "waiting"
            assert not process.counts(choice, sanction, track)


def test_only_what_was_proven_or_decided_as_guidance_counts() -> None:
    counted = [c for c in process.CHOICES if process.counts(c, "propose", "pp94")]
    assert counted == ["guide", "proven"]


def test_an_outage_afternoon_is_one_event() -> None:
    friday, next_friday = date(2026, 4, 10), date(2026, 4, 17)
    outage = [(friday, "gangguan_jaringan")] * 3
    assert process.episodes(outage) == 1
    assert process.episodes([*outage, (next_friday, "gangguan_jaringan")]) == 2
    assert process.episodes([(friday, "")] * 3) == 3  # nobody said that they belong together


@pytest.mark.parametrize(
    ("choice", "sanction", "track", "state"),
    [
        ("", "propose", "pp94", "waiting"),  # every decision was taken back
        ("accept", "propose", "pp94", "decided"),
        ("refuse", "propose", "pp94", "waiting"),  # what follows is decided next
        ("refuse", "propose", "guidance", "waiting"),
        ("refuse", "propose", "record", "decided"),  # nothing follows
        ("refuse", "record", "pp94", "decided"),
        ("examine", "propose", "pp94", "examining"),
        ("report", "propose", "pppk", "reported"),
        ("report", "record", "pp94", "reported"),
        ("guide", "record", "record", "decided"),
        ("proven", "propose", "pp94", "decided"),
    ],
)
def test_where_a_decision_leaves_a_case(
    choice: str, sanction: str, track: str, state: str
) -> None:
    assert process.state_after(choice, sanction, track) == state


def test_a_case_is_only_written_down_by_its_circular_or_for_its_type_of_person() -> None:
    proposed = [t for t in TRACKS if not process.is_recorded("propose", t)]
    assert proposed == ["pp94", "pppk", "guidance"]
    assert all(process.is_recorded("record", track) for track in TRACKS)
