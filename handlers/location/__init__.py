"""Where people work: a share becomes a word, never a track (Bukittinggi 2.c; default A9)."""

from handlers.location.ask import jobs, next_moment, watch
from handlers.location.home import ASKING, REGISTER, pin, register
from handlers.location.home import press as home_press
from handlers.location.home import settle as settle_home
from handlers.location.home import waiting as homes_waiting
from handlers.location.leaving import BACK, MISTAKE, PERMIT, back, mistake
from handlers.location.show import command, delete, digest_line, kept, mark, rules
from handlers.location.take import forget, moved, remark, take

__all__ = [
    "ASKING",
    "BACK",
    "MISTAKE",
    "PERMIT",
    "REGISTER",
    "back",
    "command",
    "delete",
    "digest_line",
    "forget",
    "home_press",
    "homes_waiting",
    "jobs",
    "kept",
    "mark",
    "mistake",
    "moved",
    "next_moment",
    "pin",
    "register",
    "remark",
    "rules",
    "settle_home",
    "take",
    "watch",
]
