"""Permission to leave the place of work: asked, decided by the supervisor, ended (2.g)."""

from handlers.permit import ask, decide, out, shared
from handlers.permit.ask import command
from handlers.permit.decide import press, settle, waiting
from handlers.permit.out import back, jobs, line, next_moment, watch

__all__ = [
    "DIALOGS",
    "LABELS",
    "back",
    "command",
    "jobs",
    "line",
    "next_moment",
    "press",
    "settle",
    "waiting",
    "watch",
]

DIALOGS = {
    ask.ASKING: ask.reply,
    decide.NOTE: decide.note,
    decide.ANSWER: decide.answer,
    out.EXPLAINING: out.why,
}
LABELS = {shared.EMERGENCY: out.pressed, shared.BACK: out.back_pressed}
