"""What the office's channels can do: one with everything, and one like WhatsApp."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.channels import Limits
from handlers.traits import EVERYTHING, Traits
from storage import leases
from storage.leases import Words

TELEGRAM = "telegram"
WHATSAPP = "whatsapp"
usual = TELEGRAM  # the channel of an office that names none
TRAITS = {
    TELEGRAM: EVERYTHING,
    WHATSAPP: Traits(
        buttons=False,
        slash=False,
        live_location=False,
        media=False,
        receipts=True,
        session=timedelta(hours=24),
    ),
}


@dataclass
class Line:
    """What the office knows of a channel (see bot.channels.Channel): enough to be admitted."""

    name: str
    traits: Traits
    limits: Limits = field(default_factory=Limits)
    templates: bool = True

    def opens_with(self, key: str, language: str) -> bool:
        return self.templates


def in_hand(db: Session, channel: str, now: datetime, most: int) -> list[Words]:
    """Take a channel's next words in a hand, as its sender does."""
    rows = leases.next_words(db, channel, now, most)
    leases.take(db, rows, now)
    return rows
