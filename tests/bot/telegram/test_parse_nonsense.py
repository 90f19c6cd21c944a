"""Whatever nonsense comes, parsing says so in one way: ValueError."""

from datetime import UTC
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram import parse
from tests.bot.telegram.payloads import NOW, PHOTO, PIN, message, update

BROKEN: list[Any] = [
    None,
    [],
    "text",
    {"text": "x"},
    message(text=5),
    message(text=["x"]),
    message(text="x", date="yesterday"),
    message(text="x", date=0),
    message(text="x", date=10**30),
    message(text="x", chat={"id": "42", "type": "private"}),
    message(text="x", chat={"id": True, "type": "private"}),
    message(text="x", chat=None),
    message(text="x", message_id=None),
    message(text="x", **{"from": "Ana"}),
    message(location={"latitude": "north", "longitude": 1}),
    message(location={"latitude": float("nan"), "longitude": 1}),
    message(location={"latitude": 91, "longitude": 1}),
    message(location={}),
    message(photo=PHOTO, caption=5),
]


@pytest.mark.parametrize("payload", BROKEN)
def test_nonsense_is_a_value_error_that_can_be_put_aside(payload: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(update("message", payload), NOW)


@pytest.mark.parametrize("kind", ["callback_query", "my_chat_member", "edited_message"])
@pytest.mark.parametrize("payload", [None, [], {}, {"from": {}}, {"chat": {"type": "private"}}])
def test_nonsense_of_the_other_kinds(kind: str, payload: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(update(kind, payload), NOW)


def test_an_update_that_is_no_object() -> None:
    with pytest.raises(ValueError, match="not list"):
        parse([], NOW)  # type: ignore[arg-type]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from([*message(text="", caption="", location=PIN, photo=PHOTO), "data", "id"])


@given(
    kind=st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member"]),
    changes=st.dictionaries(KEYS, JSON, max_size=4),
)
def test_no_payload_raises_anything_but_value_error(kind: str, changes: dict[str, Any]) -> None:
    try:
        event = parse(update(kind, message(text="x") | changes), NOW)
    except ValueError:
        return
    assert event is None or event.at.tzinfo is UTC
