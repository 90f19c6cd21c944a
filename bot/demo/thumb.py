"""A thumb: how a person chooses on his phone; he presses, or he writes a number or a word.

It knows what a message asks by the words that stand on the phone, like the person himself.
"""

import re
from dataclasses import dataclass
from typing import Any

from bot import voice
from bot.channels.phones import Bubble, Phone
from bot.demo.act import Act
from handlers import warn
from handlers.permit import decide as permit_decide
from handlers.plan import review as plan_review
from handlers.report import review as report_review
from handlers.traits import EVERYTHING, Traits

CARDS = {  # what a superior decides, or may take back: the keys of the choices, in their order
    "permit": permit_decide.CHOICES,
    "plan": plan_review.CHOICES,
    "report": report_review.CHOICES,
    "attend": ("undo",),
    "recall": ("cancel",),
}
REASON = "reason."
CODE = re.compile(r"\d{6}-\d+-\d+")  # of a call


@dataclass(frozen=True, slots=True)
class Thumb:
    """One person's, in the language and with the abilities of his phone."""

    language: str
    traits: Traits = EVERYTHING

    def choices(self, bubble: Bubble) -> list[str]:
        """List the keys of what a message lets him choose, but for a card's."""
        return [] if self.card(bubble) else [voice.choice(label) for label in _labels(bubble)]

    def card(self, bubble: Bubble) -> str:
        """Name the kind of a card by its choices; "" if the message is none."""
        if self.case(bubble):
            return "case"
        labels, texts = _labels(bubble), voice.texts(self.language)
        for about, choices in CARDS.items():
            if labels == [texts[f"{about}.{choice}"] for choice in choices]:
                return about
        return ""

    def case(self, bubble: Bubble) -> list[str]:
        """List what may be decided on a card about a call; nothing if the message is none."""
        texts = voice.texts(self.language)
        known = {texts[f"case.{choice}"]: choice for choice in warn.CHOICES}
        found = [known.get(label, "") for label in _labels(bubble)]
        return found if found[:1] == ["accept"] and all(found) else []

    def sure(self, bubble: Bubble) -> Act | None:
        """Say yes, where one is asked once more; None if nothing is."""
        texts = voice.texts(self.language)
        if _labels(bubble) != [texts["common.yes"], texts["common.no"]]:
            return None
        return self.press(bubble, "common.yes") if bubble.inline else ("text", {"text": "ya"})

    def press(self, bubble: Bubble, key: str) -> Act:
        """Choose: by a button, by a word, or where nothing can be pressed by a number."""
        labels, label = _labels(bubble), voice.texts(self.language)[key]
        number = labels.index(label) if label in labels else -1
        if bubble.inline:
            data = [data for line in bubble.inline for _label, data in line][number]
            return "tap", {"message": bubble.number, "data": data}
        if bubble.choices and number >= 0:
            return "text", {"text": f"{number + 1}", "quotes": bubble.number}
        return "text", {"text": label}

    def as_said(self, act: Act, phone: Phone) -> Act:
        """Say it as one does on this phone: the newest is quoted if it is a card; no slash.

        Where a reason is asked for, words would be taken for it: there a command has its slash.
        """
        kind, facts = act
        said: dict[str, Any] = dict(facts)
        newest = phone.bubbles[-1] if phone.bubbles else None
        if newest and said.get("quotes") == newest.number and not self.card(newest):
            del said["quotes"]
        if str(said.get("text", "")).startswith("/") and self._speaks_plainly(phone):
            command, blank, rest = said["text"][1:].partition(" ")
            said["text"] = command.replace("_", " ") + blank + rest
        return kind, said

    def _speaks_plainly(self, phone: Phone) -> bool:
        offered = [voice.choice(label) for line in phone.keyboard for label in line]
        return not self.traits.slash and not any(key.startswith(REASON) for key in offered)


def about(bubble: Bubble) -> str:
    """Tell which call a message is about."""
    found = CODE.search(bubble.text)
    return found[0] if found else f"{bubble.number}"


def _labels(bubble: Bubble) -> list[str]:
    inline = [label for line in bubble.inline for label, _data in line]
    return inline or [label for line in bubble.keyboard for label in line] or list(bubble.choices)
