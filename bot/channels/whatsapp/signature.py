"""Whether a request to our webhooks really comes from Twilio.

The URL that Twilio signs is the one that it was told: the configured public one, whatever proxies
have made of it on the way here. So nothing of the request but its query is believed.
"""

from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from starlette.datastructures import MultiDict
from twilio.request_validator import RequestValidator

HEADER = "X-Twilio-Signature"


class Signatures:
    """Twilio's own validator, with the URLs under which it may have signed."""

    def __init__(self, auth_token: str, public_url: str) -> None:
        self._validator = RequestValidator(auth_token)
        parts = urlsplit(public_url.rstrip("/"))
        self._roots = list(dict.fromkeys(_roots(parts._replace(fragment="", query=""))))

    def holds(self, path: str, query: str, form: MultiDict, signature: str) -> bool:
        """Tell whether this form was signed for one of our URLs with our token."""
        tail = f"{path}?{query}" if query else path
        return any(self._validator.validate(root + tail, form, signature) for root in self._roots)


def _roots(parts: SplitResult) -> Iterator[str]:
    """List what Twilio may have signed: the URL as it was told, without its port, or password.

    Its validator takes the port off, too, but breaks a URL that has a password as well.
    """
    user, at, host = parts.netloc.rpartition("@")
    bare, _, port = host.rpartition(":")
    hosts = [host, bare] if port.isdigit() and bare else [host]
    for one in hosts:
        yield parts._replace(netloc=f"{user}{at}{one}").geturl().rstrip("/")
        yield parts._replace(netloc=one).geturl().rstrip("/")
