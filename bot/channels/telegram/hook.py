"""Webhook mode: Telegram calls us; an update is on disk before it gets its 200."""

import asyncio
import hmac
import logging
from datetime import datetime

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from telegram.error import TelegramError

from bot.channels import Misconfigured, Raw, Store, salvage
from bot.channels.telegram.errors import RIVAL, Pace, Patience
from bot.channels.telegram.listening import (
    ALLOWED,
    NAME,
    Call,
    Hearing,
    NextDeadline,
    labelled,
    until_deadline,
)
from bot.clock import Clock

log = logging.getLogger(__name__)

MAX_BODY = 1 << 20
MAX_CONNECTIONS = 40
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name


class Webhook:
    """Register with Telegram, take what it brings, and watch that nothing is left waiting."""

    def __init__(
        self,
        call: Call,
        clock: Clock,
        next_deadline: NextDeadline,
        hearing: Hearing,
        pace: Pace,
    ) -> None:
        self._call, self._clock, self._next_deadline = call, clock, next_deadline
        self._hearing, self._pace = hearing, pace
        self._patience = Patience(pace)
        self._store: Store | None = None
        self._url = self._secret = ""

    def at(self, url: str, secret: str) -> "Webhook":
        if not url or not secret:
            raise Misconfigured(
                "webhook mode needs SIGAP_PUBLIC_URL and SIGAP_TELEGRAM_WEBHOOK_SECRET"
            )
        self._url, self._secret = url, secret
        return self

    def take(self, store: Store) -> None:
        self._store = store

    async def run(self, store: Store) -> None:
        self.take(store)
        registered = False
        while True:
            try:
                if not registered:
                    await self._register()
                registered = await self.look()
            except TelegramError as error:
                await self._patience.after(error)
            else:
                self._patience.well()
                near = until_deadline(self._clock, self._next_deadline, self._pace.look)
                await asyncio.sleep(max(near, self._pace.glance))

    async def _register(self) -> None:
        await self._call(
            "setWebhook",
            url=self._url,
            secret_token=self._secret,
            allowed_updates=ALLOWED,
            max_connections=MAX_CONNECTIONS,
        )

    async def look(self) -> bool:
        """Ask whether anything waits for us; False if the webhook is not ours any more."""
        started = self._clock.now()
        state = await self._call("getWebhookInfo")
        if not isinstance(state, dict) or state.get("url") != self._url:
            log.error("%s", RIVAL)
            self._hearing.rival_seen()
            return False
        self._hearing.rival_gone()
        self._note_hearing(started, state)
        return True

    def _note_hearing(self, started: datetime, state: Raw) -> None:
        # Telegram takes an update off its queue after our 200, so an empty queue means: stored.
        if state.get("pending_update_count") == 0:
            self._hearing.reaches(started)
        elif message := state.get("last_error_message"):
            log.warning("Telegram cannot reach our webhook: %s", message)

    async def receive(self, request: Request) -> Response:
        """Serve a POST of Telegram: 403 wrong secret, 400 cut off, 503 not ready, 200 stored.

        What cannot be read is stored to be set aside: refused, it would come again for a day, and
        nothing of its chat would come before it.
        """
        if not self._secret:
            return Response(status_code=404)
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            return Response(status_code=403)
        body = await _body(request)
        if not body:
            return Response(status_code=400)
        if self._store is None:
            return Response(status_code=503, headers={"Retry-After": "1"})
        await self._store(NAME, [labelled(_update(body))])
        return Response(status_code=200)


async def _body(request: Request) -> bytes:
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                return body  # no update is as long
    except ClientDisconnect:
        return b""
    return body


def _update(body: bytes) -> object:
    try:
        return salvage.read(body) if len(body) <= MAX_BODY else body
    except ValueError:
        return body
