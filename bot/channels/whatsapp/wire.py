"""Twilio's own client on our wire: with time-outs, at the host we are told, and one kind of error.

The synchronous client, for the asynchronous one waits for ever and repeats what has gone out.
"""

import json
import logging
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from requests import Response as HttpResponse
from requests import Session
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.channels import salvage
from bot.channels.skew import Skew, dated
from bot.channels.waiting import seconds

OFFICIAL = "https://api.twilio.com"
CONNECT_SECONDS = 5.0
AT_ONCE = 64  # messages under way: with the API's usual third of a second, enough for 80 a second
CONNECTIONS = AT_ONCE + 8  # listening waits for no message
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
CLOSE = timedelta(seconds=5)  # clocks that differ less may well agree: an answer takes its time
GOOD = range(200, 300)
TALKATIVE = ("twilio.http_client", "urllib3")


class RefusedError(TwilioException):  # type: ignore[misc]
    """An answer that is no success; `code` is Twilio's, 0 if somebody else answered."""

    def __init__(self, status: int, code: int, words: str, retry_after: float) -> None:
        super().__init__(f"{code or status}: {words}")
        self.status, self.code, self.retry_after = status, code, retry_after


class Wire(TwilioHttpClient):  # type: ignore[misc]
    """Carries the requests of Twilio's client."""

    def __init__(self, api_url: str, timeout: float, skew: Skew | None = None) -> None:
        """Open nothing yet; the date of each answer tells of a `skew`."""
        super().__init__(timeout=timeout)
        self.timeout = (min(CONNECT_SECONDS, timeout), timeout)  # its own check takes no pair
        self.root = api_url.rstrip("/")
        self._skew = skew
        self._date: datetime | None = None
        self.session: Session
        for scheme in ("https://", "http://"):
            self.session.mount(scheme, HTTPAdapter(pool_maxsize=CONNECTIONS))
        if urlsplit(self.root).hostname in LOOPBACK:
            self.session.trust_env = False  # a proxy would look for the server on its own machine

    def request(self, method: str, url: str, *given: Any, **named: Any) -> Response:
        """Make a request. Raise RefusedError for whatever is no success."""
        answer = super().request(method, self.rebased(url), *given, **named)
        self._note_date(CaseInsensitiveDict(answer.headers or {}).get("Date", ""))
        if answer.status_code not in GOOD:
            raise refused(answer.status_code, answer.text, answer.headers)
        answer.content = salvage.mended(answer.text)
        return answer

    def rebased(self, url: str) -> str:
        """Put our host in place of Twilio's, whose hosts differ by API and region."""
        if self.root == OFFICIAL:
            return url
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return f"{self.root}{parts.path}{query}"

    def _note_date(self, written: str) -> None:
        self._date = dated(written) or self._date
        if self._skew:
            self._skew.note(written)

    def ahead_of(self, now: datetime) -> timedelta:
        """Tell how far Twilio's clock, by its newest answer, is ahead of ours; zero if close."""
        ahead = self._date - now if self._date else timedelta()
        return ahead if abs(ahead) > CLOSE else timedelta()

    def get(self, url: str, auth: Any) -> HttpResponse:
        """Open a download; redirects are the caller's to judge."""
        return self.session.get(
            url, auth=auth, timeout=self.timeout, stream=True, allow_redirects=False
        )


def refused(status: int, body: str, headers: Any) -> RefusedError:
    """Read an error in either of Twilio's two shapes, or a stranger's (a proxy's page, say)."""
    try:
        told = json.loads(body)
        code = int(told["code"])
        words = str(told.get("message") or told.get("detail") or told.get("title") or "")
    except (ValueError, KeyError, TypeError, AttributeError):
        code, words = 0, "not Twilio's words"
    wait = seconds(CaseInsensitiveDict(headers or {}).get("Retry-After"))
    return RefusedError(status, code, words, wait)


def client(account_sid: str, auth_token: str, wire: Wire) -> Client:
    """Build Twilio's client; what it and its pool log names the account."""
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    return Client(account_sid, auth_token, http_client=wire)
