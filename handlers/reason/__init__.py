"""Why: the question that comes before anything else, and every answer to it."""

from handlers.reason.asked import asked_since, awaited
from handlers.reason.state import stands
from handlers.reason.take import changed, command, of_answer, press, take

__all__ = ["asked_since", "awaited", "changed", "command", "of_answer", "press", "stands", "take"]
