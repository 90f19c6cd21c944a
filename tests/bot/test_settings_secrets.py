"""Secrets: in files, in no message, and the key that is made once."""

import re
import stat
from pathlib import Path

import pytest

from bot import settings
from bot.settings import SettingsError
from tests.terminal import Terminal

SECRET = "S3cret-that-nobody-may-see"


def faults() -> list[str]:
    with pytest.raises(SettingsError) as caught:
        settings.load()
    return caught.value.lines("en")


def test_a_secret_may_stand_in_a_file(terminal: Terminal) -> None:
    (terminal.folder / "token").write_text(f"{SECRET}\n")
    terminal.set(TELEGRAM_TOKEN_FILE=str(terminal.folder / "token"))
    assert settings.plain(settings.load().telegram_token) == SECRET


def test_env_may_name_the_file_of_a_secret(terminal: Terminal) -> None:
    (terminal.folder / "key").write_text(SECRET)
    (terminal.folder / ".env").write_text("SIGAP_SECRET_KEY_FILE=key\n")
    assert settings.secret_key(settings.load()) == SECRET.encode()


@pytest.mark.parametrize(
    ("content", "said"), [(None, "cannot be read"), ("  \n", "is empty"), ("x", "as well")]
)
def test_a_secret_that_cannot_be_had_is_a_fault(
    terminal: Terminal, content: str | None, said: str
) -> None:
    if content is not None:
        (terminal.folder / "token").write_text(content)
    terminal.set(TELEGRAM_TOKEN_FILE=str(terminal.folder / "token"))
    if content == "x":
        terminal.set(TELEGRAM_TOKEN=SECRET)
    (line,) = faults()
    assert line.startswith("SIGAP_TELEGRAM_TOKEN")
    assert said in line
    assert SECRET not in line


def test_no_secret_shows_in_any_form(terminal: Terminal) -> None:
    terminal.set(
        SECRET_KEY=SECRET,
        TELEGRAM_TOKEN=SECRET,
        TELEGRAM_WEBHOOK_SECRET=SECRET,
        TWILIO_AUTH_TOKEN=SECRET,
        DATABASE_URL=f"postgresql://sigap:{SECRET}@db/sigap",
    )
    loaded = settings.load()
    assert SECRET not in f"{loaded!r} {loaded}"
    terminal.set(BIND="x")
    with pytest.raises(SettingsError) as caught:
        settings.load()
    assert SECRET not in f"{caught.value} {caught.value!r} {caught.value.__context__!r}"


def test_the_key_is_made_once_and_kept_from_others(terminal: Terminal) -> None:
    first = settings.secret_key(settings.load())
    assert first == settings.secret_key(settings.load())
    path = terminal.folder / "data" / "secret.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert re.fullmatch(rb"sigap-key-v1:[0-9a-f]{64}", first)
    assert list(path.parent.iterdir()) == [path], "no draft is left behind"


def test_two_programs_that_start_together_get_the_same_key(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = settings.secret_key(settings.load())
    monkeypatch.setattr(Path, "exists", lambda _: False)  # as the other one saw it
    assert settings.secret_key(settings.load()) == first


@pytest.mark.parametrize("content", ["", "kurz", "\N{SNOWMAN}" * 20, "sigap-key-v1:kurz"])
def test_a_key_file_that_is_none_is_a_fault(terminal: Terminal, content: str) -> None:
    (terminal.folder / "data").mkdir()
    (terminal.folder / "data" / "secret.key").write_text(content)
    with pytest.raises(settings.Trouble) as caught:
        settings.secret_key(settings.load())
    assert "secret.key" in str(caught.value)


def test_a_folder_that_cannot_be_made_is_a_fault(terminal: Terminal) -> None:
    (terminal.folder / "data").write_text("a file")
    with pytest.raises(settings.Trouble):
        settings.secret_key(settings.load())
