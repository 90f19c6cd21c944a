"""Valid civil servant numbers for tests: no real person's, as many as are needed."""

import random
from datetime import date, timedelta

FIRST_BIRTH = date(1968, 1, 1)
BIRTHDAYS = 10_000
SEQUENCES = 999


def make_nip(source: random.Random | int, kind: str = "PNS") -> str:
    """Make the n-th valid number (each n its own, up to ten million), or a random one."""
    most = BIRTHDAYS * SEQUENCES
    number = source.randrange(most) if isinstance(source, random.Random) else source % most
    days, sequence = number % BIRTHDAYS, number // BIRTHDAYS + 1
    birth = FIRST_BIRTH + timedelta(days=days)
    code = days % 12 + 1 if kind == "PNS" else 21
    return f"{birth:%Y%m%d}{birth.year + 25}{code:02}{days % 2 + 1}{sequence:03}"
