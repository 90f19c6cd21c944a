"""What the fake server knows: its clock, its people, what was said, what waits for the bot."""

import asyncio
import itertools
import json
import random
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

Json = dict[str, Any]

TOKEN = "8110000001:AAFakeTokenForTestsOnly-0123456789_x"
DAY = 86_400.0
CALLBACK_LIFE = 150.0
DEFAULT_KINDS = frozenset({"message", "edited_message", "callback_query", "my_chat_member"})


class ApiError(Exception):
    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


@dataclass
class Update:
    number: int
    kind: str
    payload: Any
    expires: float
    key: str  # what is delivered in order: a chat, or a user's presses

    def raw(self) -> Json:
        return {"update_id": self.number, self.kind: self.payload}


@dataclass(frozen=True)
class Written:
    """A message of the bot, as its reader sees it."""

    message_id: int
    date: int
    text: str
    kind: str = "text"
    inline: tuple[tuple[tuple[str, str], ...], ...] = ()  # (label, data)
    keyboard: tuple[tuple[str, ...], ...] = ()
    removes_keyboard: bool = False
    file_name: str = ""
    file: bytes = field(default=b"", repr=False)
    raw: Json = field(default_factory=dict, repr=False)

    @property
    def buttons(self) -> list[str]:
        rows = self.keyboard or tuple(tuple(label for label, _ in row) for row in self.inline)
        return [label for row in rows for label in row]

    def as_json(self) -> Json:
        shown = asdict(self) | {"buttons": self.buttons, "file_size": len(self.file)}
        return {key: value for key, value in shown.items() if key not in {"file", "raw"}}


@dataclass
class Person:
    number: int
    name: str
    last_name: str = ""
    language: str = ""
    started: bool = False
    blocked: bool = False
    written: list[Written] = field(default_factory=list)

    def user(self) -> Json:
        user: Json = {"id": self.number, "is_bot": False, "first_name": self.name}
        if self.last_name:
            user["last_name"] = self.last_name
        if self.language:
            user["language_code"] = self.language
        return user

    def chat(self) -> Json:
        return {"id": self.number, "type": "private", "first_name": self.name}


@dataclass
class Hook:
    url: str = ""
    secret: str = ""
    error: str = ""
    error_date: int = 0
    max_connections: int = 40


class World:
    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.shift = 0.0
        self.people: dict[int, Person] = {}
        self.groups: set[int] = set()  # that the bot is in
        self.said_in: dict[int, list[str]] = {}  # groups
        self.queue: list[Update] = []
        self.allowed = DEFAULT_KINDS
        self.hook = Hook()
        self.presses: dict[str, float] = {}
        self.files: dict[str, bytes] = {}
        self.texts: dict[str, str] = {}  # verbatim
        self.menus: dict[str, Any] = {}
        self.poller: object = None
        self.numbers: Iterator[int] = itertools.count(random.randint(10**8, 9 * 10**8))
        self.messages: Iterator[int] = itertools.count(1)
        self._news = asyncio.Event()

    def now(self) -> float:
        return time.time() + self.shift

    def date(self) -> int:
        return int(self.now())

    def me(self) -> Json:
        number = int(self.token.partition(":")[0])
        names = {"first_name": "Sigap", "username": "sigap_test_bot"}
        abilities = {"can_join_groups": True, "can_read_all_group_messages": False}
        return {
            "id": number,
            "is_bot": True,
            **names,
            **abilities,
            "supports_inline_queries": False,
        }

    def post(self, kind: str, payload: Any, key: str, life: float = DAY) -> int:
        """Queue an update, unless the bot does not want that kind; give its number."""
        number = next(self.numbers)
        if kind in self.allowed:
            self.queue.append(Update(number, kind, payload, self.now() + life, key))
            self.wake()
        return number

    def verbatim(self, text: str) -> str:
        """Give a value for which `text` will stand, JSON or not, in whatever is written."""
        self.texts[f"verbatim {len(self.texts)}"] = text
        return list(self.texts)[-1]

    def written(self, document: Any) -> str:
        """Write JSON, with what is verbatim in it."""
        said = json.dumps(document)
        for name, text in self.texts.items():
            said = said.replace(json.dumps(name), text)
        return said

    def pending(self) -> list[Update]:
        self.queue = [update for update in self.queue if update.expires > self.now()]
        return self.queue

    def confirm(self, offset: int) -> None:
        if offset > 0:
            self.queue = [update for update in self.queue if update.number >= offset]
        elif offset < 0:
            self.queue = self.queue[offset:]

    def wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def news(self, within: float) -> bool:
        """Wait for any change; False if none came in time."""
        try:
            # wait_for() of Python 3.11 may swallow a cancellation; timeout() does not
            async with asyncio.timeout(within):
                await self._news.wait()
        except TimeoutError:
            return False
        return True

    def person(self, number: int) -> Person:
        if number not in self.people:
            raise LookupError(f"no user {number}; POST /control/user first")
        return self.people[number]

    def keep_file(self, content: bytes) -> str:
        number = f"file{len(self.files) + 1}"
        self.files[number] = content
        return number
