"""Long texts arrive whole, in pieces that Telegram takes."""

from hypothesis import given
from hypothesis import strategies as st

from bot.channels import Button, Outgoing
from bot.channels.telegram.letter import markup, pieces, units


def test_a_text_that_fits_is_not_touched() -> None:
    assert pieces("  satu\n\ndua  ") == ["  satu\n\ndua  "]
    assert pieces("x" * 4096) == ["x" * 4096]
    assert pieces("") == [""]


def test_an_emoji_counts_twice_as_telegram_counts() -> None:
    assert units("👍") == 2
    assert [units(piece) for piece in pieces("👍" * 2049)] == [4096, 2]


def test_pieces_end_where_lines_end() -> None:
    assert pieces("satu\ndua\ntiga\n", 9) == ["satu\ndua", "tiga"]


def test_a_long_line_is_cut_between_words() -> None:
    assert pieces("satu dua tiga", 9) == ["satu dua ", "tiga"]


@given(st.text(alphabet="ab 👍\n\t", max_size=120), st.integers(min_value=2, max_value=20))
def test_nothing_is_lost_nothing_is_too_long_and_no_piece_is_blank(text: str, limit: int) -> None:
    found = pieces(text, limit)
    assert "".join("".join(found).split()) == "".join(text.split())
    if units(text) > limit:
        assert all(units(piece.strip()) <= limit and piece.strip() for piece in found)


def test_inline_buttons_win_over_a_keyboard_and_nothing_means_nothing() -> None:
    row = ((Button(label="Ya", data="1"),),)
    both = Outgoing(address="telegram:1", text="?", inline=row, keyboard=row)
    shown = markup(both)
    assert shown is not None
    assert "inline_keyboard" in shown
    assert markup(Outgoing(address="telegram:1", text="?")) is None
