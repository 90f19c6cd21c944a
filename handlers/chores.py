"""Getting the daily jobs done: a part of a long one each tick, none twice, none forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.desk import Desk
from handlers.job import Job, Part, parts
from storage import ahead, crowd, jobs


@dataclass(frozen=True, slots=True)
class Chore:
    """What is left of a job on a day; its `slot` is the one time at which it is done."""

    job: Job
    slot: str
    whole: Sequence[Part]
    left: Sequence[Part]

    @property
    def is_begun(self) -> bool:
        """Tell whether parts of it are done."""
        return len(self.left) < len(self.whole)


def left(desk: Desk, on: date, times: Sequence[tuple[Job, str]]) -> list[Chore]:
    """List those of some jobs, each with its slot, of which something is left."""
    done = jobs.done_on(desk.db, on, {job.name for job, _ in times})
    open_ones = [(job, slot) for job, slot in times if (job.name, slot) not in done]
    numbers = crowd.numbers(desk.db) if open_ones else (0, 0)
    return [_chore(job, slot, parts(job, *numbers), done) for job, slot in open_ones]


def _chore(job: Job, slot: str, whole: Sequence[Part], done: set[tuple[str, str]]) -> Chore:
    rest = [part for part in whole if jobs.part(job.name, slot, part.first) not in done]
    return Chore(job, slot, whole, rest)


def go_on(desk: Desk, on: date, chore: Chore) -> bool:
    """Do the next part of a job; False if the one after it must wait for the next tick."""
    job, slot = chore.job, chore.slot
    if len(chore.whole) == 1:
        if jobs.claim(desk.db, job.name, slot, desk.now):
            _act(desk, on, job, chore.whole[0])
        return True
    for part in chore.left[:1]:
        if jobs.claim(desk.db, *jobs.part(job.name, slot, part.first), desk.now):
            _act(desk, on, job, part)
    if len(chore.left) > 1:
        return False
    taken = [jobs.part(job.name, slot, part.first)[1] for part in chore.whole]
    jobs.finish(desk.db, job.name, slot, taken, desk.now)
    return True


def _act(desk: Desk, on: date, job: Job, part: Part) -> None:
    job.act(desk, on, part)
    ahead.forget(desk.db)  # what was read of everybody is too much for what follows
