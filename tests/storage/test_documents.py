"""Documents come back as they were, whatever a phone has put into them."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.desk import Phrase
from storage import documents

WORDS = st.text(st.characters(), max_size=20)  # with halves of surrogate pairs
PLAIN = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS
)
ANYTHING = st.recursive(
    PLAIN, lambda inside: st.lists(inside) | st.dictionaries(WORDS, inside), max_leaves=10
)


@given(ANYTHING)
def test_a_document_comes_back_as_it_was(value: object) -> None:
    assert documents.read(documents.write(value)) == value


@given(ANYTHING)
def test_what_another_program_wrote_is_read_as_python_reads_it(value: object) -> None:
    assert documents.read(json.dumps(value)) == value


def test_half_an_emoji_does_not_lose_the_answer_that_it_stands_in() -> None:
    assert documents.read(r'{"text": "hadir \ud83d"}') == {"text": "hadir \ud83d"}
    assert documents.read(documents.write({"text": "hadir \ud83d"})) == {"text": "hadir \ud83d"}


def test_what_is_no_document_is_refused() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        documents.read("<html>")


def test_what_somebody_forgot_to_freeze_is_refused() -> None:
    for value in (datetime(2026, 4, 10, tzinfo=UTC), Phrase("call.void")):
        with pytest.raises(TypeError):
            documents.write({"at": value})
