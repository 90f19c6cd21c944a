"""How much a bench measures."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured; small for a look, large for the page."""

    rounds: int = 5
    answers: int = 3_000
    slow_answers: int = 100  # of a bot that waits for the API after each
    updates: int = 30_000
    crowd: int = 10_000  # open calls, calls at once, check-ins, people of a day
    seconds: float = 60.0  # in which the crowd comes
    memory: int = 100_000
    flooded: int = 600  # who answer meanwhile
    flood: int = 1_000  # updates a second of one person
    strangers: int = 10_000


QUICK = Size(1, 100, 20, 1_000, 200, 4.0, 2_000, 40, 500, 300)
