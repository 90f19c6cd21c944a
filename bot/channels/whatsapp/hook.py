"""The two webhooks: who is not Twilio is turned away, and a form is on disk before its answer."""

import hmac
import logging
import re
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import NamedTuple
from urllib.parse import parse_qs, parse_qsl

from starlette.datastructures import MultiDict
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.channels import Raw, Store
from bot.channels.whatsapp.parse import OUTBOX, RECOVERED, UNLISTED, WRITTEN
from bot.channels.whatsapp.signature import HEADER, Signatures
from bot.clock import Clock

log = logging.getLogger(__name__)

NAME = "whatsapp"
INBOUND, STATUS = "/whatsapp", "/whatsapp/status"
FORM = "application/x-www-form-urlencoded"
TOKEN = "I-Twilio-Idempotency-Token"  # noqa: S105 - a header's name
MAX_BODY = 1 << 18
MAX_FIELDS = 500
REMEMBERED = 50_000  # messages: ten minutes at the fastest that a number may hear
# Twilio signs names and values without a mark between them, so who has seen one message could move
# text over that edge: an id that is not exactly as long as Twilio's ids are is a forgery.
SID = re.compile(r"(SM|MM)[0-9a-zA-Z]{32}", re.ASCII)
WHOLE = "#whole"  # marks a form that tells what Twilio's list does not
LOUD = {
    "status_at_inbound": "Twilio brings statuses here; enter the address that ends with"
    f" {STATUS} as the status callback of the number",
    "wrong_signature": "a signature is wrong; if people's messages do not arrive, check"
    " SIGAP_PUBLIC_URL (it must be what Twilio calls) and SIGAP_TWILIO_AUTH_TOKEN",
    "replay": "somebody repeats a request of Twilio",
}
Dated = Callable[[Raw, datetime], Awaitable[datetime]]  # by form and arrival: when it was written
EVERY = 1000  # how many such requests are one line in the log


class TurnedAwayError(Exception):
    """A request that gets no 200, and why; causes are counted."""

    def __init__(self, cause: str, status: int) -> None:
        super().__init__(cause)
        self.cause, self.status = cause, status


class Visit(NamedTuple):
    """A genuine request."""

    form: MultiDict
    query: str
    token: str
    signature: str


class Seen:
    """The newest messages that are on disk, each with the token of the request that brought it."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._tokens: OrderedDict[str, tuple[str, str] | None] = OrderedDict()
        self._most = most

    def __contains__(self, sid: str) -> bool:
        return sid in self._tokens

    def add(self, sid: str, token: str | None = None, signature: str = "") -> None:
        """Remember a message; without a token it came from Twilio's list."""
        self._tokens[sid] = None if token is None else (token, signature)
        if len(self._tokens) > self._most:
            self._tokens.popitem(last=False)

    def is_listed(self, sid: str) -> bool:
        """Tell whether only Twilio's list has brought a message so far."""
        return sid in self and self._tokens[sid] is None

    def is_replay(self, sid: str, token: str, signature: str) -> bool:
        """Tell whether somebody says again what he has heard: Twilio repeats its token, too.

        What Twilio brings to its fallback address, it signs anew; a copy has the same signature.
        """
        known = self._tokens.get(sid)
        if known is None or not hmac.compare_digest(known[1].encode(), signature.encode()):
            return False
        return not (token and hmac.compare_digest(known[0].encode(), token.encode()))


class Hooks:
    """Where Twilio brings what people say, and what became of what we said."""

    def __init__(self, signatures: Signatures, seen: Seen, clock: Clock, dated: Dated) -> None:
        self._signatures, self._seen = signatures, seen
        self._clock, self._dated = clock, dated
        self.store: Store | None = None
        self.rejected: Counter[str] = Counter()

    async def inbound(self, request: Request) -> Response:
        """Serve a message: 4xx for what is not Twilio's, 503 before it can be kept, 200 stored.

        A repetition by Twilio gets its 200 without effect; anybody else's gets a 403.
        """
        return await self._serve(request, INBOUND, self._message)

    async def status(self, request: Request) -> Response:
        """Serve a status; Twilio may bring one twice, which changes nothing."""
        return await self._serve(request, STATUS, _status)

    async def _serve(
        self, request: Request, path: str, read: Callable[[Visit], tuple[str, Raw] | None]
    ) -> Response:
        arrived = self._clock.now()
        try:
            visit = await self._visit(request, path)
            item = read(visit)
        except TurnedAwayError as away:
            return self._turn_away(away, path)
        if item and not await self._keep(item, path, arrived):
            return Response(status_code=503, headers={"Retry-After": "1"})
        if item and path == INBOUND:
            self._seen.add(item[0].partition("#")[0], visit.token, visit.signature)
        return Response(status_code=200)

    async def _visit(self, request: Request, path: str) -> Visit:
        signature = request.headers.get(HEADER, "")
        if not signature:
            raise TurnedAwayError("no_signature", 403)
        if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != FORM:
            raise TurnedAwayError("content_type", 415)
        form = _form(await _body(request))
        query = request.scope.get("query_string", b"").decode("latin-1")
        if not self._signatures.holds(path, query, form, signature):
            raise TurnedAwayError("wrong_signature", 403)
        return Visit(form, query, request.headers.get(TOKEN, ""), signature)

    def _message(self, visit: Visit) -> tuple[str, Raw] | None:
        sid, raw = _sid(visit.form), _raw(visit.form)
        if raw.get("MessageStatus"):
            raise TurnedAwayError("status_at_inbound", 200)
        if self._seen.is_replay(sid, visit.token, visit.signature):
            raise TurnedAwayError("replay", 403)
        tells_more = any(raw.get(name) for name in UNLISTED)
        if sid in self._seen and not (tells_more and self._seen.is_listed(sid)):
            return None
        return (f"{sid}{WHOLE}" if tells_more else sid), raw

    async def _keep(self, item: tuple[str, Raw], path: str, arrived: datetime) -> bool:
        """Put a form on disk; if that fails, Twilio's list still has the message."""
        if self.store is None:
            return False
        _, raw = item
        try:
            if path == INBOUND:
                raw[WRITTEN] = (await self._dated(raw, arrived)).isoformat()
            await self.store(NAME, [item])
        except Exception:
            log.exception("a message from Twilio could not be stored")
            return False
        return True

    def _turn_away(self, away: TurnedAwayError, path: str) -> Response:
        self.rejected[away.cause] += 1
        if away.cause in LOUD and self.rejected[away.cause] % EVERY == 1:
            log.warning("%s: %s", path, LOUD[away.cause])
        return Response(status_code=away.status)


async def _body(request: Request) -> bytes:
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                raise TurnedAwayError("too_big", 413)
    except ClientDisconnect:
        raise TurnedAwayError("cut", 400) from None
    return body


def _form(body: bytes) -> MultiDict:
    """Read a form as it was signed: with its blank values and every space."""
    try:
        pairs = parse_qsl(
            body.decode("utf-8"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except ValueError:
        raise TurnedAwayError("malformed", 400) from None
    return MultiDict(pairs)


def _sid(form: MultiDict) -> str:
    sids = set(form.getlist("MessageSid"))
    sid = sids.pop() if len(sids) == 1 else ""
    if not SID.fullmatch(sid):
        raise TurnedAwayError("malformed", 400)
    return sid


def _status(visit: Visit) -> tuple[str, Raw] | None:
    sid, raw = _sid(visit.form), _raw(visit.form)
    raw[OUTBOX] = parse_qs(visit.query).get("id", [""])[-1]
    return status_key(sid, raw), raw


def status_key(sid: str, raw: Raw) -> str:
    """Name a status; the same one is stored once, whoever brings it."""
    told = (raw.get("MessageStatus", ""), raw.get("ErrorCode", ""))
    return ":".join([sid, *(str(one)[:40] for one in told if one)])


def _raw(form: MultiDict) -> Raw:
    """Make a form what the inbox keeps; names that are ours are nobody else's to use."""
    values = {name: sorted(set(form.getlist(name))) for name in form}
    found = {
        _storable(name): _storable(said[0]) if len(said) == 1 else [*map(_storable, said)]
        for name, said in values.items()
    }
    return {name: said for name, said in found.items() if name not in {OUTBOX, RECOVERED, WRITTEN}}


def _storable(text: str) -> str:
    return text.replace("\x00", "")  # PostgreSQL's JSON takes none
