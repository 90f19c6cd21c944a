"""Scripts: what each person of the demo's office does with what his phone shows him.

A script knows nothing but the phone, like the person it plays: words, keyboards and buttons.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import voice
from bot.channels.phones import Bubble, Phone
from bot.demo.act import HOME, Act, Plan, Spot
from bot.demo.duties import Duties
from bot.demo.thumb import Thumb, about

PRESENT, ACCEPT = "call.present", "enrol.accept"
WINDOW = 300  # seconds; the script's idea of the circular's five minutes
FITTING = ("reason.gangguan_jaringan", "reason.rapat_daring", "reason.gangguan_listrik")


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """How somebody is: how he takes calls in turn (prompt, late, silent), and his excuses.

    `how` he answers: button, words, location or photo. `reason`: "" for none, button or words,
    some seconds after he is asked (`reason_after`, from and to).
    """

    moods: tuple[str, ...] = ("prompt",)
    how: str = "button"
    reason: str = ""
    reason_after: tuple[int, int] = (40, 150)
    blocks: bool = False
    enrols: bool = False


@dataclass(slots=True, kw_only=True)
class Script:
    """One person's day, from his character and a die of his own."""

    character: Character
    die: random.Random
    words: dict[str, list[str]]
    thumb: Thumb
    end_of_work: datetime
    duties: Duties
    home: Spot = HOME
    calls: int = 0
    busy_until: datetime | None = None

    def react(self, bubble: Bubble) -> list[Plan]:
        """Read a message of the bot; tell what he will do about it."""
        duties = self.duties.react(bubble)
        if duties is not None:
            return duties
        if self.thumb.card(bubble) or self.thumb.sure(bubble):
            return self._decide(bubble)
        choices = self.thumb.choices(bubble)
        reasons = [choice for choice in choices if choice.startswith("reason.")]
        if ACCEPT in choices:
            at = bubble.at + timedelta(seconds=self.die.randint(15, 50))
            return [Plan(at, self.thumb.press(bubble, ACCEPT), ACCEPT)]
        if PRESENT in choices:
            return self._answer(bubble)
        if reasons and self.character.reason:
            return [self._excuse(bubble, reasons)]
        return []

    def _answer(self, bubble: Bubble) -> list[Plan]:
        if self.busy_until and bubble.at < self.busy_until:
            return []  # the second message of a call whose answer is on its way, or never comes
        moods = self.character.moods
        mood, self.calls = moods[self.calls % len(moods)], self.calls + 1
        spans = {"prompt": (6, 170), "late": (WINDOW + 25, 2 * WINDOW - 30)}
        delay = self.die.randint(*spans.get(mood, (2 * WINDOW + 60,) * 2))
        self.busy_until = bubble.at + timedelta(seconds=delay)
        return [Plan(self.busy_until, self._presence(bubble))] if mood in spans else []

    def _presence(self, bubble: Bubble) -> Act:
        match self.character.how:
            case "words":
                return "text", {"text": self.die.choice(self.words["answers"])}
            case "location":
                lat, lon = (round(x + self.die.uniform(-0.004, 0.004), 5) for x in self.home)
                return "location", {"lat": lat, "lon": lon}
            case "photo":
                return "photo", {"caption": self.die.choice(self.words["captions"])}
        return self.thumb.press(bubble, PRESENT)

    def _excuse(self, bubble: Bubble, reasons: Sequence[str]) -> Plan:
        after = timedelta(seconds=self.die.randint(*self.character.reason_after))
        if self.character.reason == "button":
            key = self.die.choice([key for key in FITTING if key in reasons] or reasons)
            act = self.thumb.press(bubble, key)
        else:
            act = "text", {"text": self.die.choice(self.words["reasons"])}
        return Plan(bubble.at + after, act, "reason")

    def _decide(self, card: Bubble) -> list[Plan]:
        """Decide a card; a newer one about the same call takes its place."""
        sure = self.thumb.sure(card)
        if sure:
            return [Plan(card.at + timedelta(seconds=self.die.randint(3, 12)), sure)]
        choice = self._weigh(self.thumb.case(card))
        if not choice:
            return []
        at = card.at + timedelta(seconds=self.die.randint(180, 840))
        return [Plan(at, self.thumb.press(card, f"case.{choice}"), f"case {about(card)}")]

    def _weigh(self, offered: list[str]) -> str:
        """Weigh a reason that was given; without one, guidance once its time is over."""
        if "proven" in offered or offered == ["accept"]:
            return ""  # an examination takes days, and a silence may still be explained
        if "refuse" in offered:
            return self.die.choice(("accept", "accept", "accept", "refuse"))
        return "guide"


def calls_for_answer(phone: Phone) -> bool:
    """Tell whether a phone shows the button that answers a call."""
    return any(voice.choice(label) == PRESENT for line in phone.keyboard for label in line)
