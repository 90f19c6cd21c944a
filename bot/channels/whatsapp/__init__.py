"""WhatsApp through Twilio: webhooks in, messages out; `parse` is pure."""

from bot.channels.whatsapp.client import WhatsApp
from bot.channels.whatsapp.parse import parse

__all__ = ["WhatsApp", "parse"]
