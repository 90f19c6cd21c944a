"""The way in: which event goes to which act; `tables.py` is the whole bot on one page."""

from handlers import clocks, clockwork, groups, location, outage, photos, reach, watch
from handlers.call import close
from handlers.desk import Desk
from handlers.events import (
    Audited,
    Blocked,
    Counted,
    Deaf,
    Delivered,
    Elsewhere,
    Event,
    Examined,
    Failed,
    Fetched,
    Message,
    Moved,
    Sent,
    Skewed,
    Tap,
    Tick,
    Unblocked,
)
from handlers.recognise import recognise
from handlers.routes import inbound, receipts
from handlers.routes.receipts import take_plain
from handlers.routes.tables import ALIASES, COMMANDS, LABELS, menu, roles_of

__all__ = ["ALIASES", "COMMANDS", "LABELS", "handle", "menu", "roles_of", "take_plain"]


def handle(desk: Desk, event: Event) -> None:  # noqa: C901, PLR0912, PLR0915 - the one table
    """Let an event mean something."""
    match event:
        case Tick():
            clockwork.tick(desk, event)
        case Message():
            recognise(desk, event)
            inbound.message(desk, event)
        case Tap():
            recognise(desk, event)
            inbound.tap(desk, event)
        case Moved():
            location.moved(desk, event)
        case Sent():
            receipts.sent(desk, event)
        case Delivered():
            receipts.delivered(desk, event)
        case Failed():
            receipts.failed(desk, event)
        case Fetched():
            photos.fetched(desk, event)
        case Counted():
            watch.counted(desk, event)
        case Examined():
            watch.examined(desk, event)
        case Skewed():
            clocks.skewed(desk, event)
        case Audited():
            watch.audited(desk, event)
        case Deaf():
            outage.deaf(desk, event)
        case Blocked(address=address):
            close.block(desk, address)
        case Unblocked(address=address):
            reach.heard(desk, address)
        case Elsewhere(address=address):
            groups.enter(desk, address, inbound.language(desk, event.language))
