"""What the fake knows: its clock, its people, every message, template and file, and the limits."""

import asyncio
import re
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

ACCOUNT_SID = "AC" + "5161" * 8
AUTH_TOKEN = "fake-auth-token-for-tests-only"
NUMBER = "whatsapp:+622150001234"
API = "https://api.twilio.com"
CONTENT = "https://content.twilio.com"
MESSAGING = "https://messaging.twilio.com"
DAY = 86_400.0
PHONE = re.compile(r"whatsapp:\+[1-9]\d{6,14}")
BSUID = re.compile(r"whatsapp:ID\.[0-9A-Za-z]+")

TEXTS = {
    20003: "Authenticate",
    20429: "Too Many Requests",
    20500: "An internal server error has occurred",
    20503: "Service is unavailable",
    21610: "Attempt to send to unsubscribed recipient",
    63013: "This message send failed because it violates Channel provider's policy.",
    63016: "Failed to send freeform message because you are outside the allowed window. "
    "If you are using WhatsApp, please use a Message Template.",
    63018: "Rate limit exceeded for Channel",
    63024: "Invalid message recipient",
}


class ApiError(Exception):
    """An answer in Twilio's own shape of an error."""

    def __init__(self, status: int, code: int, text: str = "") -> None:
        super().__init__(text or TEXTS.get(code, "Error"))
        self.status, self.code = status, code

    def as_json(self) -> Json:
        more = f"https://www.twilio.com/docs/errors/{self.code}"
        return {"code": self.code, "message": str(self), "more_info": more, "status": self.status}


@dataclass(frozen=True)
class Button:
    label: str
    payload: str
    listed: bool = False  # an item of a list


@dataclass
class Media:
    sid: str
    kind: str
    content: bytes
    created: float


@dataclass
class Message:
    """One of either direction, as the Messages resource keeps it and its reader sees it."""

    sid: str
    sender: str
    to: str
    text: str
    status: str
    created: float
    updated: float = 0.0
    sent: float | None = None
    code: int = 0
    inbound: bool = False
    media: list[Media] = field(default_factory=list)
    buttons_shown: tuple[Button, ...] = ()
    content_sid: str = ""
    callback: str = ""
    validity: int = 36_000
    template: bool = False  # an approved template carried it
    ttl: float = 30 * DAY
    reached: float | None = None

    @property
    def buttons(self) -> list[str]:
        return [button.label for button in self.buttons_shown]

    def as_json(self) -> Json:
        shown = {"sid": self.sid, "text": self.text, "buttons": self.buttons}
        return shown | {"status": self.status, "date": self.reached, "code": self.code}


@dataclass
class Content:
    sid: str
    name: str
    language: str
    types: dict[str, Json]
    variables: dict[str, str]
    created: float
    approval: Json = field(default_factory=dict)
    ttl: float = 30 * DAY  # WhatsApp gives up in silence then

    @property
    def approved(self) -> bool:
        return bool(self.approval.get("status") == "approved")

    @property
    def kind(self) -> str:
        return next(iter(self.types))


@dataclass
class Sender:
    """Our own number, as the Senders resource knows it."""

    sid: str
    status: str = "ONLINE"
    quality: str = "HIGH"
    limit: str = "1K Customers/24hr"
    callback: str = ""
    status_callback: str = ""
    reasons: list[tuple[str, str]] = field(default_factory=list)  # why it is offline


@dataclass(frozen=True)
class Created:
    """A request to send, and what came of it: a sid, or an error's code."""

    at: float
    to: str
    body: str
    content_sid: str
    content_variables: str
    callback: str
    sid: str
    code: int = 0
    sender: str = ""
    validity: int = 36_000


@dataclass
class Person:
    """Somebody on WhatsApp; the lower half is how the way to the phone misbehaves."""

    name: str
    phone: str  # empty if a username hides it
    bsuid: str
    heard_at: float = float("-inf")  # the newest message of hers opens the window
    opted_out: bool = False
    receipts: bool = True  # she lets others see that she read
    blocked: bool = False
    code: int = 0  # what comes to her fails with this,
    ends: str = "undelivered"  # in this way
    delays: dict[str, float] = field(default_factory=dict)  # seconds before sent, delivered, read
    order: tuple[str, ...] = ()  # callbacks come in this order, after all has happened
    copies: int = 1  # each callback comes so many times
    online: asyncio.Event = field(default_factory=asyncio.Event)
    written: list[Message] = field(default_factory=list)

    @property
    def address(self) -> str:
        return self.phone or self.bsuid


class World:
    def __init__(self, account_sid: str, auth_token: str, number: str) -> None:
        self.account_sid, self.auth_token, self.number = account_sid, auth_token, number
        self.shift = 0.0
        self.sender = Sender(self.sid("XE"))
        self.tier: int | None = None  # unique people in 24 h outside their windows
        self.rate: float | None = None  # messages a second of this number; more wait their turn
        self.people: dict[str, Person] = {}  # by every address
        self.messages: dict[str, Message] = {}  # oldest first
        self.contents: dict[str, Content] = {}
        self.created: list[Created] = []
        self.openings: dict[str, float] = {}  # when a template last reached out to somebody
        self.next_turn = 0.0
        self._news = asyncio.Event()

    def now(self) -> float:
        return time.time() + self.shift

    def sid(self, prefix: str) -> str:
        return prefix + uuid.uuid4().hex

    def in_session(self, person: Person) -> bool:
        return self.now() - person.heard_at < DAY

    def takes_opening(self, person: Person) -> bool:
        """Count somebody who is written to outside her window; False above the tier."""
        since = self.now() - DAY
        self.openings = {who: at for who, at in self.openings.items() if at > since}
        room = self.tier is None or len(self.openings) < self.tier
        if room or person.bsuid in self.openings:
            self.openings[person.bsuid] = self.now()
            return True
        return False

    def turn(self) -> float:
        """Say in how many seconds this number may send its next message."""
        if not self.rate:
            return 0.0
        now = self.now()
        turn = max(now, self.next_turn)
        self.next_turn = turn + 1 / self.rate
        return turn - now

    def person(self, address: str) -> Person:
        if address not in self.people:
            raise LookupError(f"no user {address!r}; POST /control/user first")
        return self.people[address]

    def message(self, sid: str) -> Message:
        if sid not in self.messages:
            raise ApiError(404, 20404, f"The requested resource {sid} was not found")
        return self.messages[sid]

    def newest_first(self) -> Iterable[Message]:
        return reversed(self.messages.values())

    def wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def news(self, within: float) -> bool:
        """Wait for any change; False if none came in time."""
        try:
            async with asyncio.timeout(within):
                await self._news.wait()
        except TimeoutError:
            return False
        return True


def address(given: str) -> str:
    """Read +62..., 62..., ID.… or the same with whatsapp: before it."""
    plain = given.removeprefix("whatsapp:")
    if plain.isdigit():
        plain = f"+{plain}"
    full = f"whatsapp:{plain}"
    if not (PHONE.fullmatch(full) or BSUID.fullmatch(full)):
        raise ValueError(f"{given!r} is neither a phone number nor a BSUID")
    return full
