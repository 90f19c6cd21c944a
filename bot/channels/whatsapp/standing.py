"""How our number, its webhooks and our templates stand at Twilio and WhatsApp, and what is wrong.

What is wrong is one word each; `sigap check` and the watch say what it means.
"""

import logging
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

import requests
from twilio.rest import Client

from bot.channels.whatsapp.errors import FAILURES, again
from bot.channels.whatsapp.wire import Wire

log = logging.getLogger(__name__)

OFFLINE, LOW_QUALITY, LOW_LIMIT = "offline", "low_quality", "low_limit"
INBOUND_ELSEWHERE, STATUS_AT_INBOUND = "inbound_elsewhere", "status_at_inbound"
TEMPLATE, UNREACHED = "template", "unreached"
FAULTS = {OFFLINE, LOW_QUALITY, LOW_LIMIT, INBOUND_ELSEWHERE, STATUS_AT_INBOUND}
FAULTS |= {TEMPLATE, UNREACHED}

ONLINE = {"ONLINE", "ONLINE:UPDATING"}
LOW = {"LOW", "RED"}
APPROVED, WAITING = "approved", {"unsubmitted", "received", "pending"}
LIMIT = re.compile(r"(?P<count>\d+)(?P<thousands>K?)\b", re.IGNORECASE)
TURNED_AWAY = 403  # by our own webhook: what nobody has signed


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Our number as the Senders resource has it; `inbound` and `statuses` are its webhooks."""

    status: str
    reasons: tuple[str, ...] = ()
    quality: str = ""
    limit: str = ""
    inbound: str = ""
    statuses: str = ""


def sender(client: Client, number: str) -> Sender | None:
    """Ask after our number; None if it is no sender of the account, as in the Sandbox."""
    senders = client.messaging.v2.channels_senders
    for one in senders.stream(channel="whatsapp", page_size=100):
        if one.sender_id == number:
            return _read(senders(one.sid).fetch())
    return None


def _read(told: Any) -> Sender:
    properties, webhook = told.properties or {}, told.webhook or {}
    reasons = [one for one in told.offline_reasons or () if one]
    return Sender(
        status=str(told.status),
        reasons=tuple(f"{one.get('message')} ({one.get('code')})" for one in reasons),
        quality=properties.get("quality_rating") or "",
        limit=properties.get("messaging_limit") or "",
        inbound=_address(webhook.get("callback_url")),
        statuses=_address(webhook.get("status_callback_url")),
    )


def _address(url: str | None) -> str:
    return (url or "").partition("#")[0].rstrip("/")


def wrong(sender: Sender, address: str, people: int | None) -> Iterator[str]:
    """Name what is wrong with a number that should bring messages to an address."""
    if sender.status not in ONLINE:
        yield OFFLINE
    if sender.quality.upper() in LOW:
        yield LOW_QUALITY
    if people and (most := people_per_day(sender.limit)) and most < people:
        yield LOW_LIMIT
    if sender.inbound != address:
        yield INBOUND_ELSEWHERE
    if sender.statuses == address:
        yield STATUS_AT_INBOUND


def people_per_day(limit: str) -> int | None:
    """Read "1K Customers/24hr"; None if it names no number."""
    found = LIMIT.match(limit.strip())
    return int(found["count"]) * (1000 if found["thousands"] else 1) if found else None


def approvals(client: Client) -> dict[str, tuple[str, str]]:
    """Ask what WhatsApp says of all templates: their SIDs -> (state, why)."""
    found = client.content.v1.content_and_approvals.stream(page_size=500)
    asked = {str(one.sid): one.approval_requests or {} for one in found}
    return {
        sid: (str(one.get("status") or "unsubmitted"), str(one.get("rejection_reason") or ""))
        for sid, one in asked.items()
    }


def refused(states: dict[str, tuple[str, str]], sids: Collection[str]) -> set[str]:
    """Give those of our templates that WhatsApp does not take, or not any more."""
    known = {sid: states.get(sid, ("missing", ""))[0] for sid in sids}
    return {sid for sid, state in known.items() if state not in {APPROVED, *WAITING}}


def unreached(wire: Wire, address: str) -> str:
    """Call our own webhook from outside, without a signature; "" if it turns us away, else why."""
    try:
        answer = wire.session.post(address, timeout=wire.timeout, allow_redirects=False)
    except requests.RequestException as error:
        return type(error).__name__
    return "" if answer.status_code == TURNED_AWAY else f"HTTP {answer.status_code}"


class Standing:
    """Asks all of it together, now and then, for the watch."""

    def __init__(
        self,
        wire: Wire,
        client: Client,
        number: str,
        address: str,
        sids: Callable[[], Collection[str]],
        people: int | None,
    ) -> None:
        self._wire, self._client = wire, client
        self._number, self._address = number, address
        self._sids, self._people = sids, people
        self._was_reached = False

    def ask(self) -> list[str] | None:
        """Give what is wrong, a word each; None if Twilio does not say."""
        try:
            found = sender(self._client, self._number)
            states = approvals(self._client)
        except FAILURES as error:
            log.warning("Twilio does not say how our number stands: %s", again(error))
            return None
        words = list(wrong(found, self._address, self._people)) if found else []
        words += [TEMPLATE] if refused(states, self._sids()) else []
        return [*words, *self._outside()]

    def _outside(self) -> list[str]:
        """Call our own address; only where that has worked once, a failure tells something."""
        why = unreached(self._wire, self._address)
        if why:
            log.warning("%s does not answer from here: %s", self._address, why)
        self._was_reached = self._was_reached or not why
        return [UNREACHED] if why and self._was_reached else []
