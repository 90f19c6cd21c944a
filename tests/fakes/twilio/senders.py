"""The Senders resource: how our number stands at WhatsApp, and what webhooks it has."""

from tests.fakes.twilio.pages import Page
from tests.fakes.twilio.world import MESSAGING, ApiError, Json, World


def listed(world: World, query: dict[str, str]) -> Json:
    if not query.get("Channel"):
        raise ApiError(400, 20001, "Channel is required")
    senders = {one["sid"]: one for one in [shown(world)] if _is_on(one, query["Channel"])}
    page = Page(list(senders), str, query)
    url = f"{MESSAGING}/v2/Channels/Senders"
    return page.of_later(url, "senders", [senders[sid] for sid in page.sids])


def fetched(world: World, sid: str) -> Json:
    if sid != world.sender.sid:
        raise ApiError(404, 20404, f"The requested resource {sid} was not found")
    return shown(world)


def _is_on(sender: Json, channel: str) -> bool:
    return str(sender["sender_id"]).startswith(f"{channel}:")


def shown(world: World) -> Json:
    """Show the number as Twilio's own document does."""
    sender = world.sender
    profile = dict.fromkeys(("about", "address", "description", "emails", "logo_url", "vertical"))
    calls = {
        "callback": sender.callback,
        "fallback": "",
        "status_callback": sender.status_callback,
    }
    webhook = {f"{name}_url": url or None for name, url in calls.items()}
    webhook |= {f"{name}_method": "POST" for name in calls}
    reasons = [
        {"code": code, "message": words, "more_info": f"https://www.twilio.com/docs/errors/{code}"}
        for code, words in sender.reasons
    ]
    account = {"waba_id": "12345678912345", "verification_method": "sms"}
    return {
        "sid": sender.sid,
        "status": sender.status,
        "sender_id": world.number,
        "configuration": account | dict.fromkeys(("verification_code", "voice_application_sid")),
        "webhook": webhook,
        "profile": profile | {"name": "BKD", "websites": None},
        "properties": {"quality_rating": sender.quality, "messaging_limit": sender.limit},
        "offline_reasons": reasons or None,
        "url": f"{MESSAGING}/v2/Channels/Senders/{sender.sid}",
    }
