"""A plan is sent, in time or late, once."""

from datetime import timedelta

import pytest

from storage.rows import Person
from tests.duties import heard, newest
from tests.handlers.plans.scene import HOME, LIST, plan, send_plan
from tests.office import Office


@pytest.mark.parametrize(("seconds", "late"), [(0, False), (59, False), (60, True)])
def test_a_plan_is_in_time_within_the_minute_that_was_named(
    office: Office, ana: Person, budi: Person, seconds: int, late: bool
) -> None:
    office.wait_until(office.at("15.50"))
    office.reply(ana, "/rencana")
    office.reply(ana, LIST)
    office.wait_until(office.at("16.00") + timedelta(seconds=seconds))
    office.reply(ana, "KIRIM RENCANA")
    assert plan(office, ana).late is late
    assert office.said(ana)[-1] == ("plan.sent_late" if late else "plan.sent")


@pytest.mark.clause("bukittinggi", "2.a")
def test_2a_a_late_plan_is_taken_and_says_when_it_came(
    office: Office, ana: Person, budi: Person
) -> None:
    office.wait_until(office.at("08.30", HOME))
    office.reply(ana, "/rencana Menyusun laporan")
    office.reply(ana, "KIRIM RENCANA")
    assert plan(office, ana).late
    assert "setelah batas pengiriman" in newest(office, budi, "plan.card")
    office.reply(ana, "/rencana")
    assert heard(office, ana, "plan")[-2:] == ["plan.closed", "plan.draft"]  # today's, the next
    assert "Jumat, 17 April 2026" in office.last_text(ana)


def test_the_moment_of_writing_counts_and_not_that_of_our_outage(
    office: Office, ana: Person, budi: Person
) -> None:
    office.wait_until(office.at("15.50"))
    office.reply(ana, "/rencana Menyusun laporan")
    office.stop(minutes=30)
    office.reply(ana, "KIRIM RENCANA", at=office.at("15.58"))
    assert plan(office, ana).late is False
    office.tick()
    assert heard(office, budi, "plan") == ["plan.card"]


def test_a_second_press_sends_nothing_twice(office: Office, ana: Person, budi: Person) -> None:
    send_plan(office, ana)
    office.reply(ana, "KIRIM RENCANA")
    assert office.said(ana)[-2:] == ["plan.sent", "plan.sent_already"]
    assert heard(office, budi, "plan") == ["plan.card"]


def test_a_plan_for_a_day_that_is_over_is_no_plan(office: Office, ana: Person) -> None:
    office.reply(ana, "/rencana Menyusun laporan")
    office.wait_until(office.at("17.00", HOME))
    office.reply(ana, "KIRIM RENCANA")
    assert plan(office, ana).sent_at is None
    assert office.said(ana)[-1] == "plan.draft"  # of the next Friday, which is empty
