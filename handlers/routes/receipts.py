"""What channels report of our own words: taken, arrived, or failed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from handlers import groups, reach, readiness, takeover
from handlers.call import close, send
from handlers.desk import Desk
from handlers.events import Delivered, Event, Failed, Sent
from handlers.traits import EVERYTHING, Traits
from storage import outbox

FOLLOWED = (
    takeover.TOLD,
    groups.SENTENCE,
)  # by what follows once they are out
WAITING = {"no_session", "rate_limited"}  # words can wait until the person writes; calls cannot


def take_plain(
    db: Session, channels: Mapping[str, Traits], events: Sequence[Event]
) -> Sequence[Event]:
    """Record at once the receipts after which nothing follows; give the other events back."""
    said = [e.outbox_id for e in events if isinstance(e, Sent)]
    addresses = outbox.plain(db, said, FOLLOWED) if said else {}
    plain = {
        number
        for number, address in addresses.items()
        if not channels.get(address.partition(":")[0], EVERYTHING).receipts
    }
    receipts, rest = dict[int, tuple[str, datetime]](), list[Event]()
    for event in events:
        if isinstance(event, Sent) and event.outbox_id in plain:
            receipts.setdefault(event.outbox_id, (event.ref, event.at))
        else:
            rest.append(event)
    outbox.plainly_sent(db, receipts)
    return rest


def sent(desk: Desk, event: Sent) -> None:
    known = outbox.get(desk.db, event.outbox_id)
    awaited = known is not None and desk.traits(known.address).receipts
    row = outbox.sent(desk.db, event.outbox_id, event.ref, event.at, awaited=awaited)
    if row and row.attempt_id:
        send.taken(desk, row, event)
    elif row:
        takeover.told(desk, row, event)
        groups.told(desk, row.address, row.key)
    if row and not awaited:
        reach.heard(desk, row.address)


def delivered(desk: Desk, event: Delivered) -> None:
    how = "read" if event.read else "asked" if event.asked else "delivered"
    row = outbox.delivered(desk.db, event.outbox_id, event.ref, event.at, how)
    if row is None:
        return
    reach.heard(desk, row.address)
    if row.attempt_id:
        send.arrived(desk, row, event)


def failed(desk: Desk, event: Failed) -> None:
    row = outbox.failed(desk.db, event.outbox_id, event.cause, event.detail)
    if row is None:
        return
    if row.attempt_id:
        send.lost(desk, row, event)
    elif event.cause == "blocked":
        close.block(desk, row.address)
    elif event.cause in WAITING:
        readiness.hold(desk, row)
    takeover.told(desk, row, event)
    groups.told(desk, row.address, row.key)
