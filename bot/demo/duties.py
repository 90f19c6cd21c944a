"""Duties: how a person of the demo's office does what his circular asks for besides calls.

Most do it at once, some late, some forget; a die of one's own tells. Like a script, this knows
nothing but the phone.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot import voice
from bot.channels.phones import Bubble
from bot.demo.act import Act, Plan, Spot
from bot.demo.thumb import Thumb
from handlers.rules.circular import Circular

SOON, LATER = (30, 600), (1020, 1680)  # seconds; a slot is open for an hour, or for half an hour
STEP = (12, 50)  # seconds between two answers in a conversation
NEAR = 0.0005  # degrees
CARDS = {  # what a superior says to a card, and how many cards he decides at once
    "permit": ("permit.approve", 1.0),
    "plan": ("plan.approve", 0.8),
    "report": ("report.fit", 0.6),
}
CASE = "case"
WALKER = "ana"  # leaves her place for half an hour, and says that the reading is wrong


def unasked(
    law: Circular, at: Callable[[time], datetime], words: dict[str, str]
) -> list[tuple[str, Plan]]:
    """Set down what people do by themselves under a circular: ask to leave, order, begin later."""
    found = []
    if law.flexible_start_minutes:
        found.append(("eka", at(time(7, 12)), f"/mulai_kerja {words['start']}"))
    if law.plan:  # the newcomer, who was no user yet when plans were asked for
        found.append(("kartika", at(time(7, 21)), f"/rencana {words['work']}"))
    if law.recall:
        found.append(("ratna", at(time(9, 6)), f"/panggil_kantor {words['recall']}"))
    if law.permit:
        found.append(("citra", at(time(14, 3)), f"/izin {words['permit']}"))
    if law.location:
        found.append(("endang", at(time(8, 41)), "/kebijakan"))
    said = [(key, Plan(moment, ("text", {"text": text}))) for key, moment, text in found]
    return said + (_walk(at) if law.location else [])


def _walk(at: Callable[[time], datetime]) -> list[tuple[str, Plan]]:
    """Let one walk out of the zone for half an hour, and home again."""
    out = Plan(at(time(9, 36)), ("walk", {"north": 640.0, "east": 380.0}), "walk")
    home = Plan(at(time(10, 8)), ("walk", {"north": 0.0, "east": 0.0}), "home")
    return [(WALKER, out), (WALKER, home)]


@dataclass(slots=True, kw_only=True)
class Duties:
    """One person's duties; whoever is `careless` does few of them in time."""

    die: random.Random
    words: dict[str, list[str]]
    thumb: Thumb
    dawn: datetime
    home: Spot
    careless: bool = False
    has_address: bool = False

    def react(self, bubble: Bubble) -> list[Plan] | None:
        """Do what a message asks for; None if it asks for no duty."""
        card, choices = self.thumb.card(bubble), self.thumb.choices(bubble)
        if card:
            return None if card == CASE else self._decide(bubble, card)
        for choice, answer in BY_LABEL.items():
            if choice in choices:
                return answer(self, bubble, choice)
        for key, reply in BY_WORDS.items():
            if self._says(bubble, key):
                return reply(self, bubble)
        return None

    def _says(self, bubble: Bubble, key: str) -> bool:
        """Know a text by its longest piece without a blank."""
        pieces = re.split(r"\{[^}]*\}", voice.texts(self.thumb.language)[key])
        return max(pieces, key=len).strip() in bubble.text

    def _after(self, bubble: Bubble, span: tuple[int, int]) -> datetime:
        return bubble.at + timedelta(seconds=self.die.randint(*span))

    def _diligence(self) -> tuple[int, int] | None:
        """Throw whether a duty is done soon, later or never."""
        weights = (25, 25, 50) if self.careless else (78, 14, 8)
        return self.die.choices((SOON, LATER, None), weights)[0]

    def _step(self, bubble: Bubble, act: Act) -> list[Plan]:
        return [Plan(self._after(bubble, STEP), act, "step")]

    # superiors

    def _decide(self, bubble: Bubble, card: str) -> list[Plan]:
        """Decide; nobody here regrets, so what may be taken back stays."""
        key, share = CARDS.get(card, ("", 0.0))
        if not key:
            return []
        at = self._after(bubble, (60, 480))
        return [Plan(at, self.thumb.press(bubble, key))] if self.die.random() <= share else []

    # labels

    def press_soon(self, bubble: Bubble, choice: str) -> list[Plan]:
        """Say that attendance or the look around the office is done."""
        span = self._diligence()
        return [Plan(self._after(bubble, span), self.thumb.press(bubble, choice))] if span else []

    def press_next(self, bubble: Bubble, choice: str) -> list[Plan]:
        return self._step(bubble, self.thumb.press(bubble, choice))

    def press_plan(self, bubble: Bubble, choice: str) -> list[Plan]:
        """Send a plan, with the address before it."""
        known, self.has_address = self.has_address, True
        return self._step(
            bubble, self.thumb.press(bubble, choice if known else "press.plan_address")
        )

    def press_progress(self, bubble: Bubble, choice: str) -> list[Plan]:
        done = self.die.choices((choice, "press.report_partly", "press.report_not"), (7, 2, 1))
        return self._step(bubble, self.thumb.press(bubble, done[0]))

    def fill(self, bubble: Bubble, choice: str) -> list[Plan]:
        """Tell an output or an obstacle, or skip it."""
        if self.die.random() < 1 / 4:
            return self._step(bubble, self.thumb.press(bubble, choice))
        kind = "obstacles" if self._says(bubble, "report.ask_obstacle") else "outputs"
        return self._step(bubble, ("text", {"text": self.die.choice(self.words[kind])}))

    def ready(self, bubble: Bubble, choice: str) -> list[Plan]:
        """Write the word that opens a session; whoever is careless waits for a knock."""
        return [] if self.careless else self.open(bubble, choice)

    def open(self, bubble: Bubble, choice: str) -> list[Plan]:
        return [Plan(bubble.at + timedelta(minutes=2), self.thumb.press(bubble, choice))]

    def arrive(self, bubble: Bubble, choice: str) -> list[Plan]:
        """Travel to the office."""
        return [
            Plan(self._after(bubble, (1500, 2700)), self.thumb.press(bubble, choice), "arrive")
        ]

    # words

    def plan(self, bubble: Bubble) -> list[Plan]:
        """Write a plan; whoever is late does so in the morning."""
        span, work = self._diligence(), "\n".join(self.die.sample(self.words["tasks"], 2))
        at = self._after(bubble, SOON)
        if span == LATER:
            at = self.dawn + timedelta(seconds=self.die.randint(300, 2700))
        said = Plan(at, ("text", {"text": f"/rencana {work}"}), "plan")
        return [said] if span else []

    def address(self, bubble: Bubble) -> list[Plan]:
        return self._step(bubble, ("text", {"text": self.die.choice(self.words["addresses"])}))

    def report(self, bubble: Bubble) -> list[Plan]:
        span = self._diligence()
        return [Plan(self._after(bubble, span), ("text", {"text": "/lapor"}))] if span else []

    def work(self, bubble: Bubble) -> list[Plan]:
        tasks = [task.partition(";")[0] for task in self.die.sample(self.words["tasks"], 2)]
        return self._step(bubble, ("text", {"text": "\n".join(tasks)}))

    def photo(self, bubble: Bubble) -> list[Plan]:
        return self._step(bubble, ("photo", {"caption": self.die.choice(self.words["captions"])}))

    def selfie(self, bubble: Bubble) -> list[Plan]:
        """Send a photo and where it was taken; a pin is forgotten now and then."""
        span = self._diligence()
        if span is None:
            return []
        at = self._after(bubble, span)
        lat, lon = (round(x + self.die.uniform(-NEAR, NEAR), 5) for x in self.home)
        pin = Plan(at + timedelta(seconds=25), ("location", {"lat": lat, "lon": lon}))
        return [Plan(at, ("photo", {"caption": ""})), pin]

    def share(self, bubble: Bubble) -> list[Plan]:
        """Share where one is, live where the phone can; some never do."""
        span = self._diligence()
        if span is None:
            return []
        act: Act = ("share", {}) if self.thumb.traits.live_location else ("location", {})
        return [Plan(self._after(bubble, SOON), act, "share")]

    def correct(self, bubble: Bubble, choice: str) -> list[Plan]:
        """Say that a reading is wrong."""
        return [Plan(self._after(bubble, (60, 240)), self.thumb.press(bubble, choice), "place")]

    def return_(self, bubble: Bubble) -> list[Plan]:
        at = self._after(bubble, (2700, 3600))
        return [Plan(at, ("text", {"text": "/kembali"}), "return")]


BY_LABEL: dict[str, Callable[[Duties, Bubble, str], list[Plan]]] = {
    "press.ready": Duties.ready,
    "press.open": Duties.open,
    "press.attend_done": Duties.press_soon,
    "press.office_checked": Duties.press_soon,
    "press.plan_send": Duties.press_plan,
    "press.location_mistake": Duties.correct,
    "press.recall_ready": Duties.press_next,
    "press.recall_arrived": Duties.arrive,
    "press.report_done": Duties.press_progress,
    "press.report_skip": Duties.fill,
    "press.report_send": Duties.press_next,
}
BY_WORDS: dict[str, Callable[[Duties, Bubble], list[Plan]]] = {
    "attend.remind_photo": Duties.selfie,
    "location.ask_optional": Duties.share,
    "location.ask_required": Duties.share,
    "location.renew": Duties.share,
    "permit.approved": Duties.return_,
    "plan.remind": Duties.plan,
    "plan.ask_address": Duties.address,
    "report.prompt": Duties.report,
    "report.ask_work": Duties.work,
    "report.ask_photo": Duties.photo,
}
