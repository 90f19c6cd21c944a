"""What channels report of our own words: taken, arrived, or failed."""

from handlers import enrol, readiness
from handlers.call import close, send
from handlers.desk import Desk
from handlers.events import Delivered, Failed, Sent
from storage import outbox
from storage.rows import Outbox

WAITING = {"no_session", "rate_limited"}  # words can wait until the person writes; calls cannot


def sent(desk: Desk, event: Sent) -> None:
    known = outbox.get(desk.db, event.outbox_id)
    awaited = known is not None and desk.traits(known.address).receipts
    row = outbox.sent(desk.db, event.outbox_id, event.ref, event.at, awaited=awaited)
    if row and row.attempt_id:
        send.taken(desk, row, event)
    elif row:
        _after(desk, row)


def delivered(desk: Desk, event: Delivered) -> None:
    row = outbox.delivered(desk.db, event.outbox_id, event.ref, event.at, read=event.read)
    if row and row.attempt_id:
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
    _after(desk, row)


def _after(desk: Desk, row: Outbox) -> None:
    if row.key == "enrol.replaced_old":
        enrol.replace(desk, row.address)
