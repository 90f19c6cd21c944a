"""Faults that chaos found, each as the shortest story that shows it; mended ones lose the mark."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from handlers import outage
from storage import leases
from storage.database import transaction
from storage.rows import Outbox, Person
from tests.lines import in_hand
from tests.office import Office


@pytest.fixture
def ana(office: Office) -> Person:
    ana = office.hire("Ana", office.hire("Budi", position="Kepala Bidang"))
    office.begin_day()
    return ana


@pytest.fixture
def another_clock(office: Office) -> None:
    """The platform's clock is four minutes behind ours, as we know: ours was set wrong."""
    office.ahead = timedelta(minutes=-4)


@pytest.mark.usefixtures("another_clock")
def test_our_outage_is_noticed_although_the_clocks_differ(office: Office, ana: Person) -> None:
    office.call(ana)
    office.wait(minutes=2)
    office.stop(minutes=1)
    office.wait(minutes=20)
    assert office.outcomes(ana) == ["void"]


@pytest.mark.usefixtures("another_clock")
def test_a_declared_outage_takes_findings_back_although_the_clocks_differ(
    office: Office, ana: Person
) -> None:
    office.call(ana)
    due = office.now
    office.wait(minutes=20)
    assert office.outcomes(ana) == ["missed"]
    declare(office, ana, due + timedelta(minutes=1), due + timedelta(minutes=2))
    assert office.outcomes(ana) == ["void"]


def test_a_call_whose_receipt_was_lost_is_not_said_again_after_the_answer(
    office: Office, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as held:
        held.setattr(office, "speak", lambda: None)
        office.call(ana)
        with transaction(office.bot.engine) as db:
            (row,) = in_hand(db, office.channel, office.now, 1)
        office.reply(ana)  # it did arrive
    with transaction(office.bot.engine) as db:
        leases.put_back(db, row.id or 0, office.now + timedelta(seconds=1), "timed out")
    office.wait(seconds=2)
    with transaction(office.bot.engine) as db:
        said = db.exec(select(Outbox).where(Outbox.key == "call.first")).one()
    assert said.state != "sent"


def declare(office: Office, who: Person, since: datetime, until: datetime) -> None:
    """Let an administrator declare an outage."""
    with office.desk() as desk:
        outage.record(desk, "", since, until, "declared", declared_by=who)
