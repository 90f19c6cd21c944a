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
PER_SECOND, JITTER = 30, 2
PER_CHAT, BURST = 1.0, 3  # a chat forgives two messages in its second, not three
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
        yield from _found_against_him(one, answers, outcomes.get(one.code, ""), window)
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
    one: Asked, answers: list[Fed], outcome: str, window: float
) -> Iterator[Wrong]:
    first = one.first
    if outcome not in AGAINST or not first:
        return
    start, end = first[0].date, first[-1].date + window
    in_time = [answer for answer in answers if start <= answer.date < end]
    if in_time:
        detail = f"{one.code} {outcome}, answered {in_time[0].date - start} s after its call"
        yield Wrong("in time, yet found against", first[0].at, detail)


def _asked_after_answer(one: Asked, answers: list[Fed], record: Record) -> Iterator[Wrong]:
    for copy in one.copies[1:]:
        heard = [
            record.handed[answer.number]
            for answer in answers
            if answer.at > one.copies[0].at and answer.number in record.handed
        ]
        before = min(heard, default=copy.at)
        if before + GRACE < copy.at:
            detail = f"{one.code} asked again {copy.at - before:.1f} s after the answer was heard"
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
    times = [at for at, _ in record.asked_to_send]
    for i, at in enumerate(times):
        count = bisect_left(times, at + 1.0) - i
        if count > PER_SECOND + JITTER:
            yield Wrong("limit passed", at, f"{count} messages in a second")
    chats: dict[int, list[float]] = defaultdict(list)
    for at, chat in record.asked_to_send:
        times = [*chats[chat], at][-BURST:]
        chats[chat] = times
        if len(times) == BURST and at - times[0] < PER_CHAT:
            yield Wrong("chat limit passed", at, f"{BURST} messages in {at - times[0]:.2f} s")
    for at, seconds in record.halts:
        early = [a for a, _ in record.asked_to_send if at + 0.3 < a < at + seconds - 0.1]
        if early:
            detail = f"{len(early)} sends, the first {early[0] - at:.1f} s into {seconds:g} s"
            yield Wrong("429 not obeyed", early[0], detail)


def _said_twice(record: Record) -> Iterator[Wrong]:
    copies: dict[tuple[int, str], list[Said]] = defaultdict(list)
    for said in record.said:
        found = CODE.search(said.text)
        if found:
            again = "again" if "belum direspons" in said.text else "first"
            key = f"{found[0]} {again}" if said.is_call else said.text
            copies[said.chat, key].append(said)
    for said_so in copies.values():
        for before, after in itertools.pairwise(said_so):
            if ONLY_ONCE in after.text:
                yield Wrong("note said twice", after.at, after.text[:60])
            elif not (before.lost or _died_between(record, before, after)):
                gap = f"{after.at - before.at:.1f} s apart"
                yield Wrong("said twice", after.at, f"{gap}: {after.text[:60]}")


def _died_between(record: Record, before: Said, after: Said) -> bool:
    # a dead program's last request may still be under way
    since, until = before.at - LINGER, min(after.at, before.at + DEATH)
    return any(since <= at <= until for at in record.kills)


def _handled(record: Record, inbox: list[dict[str, Any]]) -> Iterator[Wrong]:
    kept = {row["external_id"]: row["state"] for row in inbox}
    if len(kept) != len(inbox):
        yield Wrong("update kept twice", 0.0, f"{len(inbox) - len(kept)} rows too many")
    for fed in record.fed:
        state = kept.get(str(fed.number), "lost")
        fine = {"done", "quarantined"} if fed.poisoned else {"done"}
        if state not in fine and not (state == "lost" and fed.number in record.stolen):
            yield Wrong("update not handled", fed.at, f"{fed.kind} {fed.number}: {state}")
