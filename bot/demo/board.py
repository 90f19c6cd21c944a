"""The board: what the page shows beside the phones, as plain values with minutes of the day."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session

from bot.channels.phones import Bubble, Phone
from bot.demo.cast import Cast
from bot.demo.marks import Mark, Marks
from bot.demo.narrator import Narrator
from bot.demo.office import MEMBERS
from bot.demo.places import ACCURACY_M
from bot.demo.script import calls_for_answer
from bot.demo.stage import Stage
from bot.voice import ZONE_NAMES
from handlers.rules.circular import WEEKDAYS, Circular
from storage import calls, cases, days, people, places
from storage.database import reading
from storage.rows import Call, Decision, Proposal, Reason

FRESH = 0.2  # seconds for which what was read from the database is shown again
Facts = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What was read from the database at one moment."""

    calls: list[tuple[datetime, Facts]] = field(default_factory=list)
    modes: dict[str, Facts] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)


class Board:
    """Reads the day from the database and the phones."""

    def __init__(
        self, stage: Stage, cast: Cast, narrator: Narrator, marks: Marks, law: Circular
    ) -> None:
        self._stage, self._cast, self._narrator, self._law = stage, cast, narrator, law
        self._marks = marks
        self._zone = ZoneInfo(law.zone)
        self._begin = stage.dawn
        self._read_at = float("-inf")
        self._known = _Known()

    async def state(self, wanted: dict[str, int], now: float) -> Facts:
        """Give all that the page shows; of the wanted phones what is newer than a bubble."""
        if now - self._read_at > FRESH:
            self._known = await self._stage.core(self._look)
            self._read_at = now
        known, modes = self._known, self._known.modes
        phones = self._cast.phones
        return {
            "clock": self._clock(),
            "people": [self._person(key, modes) for key in phones.phones],
            "calls": [facts | {"minute": self._minute(at)} for at, facts in known.calls],
            "marks": [self._mark(mark) for mark in known.marks],
            "digests": [
                {"key": d.key, "name": d.name, "minute": self._minute(d.at), "text": d.text}
                for d in self._narrator.digests
            ],
            "phones": {
                key: self._phone(phones.phone(key), since) | self._place(key)
                for key, since in wanted.items()
                if key in phones.phones
            },
        }

    def _look(self) -> _Known:
        return _read(self._stage.bot.engine, self._today(), self._marks)

    def _mark(self, mark: Mark) -> Facts:
        return self._moment(mark.at) | {"name": mark.name, "key": mark.key, "number": mark.number}

    def _place(self, key: str) -> Facts:
        """Give what a drawing of a phone's place shows, where places matter; metres from home."""
        rule = self._law.location
        if rule is None or not self._cast.phones.traits.live_location:
            return {}
        receiver, phone = self._cast.receivers[key], self._cast.phones.phone(key)
        north, east = receiver.offset
        drawn = {
            "north": north,
            "east": east,
            "radius": rule.radius_m,
            "accuracy": ACCURACY_M,
            "state": self._known.places.get(key, "none"),
            "sharing": phone.sharing is not None,
        }
        return {"place": drawn}

    def frame(self) -> Facts:
        """Give what does not change in a day: people and the circular's hours."""
        hours = self._law.hours.get(WEEKDAYS[self._today().weekday()])
        return {
            "on": self._today().isoformat(),
            "buttons": self._cast.phones.traits.buttons,
            "law": self._law.title,
            "is_calling": self._law.call is not None,
            "zone": ZONE_NAMES.get(self._law.zone, ""),
            "begin": self._minute(self._begin),
            "end": self._minute(self._stage.end),
            "work": [_span(span) for span in hours.work] if hours else [],
            "quiet": [_span(span) for span in hours.quiet] if hours else [],
            "members": [
                {"key": m.key, "name": m.name, "position": m.position, "unit": m.unit}
                | {"role": m.role, "kind": m.kind}
                for m in MEMBERS
            ],
        }

    def _today(self) -> date:
        return max(self._stage.clock.now(), self._begin).astimezone(self._zone).date()

    def _minute(self, at: datetime) -> float:
        local = at.astimezone(self._zone)
        return round(local.hour * 60 + local.minute + local.second / 60, 3)

    def _clock(self) -> Facts:
        stage = self._stage
        return {
            "minute": self._minute(max(stage.clock.now(), self._begin)),  # an eve has no clock
            "speed": stage.speed,
            "pace": stage.pace,
            "over": stage.is_over,
        }

    def _person(self, key: str, modes: dict[str, Facts]) -> Facts:
        phone = self._cast.phones.phone(key)
        return modes.get(key, {"mode": "", "clause": ""}) | {
            "key": key,
            "taken": key in self._cast.taken,
            "blocked": phone.blocked,
            "off": phone.off,
            "session": self._session(phone),
            "called": calls_for_answer(phone),
            "count": len(phone.bubbles),
        }

    def _session(self, phone: Phone) -> Facts | None:
        """Tell until when the bot may write freely; None if only by a template."""
        length = self._cast.phones.traits.session
        if not (length and phone.spoke_at):
            return None
        until = phone.spoke_at + length
        return self._moment(until) if until > self._stage.clock.now() else None

    def _moment(self, at: datetime) -> Facts:
        return {"on": at.astimezone(self._zone).date().isoformat(), "minute": self._minute(at)}

    def _phone(self, phone: Phone, since: int) -> Facts:
        return {
            "bubbles": [self._bubble(bubble) for bubble in phone.bubbles[since:]],
            "pressed": {b.number: b.pressed for b in phone.bubbles if b.pressed},
            "ticks": {b.number: b.state for b in phone.bubbles if b.state},
            "keyboard": phone.keyboard if self._cast.phones.traits.buttons else (),
            "commands": phone.commands,
        }

    def _bubble(self, bubble: Bubble) -> Facts:
        return self._moment(bubble.at) | {
            "number": bubble.number,
            "mine": bubble.mine,
            "kind": bubble.kind,
            "text": bubble.text,
            "inline": bubble.inline,
            "choices": bubble.choices,
            "quotes": bubble.quotes,
            "template": bubble.template,
        }


def _span(span: Any) -> list[int]:
    return [span.start.hour * 60 + span.start.minute, span.end.hour * 60 + span.end.minute]


def _read(engine: Engine, on: date, marks: Marks) -> _Known:
    """Read the day's calls that have begun, where everybody works, and which marks are lit."""
    keys = {member.nip: member.key for member in MEMBERS}
    with reading(engine) as db:
        who = {person.id or 0: keys.get(person.nip, "") for person in people.active(db)}
        modes = {
            who[day.person_id]: {"mode": day.mode, "clause": day.clause} for day in days.on(db, on)
        }
        begun = [call for call in calls.between(db, on, on) if call.state != "drawn"]
        shares = places.of_team(db, list(who), on)
        found = _calls(db, begun, who)
    return _Known(
        calls=found,
        modes=modes,
        places={who[number]: share.state for number, share in shares.items()},
        marks=marks.read(),
    )


def _calls(db: Session, begun: list[Call], who: dict[int, str]) -> list[tuple[datetime, Facts]]:
    ids = [call.id or 0 for call in begun]
    reasons, proposals = calls.reasons(db, ids), cases.of_calls(db, ids)
    decided = cases.decisions(db, [p.id or 0 for p in proposals.values()])
    found = []
    for call in begun:
        sent = [a.clock_start for a in calls.attempts(db, call) if a.clock_start]
        facts = _call(call, sent) | {"key": who[call.person_id]}
        facts |= _case(proposals.get(call.id or 0), reasons.get(call.id or 0), decided)
        found.append((sent[0] if sent else call.due_at, facts))
    return found


def _call(call: Call, sent: list[datetime]) -> Facts:
    answered = call.answered_at
    return {
        "code": call.code,
        "outcome": call.outcome or "open",
        "cause": call.void_cause,
        "seconds": int((answered - sent[0]).total_seconds()) if answered and sent else None,
        "attempts": len(sent),
        "targeted": call.kind == "targeted",
    }


def _case(proposal: Proposal | None, reason: Reason | None, decided: dict[int, Decision]) -> Facts:
    decision = decided.get(proposal.id or 0) if proposal else None
    waits = proposal and proposal.state == "waiting"
    return {
        "kind": proposal.kind if proposal else "",
        "reason": (reason.text or reason.late_text) if reason else "",
        "decision": decision.choice if decision else "waiting" if waits else "",
    }
