"""The guides are walked as far as a machine without systemd and docker can [2b of 8, 2]."""

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.exceptions import TyperException

from tests.fakes.served import served
from tests.fakes.twilio import FakeTwilio
from tests.machine import DEPLOY, Machine, page, parse
from tests.terminal import ROWS, Terminal

GUIDES = ("backup.md", "deploy.md", "scale.md", "whatsapp.md", "log.md")


def commands(text: str) -> Iterator[list[str]]:
    """Give the command lines of the program that stand in blocks and between backticks."""
    fenced = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = "\n".join([*fenced, *re.findall(r"`([^`\n]+)`", text)])
    for line in re.findall(r"(?:^|[ /])sigap ([a-z][^\n]*)", lines, re.MULTILINE):
        yield shlex.split(line.partition(" > ")[0], comments=True)


def test_a_wrong_command_would_be_found() -> None:
    for words in (["run", "--bogus"], ["backups"], ["backup", "--keep", "many"]):
        with pytest.raises(TyperException):
            parse(words)


def fault(words: list[str]) -> str:
    """Tell what is wrong with a command line; to name a command or an option alone is not."""
    try:
        parse([word.replace("FOLDER", "x") for word in words])
    except TyperException as error:
        is_named = len(words) <= 2 and re.search("Missing|requires an argument", str(error))
        return "" if is_named else f"sigap {' '.join(words)}: {error}"
    return ""


@pytest.mark.parametrize("name", GUIDES)
def test_every_command_of_a_guide_can_be_read_by_the_program(name: str) -> None:
    found = list(commands(page(name)))
    assert found
    assert [said for words in found if (said := fault(words))] == []


@pytest.mark.slow
def test_the_guide_leads_from_an_empty_debian_to_a_new_version(
    tmp_path: Path, terminal: Terminal
) -> None:
    machine = Machine(tmp_path / "debian")
    machine.roster(*ROWS)
    new_key = terminal.run("backup", "--new-key")
    machine.instead["age1..."] = re.search(r"age1\w+", new_key.stderr)[0]  # type: ignore[index]
    machine.run("1.")
    machine.run("2.", "")
    (machine.folder / "etc/sigap/secrets/telegram_token").unlink()  # nobody answers here
    said = machine.run("3.")
    assert "FAULT" not in said
    home = machine.folder / "var/lib/sigap"
    assert {"sigap.db", "roster.csv", "codes.csv"} <= {path.name for path in home.iterdir()}
    assert (home / "codes.csv").read_text().count("\n") == 1 + len(ROWS)
    assert not (home / "secret.key").exists(), "the key is that of the secrets"
    machine.run("4.")
    (copy,) = (machine.folder / "var/backups/sigap").iterdir()
    assert copy.name.endswith(".tar.gz.age")
    assert "sigap backup" not in machine.run("6.")
    names = {path.name for path in (machine.folder / "etc/systemd/system").iterdir()}
    assert names == {
        path.name for path in DEPLOY.iterdir() if path.suffix in {".service", ".timer"}
    }


def test_the_guide_to_a_new_version_begins_with_the_backup() -> None:
    text = page("deploy.md").partition("## 6. A new version")[2]
    block = re.search(r"```sh\n(.*?)```", text, re.DOTALL)
    assert block
    lines = block[1].splitlines()
    assert lines[0] == "systemctl start sigap-backup"
    assert lines.index("sigap migrate") > lines.index("git checkout VERSION") > 1


def test_the_guide_of_backups_can_be_followed_in_a_fresh_folder(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its commands in their order: a pair of keys, a sealed copy, all is lost, all is back."""
    told = [words for words in commands(page("backup.md")) if words[:1] != ["key"]]
    new, make, *_ = told
    pair = terminal.run(*new)
    public = re.search(r"age1\w+", pair.stderr)
    assert public
    terminal.run("import", terminal.roster(*ROWS))
    there = {"age1...": public[0], "/srv/backups": "backups"}
    terminal.run(*[there.get(word, word) for word in make])
    (copy,) = (terminal.folder / "backups").iterdir()
    for path in terminal.folder.glob("sigap.db*"):
        path.unlink()
    shutil.rmtree(terminal.folder / "data")
    monkeypatch.setenv("AGE_KEY", pair.stdout.strip().splitlines()[-1])
    back = next(words for words in told if words[0] == "restore" and "--key-from" in words)
    with_url = {"FILE": str(copy), "URL": "sqlite:///sigap.db"}
    assert "3 people" in terminal.run(*[with_url.get(word, word) for word in back]).stdout
    terminal.run("verify")
    terminal.run("check")


def test_the_guide_of_whatsapp_can_be_followed_in_a_fresh_folder(terminal: Terminal) -> None:
    """Its settings and its commands in their order, until `sigap check` finds no fault."""
    text = page("whatsapp.md")
    block = re.search(r"^SIGAP_TWILIO.*?```", text, re.MULTILINE | re.DOTALL)
    assert block
    with served(FakeTwilio()) as twilio:
        there = {
            "TWILIO_ACCOUNT_SID": twilio.account_sid,
            "TWILIO_AUTH_TOKEN": twilio.auth_token,
            "TWILIO_WHATSAPP_FROM": twilio.number,
            "PUBLIC_URL": "http://127.0.0.1:8080",
        }
        assert set(re.findall(r"^SIGAP_(\w+)=", block[0], re.MULTILINE)) == set(there)
        twilio.world.sender.callback = "http://127.0.0.1:8080/whatsapp"
        terminal.set(**there, TWILIO_API_URL=twilio.url)
        told = [words for words in commands(text) if words[:2] == ["whatsapp", "templates"]]
        read, create, status, *_ = told
        assert "--create makes it" in terminal.run(*read).stdout
        terminal.run(*create)
        for sid in twilio.world.contents:
            twilio.decide(sid)
        assert "approved" in terminal.run(*status).stdout
        said = terminal.run("check").stdout
    assert "known and approved" in said
