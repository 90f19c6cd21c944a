"""The second auditor: what the provider saw, against what the program found."""

import itertools
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.chaos.record import AGAIN, CODE, Fed, Record, Said, plainly

AGAINST = {"late", "missed", "excused"}
GRACE = 1.0  # seconds: to take an update in, with words on their way already
JITTER = 2  # messages in a second
EDGE = 0.3  # seconds of a window in which an answer may be on its way, where it bears no date
DEATH = 3.0  # seconds before a kill within which a receipt may not have been kept
LINGER = 0.3
CLOSE, PROBED = 5.0, 30.0  # seconds: see bot/turns.py
REST, NOISE = 300.0, 3  # seconds in which so many answers to noise are given
MANY, LONG_ENOUGH = 3, 8.0  # updates, seconds: so much must be answered by somebody
AT_ONCE = 1.0  # seconds after which a message has surely arrived before it is given up
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
    yield from _noise(record)
    yield from _kept_waiting(record)
    yield from _given_up(record, asked, calls)
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
        stepped = any(one.copies[0].at < step < asked for step in record.steps)
        if before + GRACE < asked and not stepped:  # by which clock is an answer one?
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
    yield from _halts(record)


def _halts(record: Record) -> Iterator[Wrong]:
    """Find words to a chat that takes none, or to anybody once a second chat took none either."""
    for at, seconds, chat in record.halts:
        full = any(
            0 < at - other < max(length, CLOSE) and chat != who and min(chat, who) > 0
            for other, length, who in record.halts
            if not any(other < kill < at for kill in record.kills)
        )
        end = at + min(seconds, PROBED) - 0.1 if full else at + seconds - 0.1
        died = min((kill for kill in record.kills if kill > at), default=end)
        early = [
            moment
            for moment, whom in record.asked_to_send
            if at + 0.3
            < moment
            < (end if full else min(end, died))  # who starts anew may not know
            and (full or whom == chat)
        ]
        if early:
            detail = f"{len(early)} sends, the first {early[0] - at:.1f} s into {seconds:g} s"
            yield Wrong("429 not obeyed", early[0], detail)


def _noise(record: Record) -> Iterator[Wrong]:
    """Find more answers to noise than a few, and more than one sentence to a group."""
    for group, count in record.in_groups.items():
        if count > 1:
            yield Wrong("a group is spoken to again", 0.0, f"{count} sentences to {group}")
    times: dict[tuple[int, str], list[float]] = defaultdict(list)
    for said in record.said:
        if said.chat in record.flooders and not (said.lost or CODE.search(said.text)):
            times[said.chat, said.text].append(said.at)
    for (chat, text), moments in times.items():
        if any(late - early < REST for early, late in zip(moments, moments[NOISE:], strict=False)):
            yield Wrong("noise is answered", moments[0], f"{len(moments)} to {chat}: {text[:40]}")


def _kept_waiting(record: Record) -> Iterator[Wrong]:
    """Find a whole channel that is silent, because one group takes no word."""
    for at, seconds, chat in record.halts:
        asked = [t for t in record.handed.values() if at + 1 < t < at + seconds - LONG_ENOUGH]
        said = [t for t, whom in record.asked_to_send if at + 0.3 < t < at + seconds]
        if chat < 0 and len(asked) >= MANY and not said:
            yield Wrong("all wait for one group", at, f"{len(asked)} updates, and no word")


def _given_up(
    record: Record, asked: dict[str, Asked], calls: list[dict[str, Any]]
) -> Iterator[Wrong]:
    """Find calls that are void as not arrived, although they did and anybody could have asked."""
    causes = {row["code"]: row.get("void_cause", "") for row in calls}
    for one in asked.values():
        first, reached = one.first, record.arrived
        if causes.get(one.code) != "undelivered" or record.steps or not first:
            continue
        if all(c.number in reached and reached[c.number] - c.at < AT_ONCE for c in first):
            yield Wrong("arrived, yet void as if not", first[0].at, one.code)


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
    again = Counter(plainly(f.number) for f in record.fed if str(f.number).endswith(AGAIN))
    rows = Counter(row["external_id"] for row in inbox)
    kept = {row["external_id"]: row["state"] for row in inbox}
    more = [name for name, count in rows.items() if count > 1 + again[name]]
    if more:
        yield Wrong("update kept twice", 0.0, f"{len(more)} numbers, {more[0]} among them")
    for name in record.forged & set(kept):
        yield Wrong("forgery taken", 0.0, name)
    for fed in record.fed:
        state = kept.get(plainly(fed.number), "lost")
        if str(fed.number).endswith(AGAIN) and rows[plainly(fed.number)] < 2:
            state = "taken for an older one"
        fine = {"done", "quarantined"} if fed.poisoned else {"done"}
        if state not in fine and not (state == "lost" and fed.number in record.stolen):
            yield Wrong("update not handled", fed.at, f"{fed.kind} {fed.number}: {state}")
