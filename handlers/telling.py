"""What was decided against somebody comes to him once it can no more be taken back."""

from collections.abc import Callable
from datetime import datetime

from handlers import location, permit, recall, warn
from handlers.desk import Desk
from handlers.plan import review as plan_review
from handlers.report import review as report_review
from storage import rulings
from storage.rows import Ruling

SETTLE: dict[str, Callable[[Desk, Ruling], None]] = {
    "case": warn.settle,
    "home": location.settle_home,
    "permit": permit.settle,
    "plan": plan_review.settle,
    "recall": recall.settle,
    "report": report_review.settle,
}


def watch(desk: Desk) -> None:
    """Let those decisions stand whose time for second thoughts is over, and tell them."""
    for row in rulings.due(desk.db, desk.now):
        SETTLE[row.about](desk, row)
        rulings.drop(desk.db, row.about, [row.number])


def next_moment(desk: Desk) -> datetime | None:
    """Tell when the next one can no more be taken back."""
    return rulings.next_moment(desk.db)
