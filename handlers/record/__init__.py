"""What the office lays down about days, shown before it counts, and taken back the same way."""

from handlers.record import confirm
from handlers.record.card import ASKING
from handlers.record.holiday import command as holiday
from handlers.record.leave import command as leave
from handlers.record.order import command as order
from handlers.record.outage import command as outage

__all__ = ["DIALOGS", "TAPS", "holiday", "leave", "order", "outage"]

DIALOGS = {ASKING: confirm.reply}
TAPS = {"record": confirm.press}
