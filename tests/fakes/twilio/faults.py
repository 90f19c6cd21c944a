"""What may go wrong on the way to Twilio and back."""

from dataclasses import dataclass


@dataclass
class Fault:
    """What goes wrong with the next `times` calls of an operation ("*": any, say CreateMessage).

    A time-out after acceptance is accepted=True, silent=True; a broken connection is cut=True.
    """

    operation: str = "*"
    times: int = 1
    delay: float = 0.0  # seconds before anything else
    accepted: bool = False  # the request is carried out before it goes wrong
    silent: bool = False  # no answer ever comes
    cut: bool = False  # the connection breaks
    status: int = 0  # an error with this status,
    code: int = 0  # and this code of Twilio; 429 and 5xx have their own
    retry_after: float = 0.0  # seconds, in a header
    body: str = ""  # or this instead of JSON

    def concerns(self, operation: str) -> bool:
        return self.times > 0 and self.operation in {"*", operation}
