"""All that a channel may say: values of what happened in the world, and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something happened at `at`, by the platform's clock if it has one (aware, UTC)."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Event):
    """A person sent something from `address` ("telegram:42"); `ref` is the message's id there.

    `alias` is another address of the same account, `phone` the number that the channel vouches
    for, `quotes` the id of our message that this one replies to.
    """

    address: str
    alias: str = ""
    phone: str = ""
    ref: str = ""
    quotes: str = ""
    name: str = ""
    language: str = ""
    scheduled: bool = False
    forwarded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Message):
    """Words; `choice` is the key of the offered label that they equal, in any language."""

    text: str
    choice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot(Message):
    """A place on the map; `live_seconds` is None for a single pin, `picked` a chosen place."""

    lat: float
    lon: float
    accuracy: float | None = None
    live_seconds: int | None = None
    picked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment(Message):
    """A photo, voice note, sticker, ...; `file` is how its channel finds it again.

    `album` is what several that were sent at once have in common.
    """

    kind: str
    caption: str = ""
    file: str = ""
    album: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited(Message):
    """A message that was sent at `began` now says `text`; it never answers a call."""

    began: datetime | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Event):
    """A live share gave a new reading, was extended, or (with `live_seconds` None) has stopped.

    It is no message and answers nothing; `ref` and `began` are those of the share's message.
    """

    address: str
    ref: str
    began: datetime
    lat: float
    lon: float
    accuracy: float | None = None
    live_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap(Event):
    """An inline button was pressed; `at` is when we received it, for a press carries no time.

    On a channel where a press is a message, `ref` is its id there and `text` what it shows.
    """

    address: str
    data: str
    alias: str = ""
    phone: str = ""
    name: str = ""
    language: str = ""
    receipt: str = ""
    ref: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere(Event):
    """Somebody spoke to the bot outside a private chat; `address` is that group."""

    address: str
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked(Event):
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unblocked(Event):
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent(Event):
    """The platform took a message of ours at `at` (its clock), which is `received` by ours.

    `reckoned` is the moment from which times in its words were counted: what `at` was thought to
    become.
    """

    outbox_id: int
    ref: str
    received: datetime
    reckoned: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered(Event):
    """A message of ours reached the phone; only channels with the trait `receipts` say so.

    `asked`: it did not say so by itself.
    """

    outbox_id: int
    ref: str
    received: datetime
    read: bool = False
    asked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(Event):
    """A message of ours did not come through.

    `cause`: blocked, rejected, refused, undelivered, rate_limited, uncertain, no_session (the
    person has not written for too long, and there is no template for these words), or expired
    (then `detail` begins with what held the words back, if anything did).
    """

    outbox_id: int
    cause: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched(Event):
    """A picture that a duty asked for is on disk (or, with `path` "", cannot be had)."""

    photo_id: int
    path: str = ""
    sha256: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Deaf(Event):
    """A channel (with "" the whole program) could not hear from `since` until `at`."""

    channel: str
    since: datetime
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted(Event):
    """What became of the last hour's calls and messages.

    `ends`: (channel, calls that ended, those of them that are void by our or its fault);
    `failures`: (channel, cause, how many people were not reached for good because of it);
    `receipts`: (channel, messages that it took a while ago, those of them without a receipt).
    """

    ends: tuple[tuple[str, int, int], ...] = ()
    failures: tuple[tuple[str, str, int], ...] = ()
    receipts: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined(Event):
    """What a platform says is wrong with our account there, a word each."""

    channel: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Skewed(Event):
    """A platform's clock is so far `ahead` of ours (or, if less than zero, behind)."""

    channel: str
    ahead: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited(Event):
    """The auditor found promises of ours broken: how many times, and which."""

    count: int
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick(Event):
    """The clock moved on; `heard` says per channel until when everything said to us is on disk."""

    heard: Mapping[str, datetime] = field(default_factory=dict)
