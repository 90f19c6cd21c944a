"""What a channel can do, as data: no act asks for a channel by its name."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """The abilities of a channel; the defaults are those of one that can do everything.

    buttons        choices are pressed; without, they are numbered and answered by a number
    slash          commands begin with a slash; without, they are plain words
    live_location  a phone may share where it is while it moves
    media          what was sent to us can be shown again to somebody else there
    receipts       the channel tells when a message reached the phone; a window starts then
    session        how long after a person's last message we may write freely; None: always
    """

    buttons: bool = True
    slash: bool = True
    live_location: bool = True
    media: bool = True
    receipts: bool = False
    session: timedelta | None = None


EVERYTHING = Traits()
