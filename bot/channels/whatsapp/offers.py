"""Choices as buttons while a session is open: up to three quick replies, up to ten list items.

Twilio keeps the shape of such a message (its lines, its labels) as a Content resource under a name
that tells it from all others; what a message says, and the data of its buttons, are variables.
Nothing that somebody wrote is kept there, and one shape serves all cards of a kind.
"""

import hashlib
import json
import logging
import textwrap
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from twilio.rest import Client

from bot import voice
from bot.channels import Outgoing
from bot.channels.whatsapp.content import Body
from bot.channels.whatsapp.errors import FAILURES
from bot.channels.whatsapp.letter import validity

log = logging.getLogger(__name__)

QUICK, LIST = "twilio/quick-reply", "twilio/list-picker"
MOST = {QUICK: 3, LIST: 10}  # choices, where nobody has approved them
LONGEST = {QUICK: 20, LIST: 24}  # characters of a label
LONGEST_BODY, LONGEST_DATA = 1024, 200
MOST_VARIABLES, LONGEST_VALUE = 100, 250  # Twilio's own limit is 255
REST = timedelta(minutes=10)  # after Twilio did not make a shape; meanwhile choices are numbered


@dataclass(frozen=True, slots=True)
class Shape:
    """What stays the same in messages that offer the same choices in as many lines."""

    language: str
    kind: str
    body: str
    labels: tuple[str, ...]
    first: int  # the number of the first button's variable

    @property
    def name(self) -> str:
        """Name it at Twilio; another shape has another name."""
        said = json.dumps([self.kind, self.body, self.labels])
        return f"sigap_offer_{self.language}_{hashlib.sha256(said.encode()).hexdigest()[:12]}"

    @property
    def content(self) -> dict[str, Any]:
        """Give what Twilio's Content API takes."""
        pressed = [f"{{{{{n}}}}}" for n in range(self.first, self.first + len(self.labels))]
        pairs = list(zip(self.labels, pressed, strict=True))
        if self.kind == QUICK:
            actions = [{"type": "QUICK_REPLY", "title": said, "id": data} for said, data in pairs]
            shown: dict[str, Any] = {"body": self.body, "actions": actions}
        else:
            items = [{"item": said, "id": data} for said, data in pairs]
            button = voice.label("common.pick", self.language)
            shown = {"body": self.body, "button": button, "items": items}
        samples = {str(n): "-" for n in range(1, self.first + len(self.labels))}
        return {
            "friendly_name": self.name,
            "language": self.language,
            "variables": samples,
            "types": {self.kind: shown},
        }


def shaped(message: Outgoing) -> tuple[Shape, dict[str, str]] | None:
    """Part a message into its shape and its variables; None if it keeps not within the limits."""
    labels = tuple(button.label for button in message.offered)
    kind = next((kind for kind in (QUICK, LIST) if _holds(kind, labels)), None)
    data = [button.data for button in message.offered]
    if not kind or len(message.bare) > LONGEST_BODY or any(len(d) > LONGEST_DATA for d in data):
        return None
    if len(set(data)) < len(data) or len(set(labels)) < len(labels):
        return None  # WhatsApp takes no two alike
    lines = [list(_values(line)) for line in message.bare.strip().splitlines()]
    said = [value for line in lines for value in line]
    numbers = iter(range(1, len(said) + 1))
    body = "\n".join(" ".join(f"{{{{{next(numbers)}}}}}" for _ in line) for line in lines)
    variables = {str(n): value for n, value in enumerate([*said, *data], 1)}
    if not said or len(variables) > MOST_VARIABLES:
        return None
    return Shape(message.language, kind, body, labels, len(said) + 1), variables


def _holds(kind: str, labels: tuple[str, ...]) -> bool:
    few = 0 < len(labels) <= MOST[kind]
    return few and all(len(label) <= LONGEST[kind] for label in labels)


def _values(line: str) -> Iterator[str]:
    """Cut a line into values that a variable takes; an empty one is none."""
    yield from textwrap.wrap(" ".join(line.split()), LONGEST_VALUE, break_on_hyphens=False)


@dataclass(slots=True)
class Offers:
    """The shapes that Twilio keeps for us; made once, found again by name."""

    client: Client
    _sids: dict[str, str] | None = None
    _rest_until: datetime | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def letter(self, message: Outgoing, now: datetime) -> dict[str, Any] | None:
        """Write the request that offers a message's choices as buttons; None if none can."""
        parted = shaped(message)
        if parted is None:
            return None
        shape, variables = parted
        sid = self._sid(shape, now)
        if sid is None:
            return None
        written = {"content_sid": sid, "content_variables": json.dumps(variables)}
        return written | validity(message.expires_at, now)

    def give_up(self, now: datetime) -> None:
        """Number the choices for a while, and look at Twilio anew afterwards."""
        with self._lock:
            self._sids, self._rest_until = None, now + REST

    def _sid(self, shape: Shape, now: datetime) -> str | None:
        with self._lock:
            if self._rest_until and now < self._rest_until:
                return None
            try:
                if self._sids is None:
                    self._sids = self._named()
                if shape.name not in self._sids:
                    made = self.client.content.v1.contents.create(Body(shape.content))
                    self._sids[shape.name] = str(made.sid)
            except FAILURES as error:
                log.warning("choices are numbered for a while: %s", type(error).__name__)
                self._rest_until = now + REST
                return None
            return self._sids[shape.name]

    def _named(self) -> dict[str, str]:
        found = self.client.content.v1.contents.list(page_size=500)
        return {str(one.friendly_name): str(one.sid) for one in found}
