"""A list of work as people write it: numbered, bulleted or a line each, in up to four parts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

LIMIT = 30  # pieces of work in one list
TASK, PART = 300, 100  # characters
LONGEST_DAY = 24 * 60  # minutes
BULLET = re.compile(
    r"\s*(?:\(?\d{1,3}\s*[.)](?!\d)|[-*+\u2022\u2023\u25aa\u25cf\u00b7\u2013\u2014])\s*"
)
DURATION = re.compile(r"(\d{1,4})\s*(?:(menit|mnt|min|minutes?|m)|(jam|hours?|h))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One piece of work: what, how much of what, and about how long."""

    task: str
    target: str = ""
    unit: str = ""
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Worklist:
    """What was understood; `left_over` lines did not fit, `shortened` ones lost their end."""

    works: tuple[Work, ...]
    left_over: int = 0
    shortened: int = 0


def read(words: str, room: int = LIMIT) -> Worklist:
    """Read "what; target; unit; minutes" from each line; all but the first may be missing."""
    found = [work for line in words.splitlines() if (work := _work(line))]
    kept = [_cut(work) for work in found[: max(room, 0)]]
    return Worklist(
        works=tuple(kept),
        left_over=len(found) - len(kept),
        shortened=sum(cut != work for cut, work in zip(kept, found, strict=False)),
    )


def one_line(words: str, limit: int = TASK) -> str:
    """Make one line of what somebody wrote, no longer than `limit`."""
    return " ".join(words.split())[:limit].strip()


def _work(line: str) -> Work | None:
    """Understand a line; None if nothing is on it but a number or a bullet."""
    bare = BULLET.sub("", line, count=1) if BULLET.match(line) else line
    task, *rest = [" ".join(part.split()) for part in bare.split(";")]
    if not any(character.isalnum() for character in task):
        return None
    minutes, parts = _duration(rest)
    target, unit = parts[0] if parts else "", " ".join(parts[1:])
    return Work(task=task, target=target, unit=unit.strip(), minutes=minutes)


def _duration(parts: Sequence[str]) -> tuple[int | None, list[str]]:
    """Take the time from the end: a bare number only stands for minutes in the fourth place."""
    left = list(parts)
    while left and not left[-1]:
        left.pop()
    match = DURATION.fullmatch(left[-1]) if left else None
    named = match and (match[2] or match[3])
    if match is None or not (named or len(left) == len(("target", "unit", "minutes"))):
        return None, left
    minutes = int(match[1]) * (60 if match[3] else 1)
    return (minutes, left[:-1]) if 0 < minutes <= LONGEST_DAY else (None, left)


def _cut(work: Work) -> Work:
    return replace(work, task=work.task[:TASK], target=work.target[:PART], unit=work.unit[:PART])
