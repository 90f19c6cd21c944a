"""Attendance at the slots of a day at home: reminded, marked, shown (Bukittinggi 2.d-e)."""

from handlers.attend.remind import jobs
from handlers.attend.show import command, digest_line
from handlers.attend.take import forget, mend, press, remark, take, tick
from handlers.attend.words import DONE

__all__ = [
    "DONE",
    "command",
    "digest_line",
    "forget",
    "jobs",
    "mend",
    "press",
    "remark",
    "take",
    "tick",
]
