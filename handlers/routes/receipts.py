"""What channels report of our own words: sent, or failed."""

from handlers import (
    enrol,
)
from handlers.call import close, send
from handlers.desk import Desk
from handlers.events import (
    Failed,
    Sent,
)
from storage import outbox
from storage.rows import Outbox


def sent(desk: Desk, event: Sent) -> None:
    row = outbox.sent(desk.db, event.outbox_id, event.ref, event.at)
    if row and row.attempt_id:
        send.taken(desk, row, event)
    elif row:
        _after(desk, row)


def failed(desk: Desk, event: Failed) -> None:
    row = outbox.failed(desk.db, event.outbox_id, event.cause, event.detail)
    if row is None:
        return
    if row.attempt_id:
        send.lost(desk, row, event)
    elif event.cause == "blocked":
        close.block(desk, row.address)
    _after(desk, row)


def _after(desk: Desk, row: Outbox) -> None:
    if row.key == "enrol.replaced_old":
        enrol.replace(desk, row.address)
