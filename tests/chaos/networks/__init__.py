"""The networks on which a site may live: Telegram by polling or by webhook, WhatsApp by Twilio."""

from tests.chaos.networks.base import Network, Phone
from tests.chaos.networks.sites import OnTelegram, OnTelegramByWebhook, OnWhatsApp

NETWORKS: dict[str, type[Network]] = {
    network.name: network for network in (OnTelegram, OnWhatsApp, OnTelegramByWebhook)
}

__all__ = ["NETWORKS", "Network", "Phone"]
