"""The tables: one class a noun, facts only."""

from storage.rows import naming  # isort: skip - before any table
from storage.rows.calls import Attempt, Call, Reason
from storage.rows.cases import Decision, Fault, Proposal, Ruling
from storage.rows.days import (
    Adoption,
    Day,
    ExtraHoliday,
    Given,
    HalfDay,
    Intent,
    Law,
    Lottery,
    Shift,
)
from storage.rows.duties import (
    Check,
    Mark,
    Permit,
    Photo,
    Plan,
    PlanItem,
    Recall,
    Report,
    ReportItem,
)
from storage.rows.location import Home, Share, Sighting
from storage.rows.people import Alias, Confirmation, Contact, Guess, Invitation, Person
from storage.rows.proof import Beat, Done, Entry, Outage, Tenure
from storage.rows.talk import Dialog, Heard, Inbox, Outbox, Pace

__all__ = [
    "Adoption",
    "Alias",
    "Attempt",
    "Beat",
    "Call",
    "Check",
    "Confirmation",
    "Contact",
    "Day",
    "Decision",
    "Dialog",
    "Done",
    "Entry",
    "ExtraHoliday",
    "Fault",
    "Given",
    "Guess",
    "HalfDay",
    "Heard",
    "Home",
    "Inbox",
    "Intent",
    "Invitation",
    "Law",
    "Lottery",
    "Mark",
    "Outage",
    "Outbox",
    "Pace",
    "Permit",
    "Person",
    "Photo",
    "Plan",
    "PlanItem",
    "Proposal",
    "Reason",
    "Recall",
    "Report",
    "ReportItem",
    "Ruling",
    "Share",
    "Shift",
    "Sighting",
    "Tenure",
    "naming",
]
