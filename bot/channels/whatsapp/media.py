"""What people sent: fetched with our credentials, and deleted at Twilio when we have it."""

import re
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

import requests

from bot.channels import SendError
from bot.channels.whatsapp.errors import FAILURES, again
from bot.channels.whatsapp.wire import OFFICIAL, Wire, refused

MAX_FILE = 16 * 2**20  # bytes; WhatsApp takes no larger one
CHUNK = 1 << 16
TYPES = re.compile(r"(image|audio|video)/[\w.+-]+|application/pdf|text/(x-)?vcard", re.ASCII)
NAME = re.compile(r"/Messages/(SM|MM)[0-9a-zA-Z]{32}/Media/ME[0-9a-zA-Z]{32}", re.ASCII)
HOPS = 3
REDIRECTS = {301, 302, 303, 307, 308}
GONE = 404


class Files:
    """The files of one account; it blocks, so it belongs in a thread."""

    def __init__(self, account_sid: str, auth_token: str, wire: Wire, keep: float) -> None:
        self._wire, self._auth = wire, (account_sid, auth_token)
        self._folder = f"/2010-04-01/Accounts/{account_sid}"
        self._keep = timedelta(seconds=keep)
        self._taken: dict[str, datetime] = {}

    def take(self, file: str, now: datetime) -> bytes:
        """Give a file's bytes. Raise SendError or Misconfigured."""
        url = self._own(file)
        try:
            content = self._follow(url)
        except FAILURES as error:
            raise again(error) from None
        self._taken[url] = now
        return content

    def tidy(self, now: datetime) -> None:
        """Delete at Twilio, best effort, what was fetched a while ago and so is on our disk."""
        for url, at in list(self._taken.items()):
            if now - at >= self._keep:
                del self._taken[url]
                try:
                    self._wire.request("DELETE", f"{url}.json", auth=self._auth)
                except FAILURES:
                    continue

    def _own(self, file: str) -> str:
        """Give the file's URL at our API; only that of our own account gets our credentials."""
        parts = urlsplit(file)
        is_ours = f"{parts.scheme}://{parts.netloc}" in {OFFICIAL, self._wire.root}
        _, folder, name = parts.path.partition(self._folder)
        if not (is_ours and folder and parts.path == folder + name and NAME.fullmatch(name)):
            raise SendError("rejected", "no file of our account")
        return self._wire.root + parts.path

    def _follow(self, url: str) -> bytes:
        auth: object = self._auth
        for _ in range(HOPS):
            with self._wire.get(url, auth) as answer:
                if answer.status_code not in REDIRECTS:
                    return _content(answer)
                url, auth = self._next(url, answer.headers.get("Location", "")), _stranger
        raise SendError("rejected", "redirected too often")

    def _next(self, url: str, location: str) -> str:
        following = urljoin(url, location)
        secure = self._wire.root.startswith("https:")
        if urlsplit(following).scheme not in ({"https"} if secure else {"http", "https"}):
            raise SendError("rejected", "redirected to no safe place")
        return following


def _stranger(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Show another host no credentials, not even such as lie about on this machine."""
    return request


def _content(answer: requests.Response) -> bytes:
    if answer.status_code == GONE:  # not there yet, or not any more
        raise SendError("unreachable", "no such file")
    if not answer.ok:
        raise refused(answer.status_code, answer.text, answer.headers)
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if not TYPES.fullmatch(kind):
        raise SendError("rejected", f"{kind or 'no type'} is not a kind of file that we take")
    content = bytearray()
    for chunk in answer.iter_content(CHUNK):
        content += chunk
        if len(content) > MAX_FILE:
            raise SendError("rejected", f"more than {MAX_FILE} bytes")
    return bytes(content)
