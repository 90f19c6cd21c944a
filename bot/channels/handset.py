"""A handset: what stands on one person's phone, and what may be chosen there."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot import voice

Lines = tuple[tuple[tuple[str, str], ...], ...]  # rows of buttons: label and data
Labels = tuple[tuple[str, ...], ...]
NUMBERED = re.compile(r"\d+\. (.+)")


@dataclass(slots=True, kw_only=True)
class Bubble:
    """A message on a phone: `mine` if the person sent it; `pressed` is a button's data.

    `keyboard` is what came with it; the one that the phone shows stays until the next one.
    `choices` are numbered in the text, where there are no buttons; `quotes` is the number of the
    bubble that this one replies to. `state`, of ours and where the channel tells it: sent,
    delivered or read; `template`: it opened a session.
    """

    number: int
    at: datetime
    mine: bool
    kind: str = "text"
    text: str = ""
    inline: Lines = ()
    keyboard: Labels = ()
    pressed: str = ""
    choices: tuple[str, ...] = ()
    quotes: int = 0
    state: str = ""
    template: bool = False
    outbox_id: int = 0


@dataclass(frozen=True, slots=True)
class Sharing:
    """A live share that goes on: the number of its message, since when, for how long."""

    number: int
    began: datetime
    seconds: int


@dataclass(slots=True)
class Phone:
    """What one person sees: bubbles, the keyboard under them, the menu of commands.

    `off`: nothing reaches it; `spoke_at`: when the person wrote last; `sharing`: its live share.
    """

    bubbles: list[Bubble] = field(default_factory=list)
    keyboard: Labels = ()
    commands: dict[str, str] = field(default_factory=dict)
    blocked: bool = False
    off: bool = False
    spoke_at: datetime | None = None
    sharing: Sharing | None = None

    def add(self, **facts: Any) -> Bubble:
        self.bubbles.append(Bubble(number=len(self.bubbles) + 1, **facts))
        return self.bubbles[-1]

    def advance(self, before: str, after: str) -> list[Bubble]:
        """Let all our words that are in a state get into the next one; give them."""
        moved = [bubble for bubble in self.bubbles if bubble.state == before]
        for bubble in moved:
            bubble.state = after
        return moved


def split(text: str, language: str) -> tuple[str, tuple[str, ...]]:
    """Part a text into its words and the choices that are numbered at its end."""
    said = voice.texts(language)
    by = said["common.by_card"] if said["common.by_card"] in text else said["common.by_number"]
    words, invitation, numbered = text.partition(by)
    lines = [NUMBERED.fullmatch(line) for line in numbered.strip().splitlines()]
    choices = tuple(line[1] for line in lines if line)
    return (words + invitation, choices) if choices else (text, ())
