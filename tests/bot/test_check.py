"""`sigap check`: one line for each thing that must be right, and what to do when it is not."""

import os
from pathlib import Path

import pytest

from bot import console, voice
from storage import database
from tests.fakes.telegram import FakeTelegram
from tests.terminal import Terminal

PUBLIC = "http://127.0.0.1:9"


def lines(terminal: Terminal, code: int = 0) -> dict[str, str]:
    """Give each thing's state and sentence."""
    shown = terminal.run("check", code=code).stdout.splitlines()
    split = [line.split(maxsplit=2) for line in shown]
    return {about: f"{state} {text}" for state, about, text in split}


def test_in_an_empty_folder_all_is_well_and_channels_are_off(terminal: Terminal) -> None:
    found = lines(terminal)
    assert [text.split()[0] for text in found.values()] == ["OK"] * 5 + ["OFF"] * 2
    assert list(found) == [
        "settings",
        "key",
        "database",
        "circular",
        "texts",
        "telegram",
        "whatsapp",
    ]
    assert "SIGAP_TELEGRAM_TOKEN" in found["telegram"]
    assert not list(terminal.folder.iterdir()), "looking makes nothing"


def test_with_a_database_a_key_and_a_bot_all_is_well(online: Terminal) -> None:
    online.run("invite")
    found = lines(online)
    assert "migration 2026" in found["database"]
    assert "secret.key" in found["key"]
    assert found["telegram"] == "OK @sigap_test_bot, mode polling"
    assert found["webhook"].startswith("OK none")
    assert found["clock"].startswith("OK")


def test_each_fault_of_the_settings_has_a_line(terminal: Terminal) -> None:
    terminal.set(BIND="x", LOG_LEVEL="y")
    shown = terminal.run("check", code=1).stdout.splitlines()
    assert [line.split()[:2] for line in shown] == [
        ["FAULT", "settings"],
        ["FAULT", "settings"],
        ["OK", "texts"],
    ]


def test_a_misspelt_setting_is_a_fault(terminal: Terminal) -> None:
    terminal.set(TELEGRAM_TOKE="1:a")
    assert "SIGAP_TELEGRAM_TOKE" in lines(terminal, code=1)["settings"]


def _folder_is_a_file(terminal: Terminal) -> None:
    (terminal.folder / "data").write_text("")


def _key_is_spoilt(terminal: Terminal) -> None:
    (terminal.folder / "data").mkdir()
    (terminal.folder / "data" / "secret.key").write_text("")


def _database_has_no_folder(terminal: Terminal) -> None:
    terminal.set(DATABASE_URL="sqlite:///no/such/sigap.db")


def _database_is_something_else(terminal: Terminal) -> None:
    (terminal.folder / "sigap.db").write_text("Dear diary, " * 99)


def _database_is_newer(terminal: Terminal) -> None:
    terminal.run("migrate")
    with terminal.engine().begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'of-tomorrow'")


def _database_is_another_programs(terminal: Terminal) -> None:
    with terminal.engine().begin() as connection:
        connection.exec_driver_sql("CREATE TABLE invoices (id INTEGER)")


def _database_is_of_another_that_migrates_too(terminal: Terminal) -> None:
    with terminal.engine().begin() as connection:
        connection.exec_driver_sql("CREATE TABLE person (id INTEGER)")
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('3f2a')")


def _circular_is_wrong(terminal: Terminal) -> None:
    terminal.set(CIRCULAR="nowhere")


@pytest.mark.parametrize(
    ("spoil", "about"),
    [
        (_folder_is_a_file, "key"),
        (_key_is_spoilt, "key"),
        (_database_has_no_folder, "database"),
        (_database_is_something_else, "database"),
        (_database_is_newer, "database"),
        (_database_is_another_programs, "database"),
        (_database_is_of_another_that_migrates_too, "database"),
        (_circular_is_wrong, "circular"),
    ],
)
def test_what_is_not_right_is_a_fault_and_the_rest_is_looked_at(
    terminal: Terminal, spoil: object, about: str
) -> None:
    assert callable(spoil)
    spoil(terminal)
    found = lines(terminal, code=1)
    assert [name for name, text in found.items() if text.startswith("FAULT")] == [about]


def test_a_database_of_another_program_is_named_so(terminal: Terminal) -> None:
    _database_is_of_another_that_migrates_too(terminal)
    assert "another program" in lines(terminal, code=1)["database"]


def test_a_file_that_this_user_cannot_write_to_is_a_fault(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.run("invite")
    may = os.access
    monkeypatch.setattr(
        os, "access", lambda path, how: "sigap.db" not in str(path) and may(path, how)
    )
    assert "user of the service" in lines(terminal, code=1)["database"]
    assert "user of the service" in terminal.refuses("run")


def test_an_older_database_is_well_where_the_start_mends_it(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.run("migrate")
    monkeypatch.setattr(database, "newest_revision", lambda _: "of-tomorrow")
    assert "run: sigap migrate" in lines(terminal)["database"]


def test_an_empty_database_is_well_too(terminal: Terminal) -> None:
    with terminal.engine().begin() as connection:
        connection.exec_driver_sql("CREATE TABLE x (y)")
        connection.exec_driver_sql("DROP TABLE x")
    assert lines(terminal)["database"].startswith("OK")


def test_a_token_that_telegram_refuses_is_a_fault(online: Terminal) -> None:
    online.set(TELEGRAM_TOKEN="1:wrong")
    found = lines(online, code=1)
    assert "SIGAP_TELEGRAM_TOKEN" in found["telegram"]
    assert "1:wrong" not in str(found)
    assert "webhook" not in found


def test_nobody_at_the_other_end_is_a_fault(terminal: Terminal) -> None:
    terminal.set(TELEGRAM_TOKEN="1:a", TELEGRAM_API_URL="http://127.0.0.1:9")
    assert lines(terminal, code=1)["telegram"].startswith("FAULT")
    assert "Check the connection" in lines(terminal, code=1)["telegram"]


@pytest.mark.parametrize(("seconds", "state"), [(3, "OK"), (60, "FAULT"), (-60, "FAULT")])
def test_a_clock_that_goes_wrong_is_a_fault(
    online: Terminal, fake: FakeTelegram, seconds: int, state: str
) -> None:
    fake.shift_clock(seconds)
    assert lines(online, code=state == "FAULT")["clock"].startswith(state)


def test_a_clock_that_cannot_be_read_is_a_fault(
    online: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unknown(_: object) -> None:
        return None

    monkeypatch.setattr("bot.channels.telegram.Telegram.clock_skew", unknown)
    assert lines(online, code=1)["clock"].startswith("FAULT")


def _webhook(online: Terminal, code: int = 0) -> str:
    return lines(online, code=code)["webhook"]


def test_a_webhook_in_the_way_of_polling_is_told(online: Terminal, fake: FakeTelegram) -> None:
    fake.world.hook.url = "https://elsewhere.example/x"
    assert "an old webhook" in _webhook(online)


def test_a_webhook_of_ours_is_looked_at(online: Terminal, fake: FakeTelegram) -> None:
    online.set(TELEGRAM_MODE="webhook", PUBLIC_URL=PUBLIC, TELEGRAM_WEBHOOK_SECRET="s")
    assert "will set it" in _webhook(online)
    fake.world.hook.url = "https://elsewhere.example/x"
    assert "another program" in _webhook(online, code=1)
    fake.world.hook.url = f"{PUBLIC}/telegram"
    assert _webhook(online).startswith(f"OK set to {PUBLIC}/telegram")
    fake.inject("message", {})
    fake.world.hook.error = fake.world.hook.error or "Connection refused"
    assert "cannot deliver, 1 waiting" in _webhook(online, code=1)


def test_a_webhook_that_cannot_be_asked_after_is_a_fault(
    online: Terminal, fake: FakeTelegram
) -> None:
    fake.fail("getWebhookInfo", status=500)
    assert _webhook(online, code=1).startswith("FAULT")


def test_whatsapp_without_a_public_address_is_off_and_says_so(terminal: Terminal) -> None:
    terminal.set(
        TWILIO_ACCOUNT_SID="AC1", TWILIO_AUTH_TOKEN="x", TWILIO_WHATSAPP_FROM="+14155238886"
    )
    assert lines(terminal)["whatsapp"] == "OFF off; set SIGAP_PUBLIC_URL to switch it on"


def test_languages_that_do_not_agree_are_a_fault(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = voice.texts
    odd = {"id": {**texts("id"), "x.y": "Yth. {name}"}, "en": {**texts("en"), "x.y": "Dear {you}"}}
    monkeypatch.setattr(voice, "texts", odd.__getitem__)
    assert "x.y" in lines(terminal, code=1)["texts"]


def test_texts_that_cannot_be_read_are_a_fault(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_: str) -> dict[str, str]:
        raise FileNotFoundError("en.toml")

    monkeypatch.setattr(voice, "texts", gone)
    assert "en.toml" in lines(terminal, code=1)["texts"]


def test_the_terminals_texts_stand_beside_the_others() -> None:
    assert console.TEXTS == voice.TEXTS
    assert all(Path(console.TEXTS / f"cli_{language}.toml").is_file() for language in ("id", "en"))
