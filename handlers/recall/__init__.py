"""Orders to come to the office: given, answered, followed, counted (Bukittinggi 1.d, 2.f)."""

from handlers.recall import answer, order
from handlers.recall.answer import HINDERED, READY, next_moment, watch
from handlers.recall.order import command, press, settle
from handlers.recall.share import line

__all__ = [
    "DIALOGS",
    "HINDERED",
    "LABELS",
    "READY",
    "command",
    "line",
    "next_moment",
    "press",
    "settle",
    "watch",
]

DIALOGS = {order.ASKING: order.reply, answer.WHY: answer.hindrance}
LABELS = {
    answer.READY: answer.ready,
    answer.HINDERED: answer.hindered,
    answer.ARRIVED: answer.arrived,
}
