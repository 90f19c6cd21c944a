"""Which channel the demo's phones are like."""

from bot.channels.phones import Phones
from bot.clock import Clock

TELEGRAM, WHATSAPP = "telegram", "whatsapp"
CHANNELS = (TELEGRAM, WHATSAPP)


def phones_like(channel: str, clock: Clock) -> Phones:
    """Make phones that can what those of a channel can, and no more."""
    if channel != WHATSAPP:
        return Phones(clock)
    from bot.channels import Limits  # noqa: PLC0415 - Twilio's client is slow to load
    from bot.channels.whatsapp.client import BETWEEN_TWO, WhatsApp  # noqa: PLC0415
    from bot.channels.whatsapp.wording import KEYS  # noqa: PLC0415

    limits = Limits(per_second=80, per_person=BETWEEN_TWO, people_per_day=2000)
    return Phones(clock, WhatsApp.traits, limits, KEYS)
