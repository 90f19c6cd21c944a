"""Twilio's Content API and account, for the command line: every question has a time-out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests
from twilio.base.exceptions import TwilioException

from bot.channels.whatsapp import standing
from bot.channels.whatsapp.standing import Sender
from bot.channels.whatsapp.wire import Wire, client
from bot.channels.whatsapp.wording import Template
from bot.console import Trouble
from bot.settings import Settings, plain

PATIENCE = 10.0  # seconds
UNSUBMITTED, APPROVED = "unsubmitted", "approved"
ACTIVE = "active"
FORBIDDEN, NOT_FOUND, TOO_MANY = {401, 403}, 404, 429
MOST_DETAIL = 300


@dataclass(frozen=True, slots=True)
class Approval:
    """What WhatsApp says of a template, and why it refuses it."""

    state: str
    reason: str = ""


class Content:
    """Templates at Twilio; every failure is a Trouble in words."""

    def __init__(self, given: Settings, patience: float = PATIENCE) -> None:
        self._sid, self._token = given.twilio_account_sid, plain(given.twilio_auth_token)
        self._wire = Wire(given.twilio_api_url, patience)
        self._client = client(self._sid, self._token, self._wire)

    def account(self) -> tuple[str, str]:
        """Ask for the account's name and state; that proves its SID and token, too."""
        with self._told():
            try:
                account = self._client.api.v2010.accounts(self._sid).fetch()
            except TwilioException as error:
                if getattr(error, "status", 0) != NOT_FOUND:
                    raise
                self._client.messages.list(limit=1, page_size=1)  # a test server without accounts
                return "", ACTIVE
        return str(account.friendly_name or ""), str(account.status or "")

    def named(self) -> dict[str, str]:
        """List all templates at Twilio: name -> SID, the newest of a name."""
        with self._told():
            found = self._client.content.v1.contents.list(page_size=500)
        old_first = sorted(found, key=lambda one: str(one.date_created))
        return {str(one.friendly_name): str(one.sid) for one in old_first}

    def create(self, wanted: Template) -> str:
        """Make a template; give its SID."""
        with self._told():
            made = self._client.content.v1.contents.create(Body(_content(wanted)))
        return str(made.sid)

    def submit(self, sid: str, wanted: Template) -> Approval:
        """Ask WhatsApp to approve a template."""
        asked: dict[str, Any] = {"name": wanted.name, "category": "UTILITY"}
        if wanted.use.ttl:
            asked["send_ttl_seconds"] = wanted.use.ttl
        with self._told():
            given = self._client.content.v1.contents(sid).approval_create.create(Body(asked))
        return Approval(str(given.status or UNSUBMITTED), str(given.rejection_reason or ""))

    def approvals(self) -> dict[str, tuple[str, str]]:
        """Ask what became of all templates: their SIDs -> (state, why)."""
        with self._told():
            return standing.approvals(self._client)

    def sender(self, number: str) -> Sender | None:
        """Ask how our number stands; None if it is no sender of the account."""
        with self._told():
            return standing.sender(self._client, number)

    def unreached(self, address: str) -> str:
        """Call our own webhook from outside; "" if it answers as it should, else why."""
        return standing.unreached(self._wire, address)

    def approval(self, sid: str) -> Approval:
        """Ask what became of a template."""
        with self._told():
            given = self._client.content.v1.contents(sid).approval_fetch().fetch()
        said = given.whatsapp or {}
        reason = str(said.get("rejection_reason") or "")
        return Approval(str(said.get("status") or UNSUBMITTED), reason)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn whatever the client raises into words without a secret."""
        try:
            yield
        except TwilioException as error:
            raise self._trouble(error) from None
        except (requests.RequestException, ValueError) as error:
            why = "time-out" if isinstance(error, requests.Timeout) else type(error).__name__
            raise Trouble("twilio.unreachable", why=why) from None

    def _trouble(self, error: TwilioException) -> Trouble:
        status, code = getattr(error, "status", 0), getattr(error, "code", 0)
        if status in FORBIDDEN:
            return Trouble("twilio.refused", code=code or status)
        if status == TOO_MANY:
            return Trouble("twilio.busy")
        why = " ".join(str(error).split())[:MOST_DETAIL]
        return Trouble("twilio.error", why=why.replace(self._token, "***"))


class Body:
    """What is set, and no more: the library's own bodies name all other fields as null."""

    def __init__(self, asked: dict[str, Any]) -> None:
        self._asked = asked

    def to_dict(self) -> dict[str, Any]:
        return self._asked


def _content(wanted: Template) -> dict[str, Any]:
    actions = [{"type": "QUICK_REPLY", "title": said, "id": key} for key, said in wanted.buttons]
    body: dict[str, Any] = {"body": wanted.body} | ({"actions": actions} if actions else {})
    return {
        "friendly_name": wanted.name,
        "language": wanted.language,
        "variables": {str(n): example for n, example in enumerate(wanted.examples, 1)},
        "types": {"twilio/quick-reply" if actions else "twilio/text": body},
    }
