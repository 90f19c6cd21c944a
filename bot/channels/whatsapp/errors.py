"""What a failed request or status means: for a message of ours, and for the next try."""

import random
import re
from dataclasses import dataclass

import requests
from twilio.base.exceptions import TwilioException
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from bot.channels import Misconfigured, SendError
from bot.channels.whatsapp.wire import RefusedError

REFUSED = (
    "Twilio refuses the account: check SIGAP_TWILIO_ACCOUNT_SID and SIGAP_TWILIO_AUTH_TOKEN"
    " (and SIGAP_TWILIO_API_URL)"
)
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, OverflowError)
FAILURES = (TwilioException, requests.RequestException, *UNREADABLE)
AWAIT_WORD = 20.0  # seconds in which a status callback may tell what became of a message
MAX_DETAIL = 200
PRIVATE = re.compile(r"AC[0-9a-fA-F]{32}|\+?\d{7,}|\b[A-Z]{2}\.(ENT\.)?\w+")

UNAUTHORIZED, TOO_MANY, BROKEN = 401, 429, 500
AUTHENTICATE = 20003
CAUSES = {
    63016: "no_session",  # the person has not written for 24 hours
    63017: "rate_limited",  # the account's messages a second
    63018: "rate_limited",  # WhatsApp's people a day
    63038: "rate_limited",  # the account's messages a day
    20429: "rate_limited",  # too many requests
    63024: "rejected",  # nobody on WhatsApp
    21211: "rejected",  # no number
    21610: "blocked",  # the person opted out
    20005: "refused",  # the account is suspended
    63007: "refused",  # the number is no sender on WhatsApp
    63112: "refused",  # Meta disabled the business account
    21656: "rejected",  # the values do not fit the template
    63041: "rejected",  # the template is paused
    63049: "rejected",  # Meta chose not to deliver it
}
SOON = {20429, 63017}  # at the door these pass within seconds; the others last a day


def send_error(error: Exception) -> SendError | Misconfigured:
    """Say what became of a request that failed (facts/platforms.md 2.8)."""
    if isinstance(error, RefusedError):
        return _verdict(error)
    detail = type(error).__name__
    if isinstance(error, requests.RequestException) and _never_left(error):
        return SendError("unreachable", detail)
    return SendError("uncertain", detail, AWAIT_WORD)


def again(error: Exception) -> SendError | Misconfigured:
    """Say the same of a request that changes nothing, so that it may always be repeated."""
    meant = send_error(error)
    if isinstance(meant, SendError) and meant.cause == "uncertain":
        return SendError("unreachable", meant.detail)
    return meant


def _verdict(error: RefusedError) -> SendError | Misconfigured:
    detail = PRIVATE.sub("…", str(error))[:MAX_DETAIL]
    if error.code in CAUSES and error.code not in SOON:
        return SendError(CAUSES[error.code], detail, error.retry_after)
    if error.status == TOO_MANY or error.code in SOON:
        return SendError("busy", detail, error.retry_after)
    if error.status >= BROKEN or not error.code:
        # A proxy's page is not Twilio's verdict; nobody knows what lies behind it.
        return SendError("uncertain", f"HTTP {error.status}, {detail}", AWAIT_WORD)
    if error.status == UNAUTHORIZED or error.code == AUTHENTICATE:
        return Misconfigured(REFUSED)
    return SendError("rejected", detail)


def _never_left(error: requests.RequestException) -> bool:
    """Tell whether no connection was made, so that surely nothing was asked."""
    kinds = (requests.ConnectTimeout, requests.exceptions.SSLError, requests.exceptions.ProxyError)
    if isinstance(error, kinds):
        return True
    inner = error.args[0] if error.args else None
    reason = inner.reason if isinstance(inner, MaxRetryError) else inner
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds of a listener; tests make them short.

    A verdict waits for a look, and the program takes 20 s without one for an outage.
    """

    first: float = 0.5  # after the first failure; doubles up to
    most: float = 10.0
    look: float = 8.0  # between looks at Twilio's list
    glance: float = 2.0  # the same, near a deadline or while something is waited for
    grace: float = 6.0  # in which a webhook may bring what a list has shown already
    late: float = 10.0  # in which a status callback comes by itself
    keep: float = 600.0  # in which a photo that we fetched stays at Twilio

    def after(self, failures: int) -> float:
        longest = min(self.most, self.first * 2 ** min(failures - 1, 10))
        return random.uniform(longest / 2, longest)  # noqa: S311 - jitter, not a lot
