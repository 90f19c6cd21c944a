"""A reason as people read it: its words, what came without words, and what came late."""

from collections import Counter

from handlers.desk import Phrase, phrase
from storage.rows import Reason

SHOWN = 1000  # characters of a reason that a message can carry; all of them are kept


def said(reason: Reason) -> list[Phrase]:
    """Tell all that was given as a reason, and what of it came after its time."""
    room = SHOWN // 2 if reason.text and reason.late_text else SHOWN
    parts = [words(reason.text, room)] if reason.text else []
    parts += [_attached(kind, count) for kind, count in Counter(reason.attached).items()]
    late = phrase("case.reason_late_words", words=_cut(reason.late_text, room))
    return [*parts, late] if reason.late_text else parts


def words(text: str, room: int = SHOWN) -> Phrase:
    """Quote words, as many as a message can carry."""
    return phrase("case.reason_words", words=_cut(text, room))


def _attached(kind: str, count: int) -> Phrase:
    one = phrase(f"attached.{kind}")
    return one if count == 1 else phrase("case.several", what=one, count=count)


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1]}…"
