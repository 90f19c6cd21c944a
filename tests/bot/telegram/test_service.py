"""What Telegram reports in the form of a message (Bot API 10.3) is nobody's answer."""

import pytest

from bot.channels.telegram import parse
from tests.bot.telegram.payloads import NOW, message, update

NEW = [
    "community_chat_added",
    "community_chat_joined",
    "community_chat_removed",
    "gift_upgrade_sent",
    "managed_bot_created",
    "poll_option_added",
    "poll_option_deleted",
    "suggested_post_approval_failed",
    "suggested_post_approved",
    "suggested_post_declined",
    "suggested_post_paid",
    "suggested_post_refunded",
    "user_shared",
]


@pytest.mark.parametrize("kind", NEW)
def test_a_service_message_answers_nothing(kind: str) -> None:
    assert parse(update("message", message(**{kind: {}})), NOW) is None


@pytest.mark.parametrize(
    "kind", ["live_photo", "rich_message", "checklist", "story", "new_in_2030"]
)
def test_a_new_kind_of_message_from_a_person_answers(kind: str) -> None:
    assert parse(update("message", message(**{kind: {}})), NOW) is not None
