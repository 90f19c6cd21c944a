"""Who ordered a call learns when it came to nothing, with the cause that it really had."""

import pytest

from storage.rows import Person
from tests.office import Office


@pytest.fixture
def budi(office: Office) -> Person:
    office.begin_day("09.00")
    return office.hire("Budi")


@pytest.mark.parametrize(
    ("detail", "cause"),
    [
        ("busy: too many requests", "rate_limited"),
        ("refused: check the token", "refused"),
        ("unreachable: no connection", "unreachable"),
        ("not said at its moment", "expired"),
        ("", "expired"),
    ],
)
def test_what_waited_too_long_names_what_held_it_back(
    office: Office, budi: Person, detail: str, cause: str
) -> None:
    ana = office.hire("Ana", budi)
    office.refusing[office.address(ana)] = f"expired {detail}"
    office.reply(budi, "/panggil Ana Rapat mendadak")
    office.wait(seconds=5)
    assert office.calls(ana)[-1].void_cause == cause
    told = office.words(budi)[-1]
    assert told.key == "order.void"
    assert told.blanks["name"] == "Ana"


def test_what_became_of_a_call_by_lot_is_told_to_no_supervisor(
    office: Office, budi: Person
) -> None:
    ana = office.hire("Ana", budi)
    office.refusing[office.address(ana)] = "uncertain"
    office.call(ana)
    office.wait(minutes=5)
    assert office.outcomes(ana) == ["void"]
    assert "order.void" not in office.said(budi)


def test_a_call_that_was_answered_needs_no_such_word(office: Office, budi: Person) -> None:
    ana = office.hire("Ana", budi)
    office.reply(budi, "/panggil Ana Rapat mendadak")
    office.reply(ana)
    assert "order.void" not in office.said(budi)
