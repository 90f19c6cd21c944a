"""Settings: what stands where, what is wrong with it, and what never shows."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import settings
from bot.settings import Bind, SettingsError

EXAMPLE = Path(__file__).parents[2] / ".env.example"
Give = Callable[..., None]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without .env, and an environment without settings."""
    for name in os.environ:
        if name.upper().startswith("SIGAP_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Give:
    """Set settings in the environment, by name without the prefix."""

    def give(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"SIGAP_{name}", value)

    return give


def faults(language: str = "en") -> list[str]:
    with pytest.raises(SettingsError) as caught:
        settings.load()
    return caught.value.lines(language)


def test_without_anything_there_are_defaults() -> None:
    plain = settings.load()
    assert plain.database_url == "sqlite:///sigap.db"
    assert plain.circular == "sumsel"
    assert plain.bind_address == ("127.0.0.1", 8080)
    assert plain.language == "id"
    assert plain.data_dir == Path("data")
    assert plain.webhook_url == plain.webhook_secret == ""


def test_the_example_names_every_setting_with_its_default_and_a_reason() -> None:
    text = EXAMPLE.read_text()
    shown = dict(re.findall(r"^#?(SIGAP_\w+)=(.*)$", text, re.MULTILINE))
    plain = settings.load()
    defaults = {
        f"SIGAP_{name.upper()}": "" if (value := getattr(plain, name)) is None else str(value)
        for name in settings.Settings.model_fields
    }
    assert shown == defaults
    for block in re.split(r"\n\n+", text)[1:]:
        assert block.startswith("# "), f"nobody says why one would change this:\n{block}"


def test_the_environment_goes_before_the_file(here: Path, given: Give) -> None:
    (here / ".env").write_text("SIGAP_CIRCULAR=metro\nSIGAP_LANGUAGE=en\nOTHER=1\n")
    given(CIRCULAR="umkm")
    assert (settings.load().circular, settings.load().language) == ("umkm", "en")


def test_an_empty_setting_is_none(given: Give) -> None:
    given(TELEGRAM_TOKEN="", BIND="", LANGUAGE="")
    assert settings.load().telegram_token is None
    assert settings.load().bind == Bind("127.0.0.1", 8080)


@pytest.mark.parametrize(
    ("name", "value", "field", "read"),
    [
        ("BIND", "0.0.0.0:0", "bind", Bind("0.0.0.0", 0)),
        ("BIND", "[::1]:8080", "bind", Bind("::1", 8080)),
        ("LANGUAGE", " EN ", "language", "en"),
        ("LOG_LEVEL", "debug", "log_level", "DEBUG"),
        ("TELEGRAM_MODE", "Polling", "telegram_mode", "polling"),
        ("TELEGRAM_API_URL", "http://127.0.0.1:9/", "telegram_api_url", "http://127.0.0.1:9"),
        ("TWILIO_WHATSAPP_FROM", "+1 415-5238", "twilio_whatsapp_from", "whatsapp:+14155238"),
        ("DATABASE_URL", "postgres://u:p@h/d", "database_url", "postgresql+psycopg://u:p@h/d"),
        ("DATABASE_URL", "sqlite://", "database_url", "sqlite://"),
    ],
)
def test_values_may_be_written_as_people_do(
    given: Give, name: str, value: str, field: str, read: object
) -> None:
    given(**{name: value})
    assert getattr(settings.load(), field) == read


WRONG = [
    ("BIND", "8080", "no host:port"),
    ("BIND", ":8080", "no host:port"),
    ("BIND", "localhost:http", "no host:port"),
    ("BIND", "127.0.0.1:65536", "no host:port"),
    ("BIND", "::1:8080", "no host:port"),
    ("LOG_LEVEL", "LOUD", "Choices:"),
    ("TELEGRAM_MODE", "push", "Choices: 'polling' or 'webhook'"),
    ("TELEGRAM_API_URL", "api.telegram.org", "no web address"),
    ("TELEGRAM_API_URL", "http://[", "cannot be used"),
    ("TELEGRAM_TOKEN", "123:AB C/../", "no token has"),
    ("TELEGRAM_WEBHOOK_SECRET", "with space", "only letters"),
    ("PUBLIC_URL", "ftp://sigap.example", "no web address"),
    ("DATABASE_URL", "sqlite+nobody://", "no database address"),
    ("DATABASE_URL", "postgresql://h:port/d", "no database address"),
    ("DATABASE_URL", "no url", "no database address"),
    ("DATABASE_URL", "mysql://root:S3cret-that-nobody-may-see@h/d", "no database address"),
    ("SECRET_KEY", "S3cret", "sigap key new"),
    ("SECRET_KEY", "sigap-key-v1:S3cret-that-nobody-may-see", "sigap key new"),
    ("TWILIO_WHATSAPP_FROM", "0812", "no international number"),
    ("WHATSAPP_PER_SECOND", "0", "no whole number"),
    ("WHATSAPP_PER_SECOND", "1.5", "no whole number"),
    ("WHATSAPP_PEOPLE_PER_DAY", "unlimited", "no whole number"),
]


@pytest.mark.parametrize(("name", "value", "said"), WRONG)
def test_a_fault_is_said_with_its_name_and_a_hint(
    given: Give, name: str, value: str, said: str
) -> None:
    given(LANGUAGE="en", **{name: value})
    (line,) = faults()
    assert line.startswith(f"SIGAP_{name}")
    assert said in line
    assert value not in line or name not in {"SECRET_KEY", "DATABASE_URL", "TELEGRAM_TOKEN"}


def test_a_language_that_we_do_not_speak_is_a_fault_in_indonesian(given: Give) -> None:
    given(LANGUAGE="jv")
    assert faults() == ["SIGAP_LANGUAGE \"jv\": tidak dikenal. Pilihan: 'id' or 'en'."]


def test_all_faults_come_at_once(given: Give) -> None:
    given(BIND="x", LOG_LEVEL="y", TELEGRAM_MODE="webhook", TELEGRAM_TOKEN="1:a", SECRET_KEY="z")
    named = {re.split(r"[ :]", line)[0] for line in faults()}
    assert named == {
        "SIGAP_BIND",
        "SIGAP_LOG_LEVEL",
        "SIGAP_SECRET_KEY",
        "SIGAP_TELEGRAM_WEBHOOK_SECRET",
        "SIGAP_PUBLIC_URL",
    }


def test_a_fault_is_said_in_the_language_of_the_settings(given: Give) -> None:
    given(BIND="x")
    assert "bukan alamat" in faults()[0]
    given(LANGUAGE="en")
    assert "no host:port" in faults()[0]


def test_a_webhook_needs_a_secure_address_and_a_secret(given: Give) -> None:
    given(TELEGRAM_MODE="webhook", LANGUAGE="en")
    assert settings.load().telegram_mode == "webhook", "without a token Telegram is off anyway"
    given(TELEGRAM_TOKEN="1:a", TELEGRAM_WEBHOOK_SECRET="hook", PUBLIC_URL="http://sigap.example")
    assert "https://" in faults()[0]
    given(PUBLIC_URL="https://sigap.example/")
    assert settings.load().webhook_url == "https://sigap.example/telegram"
    given(PUBLIC_URL="http://127.0.0.1:8080", TELEGRAM_API_URL="http://127.0.0.1:9")
    assert settings.load().webhook_url == "http://127.0.0.1:8080/telegram"


def test_twilio_itself_needs_a_secure_address_and_a_test_server_does_not(given: Give) -> None:
    account = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "x"}
    given(LANGUAGE="en", PUBLIC_URL="http://sigap.example", **account)
    assert settings.load().public_url, "without a number WhatsApp is off anyway"
    given(TWILIO_WHATSAPP_FROM="+14155238886")
    assert "Twilio" in faults()[0]
    given(TWILIO_API_URL="http://127.0.0.1:9")
    assert settings.load().missing("whatsapp") == []
    assert settings.load().whatsapp_url == "http://sigap.example/whatsapp"


def test_the_templates_stand_with_the_data_or_elsewhere(given: Give) -> None:
    given(DATA_DIR="there")
    assert settings.load().templates_file == Path("there/whatsapp-templates.toml")
    given(WHATSAPP_TEMPLATES="~/t.toml")
    assert settings.load().templates_file == Path.home() / "t.toml"


def test_channels_without_settings_are_off_and_say_which(given: Give) -> None:
    assert settings.load().missing("telegram") == ["SIGAP_TELEGRAM_TOKEN"]
    given(TELEGRAM_TOKEN="1:a", TWILIO_ACCOUNT_SID="AC1", TWILIO_AUTH_TOKEN="x")
    assert settings.load().missing("telegram") == []
    off = ["SIGAP_TWILIO_WHATSAPP_FROM", "SIGAP_PUBLIC_URL"]
    assert settings.load().missing("whatsapp") == off


def test_an_unreadable_file_of_settings_is_a_fault(here: Path) -> None:
    (here / ".env").write_bytes(b"SIGAP_CIRCULAR=\xff\xfe\x00")
    assert faults()[0].startswith(".env")
    assert settings.said_language() == "id"


def test_a_misspelt_setting_is_noticed(here: Path, given: Give) -> None:
    given(TELEGRAM_TOKE="1:a", TELEGRAM_TOKEN_FILE="x")
    (here / ".env").write_text("SIGAP_LANGUAG=en\n")
    assert settings.unknown() == ["SIGAP_LANGUAG", "SIGAP_TELEGRAM_TOKE"]
