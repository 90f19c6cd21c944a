"""The second auditor: what the provider saw, against what the program found."""

import itertools
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.chaos.record import Fed, Record, Said

CODE = re.compile(r"\b\d{6}-\d+-\d+\b")
AGAINST = {"late", "missed", "excused"}
GRACE = 1.0  # seconds: to take an update in, with words on their way already
JITTER = 2  # messages in a second
EDGE = 0.3  # seconds of a window in which an answer may be on its way, where it bears no date
DEATH = 3.0  # seconds before a kill within which a receipt may not have been kept
LINGER = 0.3
ONLY_ONCE = "bukan hukuman"  # a note about discipline is not said again on a doubt


@dataclass(frozen=True)
class Wrong:
    """What one of the auditors found, and when it happened."""

    rule: str
    at: float
    detail: str


@dataclass
class Asked:
    """A call as its person saw it."""

    code: str
    chat: int
    copies: list[Said] = field(default_factory=list)

    @property
    def first(self) -> list[Said]:
        """The copies of its first message."""
        return [copy for copy in self.copies if "belum direspons" not in copy.text]


def check(
    record: Record, calls: list[dict[str, Any]], inbox: list[dict[str, Any]], window: float
) -> Iterator[Wrong]:
    """Prove from the provider's side what the program promised."""
    asked = calls_seen(record)
    outcomes = {row["code"]: row["outcome"] for row in calls}
    for one in asked.values():
        answers = [fed for fed in record.fed if fed.is_answer and fed.chat == str(one.chat)]
        outcome = outcomes.get(one.code, "")
        yield from _found_against_him(one, answers, outcome, window, record)
        yield from _asked_after_answer(one, answers, record)
    yield from _limits(record)
    yield from _said_twice(record)
    yield from _handled(record, inbox)


def calls_seen(record: Record) -> dict[str, Asked]:
    asked: dict[str, Asked] = {}
    for said in record.said:
        found = CODE.search(said.text)
        if said.is_call and found:
            asked.setdefault(found[0], Asked(found[0], said.chat)).copies.append(said)
    return asked


def _found_against_him(
    one: Asked, answers: list[Fed], outcome: str, window: float, record: Record
) -> Iterator[Wrong]:
    first = one.first
    if outcome not in AGAINST or not first:
        return
    begins = _begins(first, record)
    if not begins:
        yield Wrong("not known to have arrived, yet found against", first[0].at, one.code)
        return
    start, end = min(begins), max(begins) + window - (EDGE if record.receipts else 0)
    asked = first[0].asked or first[0].at  # dates are whole seconds, and may be the same
    in_time = [answer for answer in answers if start <= answer.date < end and answer.at >= asked]
    if in_time:
        detail = f"{one.code} {outcome}, answered {in_time[0].date - start:.2f} s after its call"
        yield Wrong("in time, yet found against", first[0].at, detail)


def _begins(copies: list[Said], record: Record) -> list[float]:
    """Give the moments at which a window began, as far as the program was told of them."""
    if not record.receipts:
        return [copy.date for copy in copies]
    known = [c for c in copies if record.was_told(c.number, "delivered", "read")]
    return [record.arrived[copy.number] for copy in known]


def _asked_after_answer(one: Asked, answers: list[Fed], record: Record) -> Iterator[Wrong]:
    for copy in one.copies[1:]:
        heard = [
            record.handed[answer.number]
            for answer in answers
            if answer.at > one.copies[0].at and answer.number in record.handed
        ]
        asked = copy.asked or copy.at
        before = min(heard, default=asked)
        if before + GRACE < asked:
            detail = f"{one.code} asked again {asked - before:.1f} s after the answer was heard"
            yield Wrong("asked after the answer", copy.at, detail)


def crossed(record: Record) -> int:
    """Count messages of calls that went out while an answer waited, unheard, at the provider."""
    answers = [fed for fed in record.fed if fed.is_answer]
    return sum(
        any(
            str(one.chat) == answer.chat and one.copies[0].at < answer.at < copy.at - LINGER
            for answer in answers
            if record.handed.get(answer.number, 0.0) > copy.at - GRACE
        )
        for one in calls_seen(record).values()
        for copy in one.copies[1:]
    )


def _limits(record: Record) -> Iterator[Wrong]:
    limits, times = record.limits, [at for at, _ in record.asked_to_send]
    for i, at in enumerate(times):
        count = bisect_left(times, at + 1.0) - i
        if count > limits.per_second + JITTER:
            yield Wrong("limit passed", at, f"{count} messages in a second")
    chats: dict[int, list[float]] = defaultdict(list)
    for at, chat in record.asked_to_send:
        times = [*chats[chat], at][-limits.burst :]
        chats[chat] = times
        stepped = any(times[0] <= step <= at for step in record.steps)  # no pause outlives that
        full = chat and not stepped and len(times) == limits.burst
        if full and at - times[0] < limits.spacing:
            detail = f"{limits.burst} messages in {at - times[0]:.2f} s"
            yield Wrong("chat limit passed", at, detail)
    for at, seconds in record.halts:
        early = [a for a, _ in record.asked_to_send if at + 0.3 < a < at + seconds - 0.1]
        if early:
            detail = f"{len(early)} sends, the first {early[0] - at:.1f} s into {seconds:g} s"
            yield Wrong("429 not obeyed", early[0], detail)


def _said_twice(record: Record) -> Iterator[Wrong]:
    copies: dict[tuple[int, str], list[Said]] = defaultdict(list)
    for said in sorted(record.said, key=lambda one: one.asked or one.at):
        found = CODE.search(said.text)
        if found:
            again = "again" if "belum direspons" in said.text else "first"
            key = f"{found[0]} {again}" if said.is_call else said.text
            copies[said.chat, key].append(said)
    for said_so in copies.values():
        for before, after in itertools.pairwise(said_so):
            if ONLY_ONCE in after.text:
                yield Wrong("note said twice", after.at, after.text[:60])
            elif not (_is_in_doubt(record, before, after) or _died_between(record, before, after)):
                gap = f"{after.at - before.at:.1f} s apart"
                yield Wrong("said twice", after.at, f"{gap}: {after.text[:60]}")


def _is_in_doubt(record: Record, before: Said, after: Said) -> bool:
    """Tell whether the program could not know that it had said so: no answer, and no callback."""
    told = record.was_told(before.number, "sent", "delivered", "read")
    return before.lost and not (told and told + GRACE < after.at)


def _died_between(record: Record, before: Said, after: Said) -> bool:
    # a dead program's last request may still be under way
    since, until = before.at - LINGER, min(after.at, before.at + DEATH)
    if any(before.at <= at + LINGER and at <= until for at in record.full):
        until = after.at  # no receipt could be kept, however long that lasted
    return any(since <= at <= until for at in record.kills)


def _handled(record: Record, inbox: list[dict[str, Any]]) -> Iterator[Wrong]:
    kept = {row["external_id"]: row["state"] for row in inbox}
    if len(kept) != len(inbox):
        yield Wrong("update kept twice", 0.0, f"{len(inbox) - len(kept)} rows too many")
    for name in record.forged & set(kept):
        yield Wrong("forgery taken", 0.0, name)
    for fed in record.fed:
        state = kept.get(str(fed.number), "lost")
        fine = {"done", "quarantined"} if fed.poisoned else {"done"}
        if state not in fine and not (state == "lost" and fed.number in record.stolen):
            yield Wrong("update not handled", fed.at, f"{fed.kind} {fed.number}: {state}")
