"""What deploy/ starts and sets exists, and no secret stands in it."""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
import typer.main

from bot.app import ROLES
from bot.channels.whatsapp.hook import INBOUND, STATUS
from bot.cli import app
from bot.settings.model import Settings
from bot.settings.sources import PREFIX, SECRETS
from bot.web.app import WEBHOOK

ROOT = Path(__file__).parents[2]
FILES = sorted(path for path in (ROOT / "deploy").iterdir() if path.is_file())
HOOKS = (INBOUND, STATUS)
COMMANDS = set(typer.main.get_group(app).commands)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.name))
def test_every_setting_and_role_exists_and_secrets_stand_in_files(file: Path) -> None:
    text = file.read_text()
    in_files = {f"{PREFIX}{name.upper()}_FILE" for name in SECRETS}
    fields = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    named = set(re.findall(rf"{PREFIX}[A-Z_]+", text))
    assert named - fields - in_files == set()
    assert named & {f"{PREFIX}{name.upper()}" for name in SECRETS} == set()
    roles = ",".join(re.findall(r"--only ([a-z,]+)", text)).split(",")
    assert set(roles) - {""} <= set(ROLES)
    assert set(re.findall(r"(?:bin/sigap|launch|command:) ([a-z]+)", text)) <= COMMANDS


def test_three_processes_of_the_compose_file_have_all_roles() -> None:
    text = next(file for file in FILES if file.name == "compose.yaml").read_text()
    roles = re.findall(r"--only ([a-z,]+)", text)
    assert sorted(",".join(roles).split(",")) == sorted(ROLES)


LIES_ABOUT = (  # what an operator's folder holds besides the program
    ".env", "deploy/sigap.env", "deploy/secrets/telegram_token", "deploy/secrets/secret_key",
    "codes.csv", "kode.csv", "kode-baru.csv", "roster.xlsx", "roster-2026.csv", "sigap.db",
    "sigap.db-wal", "data/secret.key", "data/photos/2026-04/a.jpg", "data/backups/x.tar.gz",
    "sigap-20260410T000000Z.tar.gz", "bot/.env", "bot/codes.csv", "bot/data/secret.key",
    "storage/sigap.db", "handlers/__pycache__/x.pyc", ".git/config", "notes.txt",
)  # fmt: skip


def context(names: Iterable[str]) -> set[str]:
    """Tell which files `docker build` would send, by the rules of .dockerignore."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return {name for name in names if not _is_ignored(name, rules)}


def _is_ignored(name: str, rules: list[str]) -> bool:
    ignored = False
    for rule in rules:  # the last one that fits decides
        pattern = re.escape(rule.removeprefix("!").rstrip("/"))
        pattern = pattern.replace(r"\*\*/", "(.*/)?").replace(r"\*", "[^/]*")
        if re.fullmatch(f"{pattern}(/.*)?", name):
            ignored = not rule.startswith("!")
    return ignored


def test_an_image_holds_the_program_and_nothing_that_lies_about() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "bot", "handlers", "storage"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    needed = {*tracked, "requirements.lock", "pyproject.toml", "README.md", "LICENSE"}
    assert context([*needed, *LIES_ABOUT, "tests/office.py", "docs/scale.md"]) == needed


def test_git_takes_none_of_it_either() -> None:
    lie_about = [name for name in LIES_ABOUT if not name.startswith((".git/", "notes"))]
    command = ["git", "check-ignore", "--no-index", *lie_about]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert sorted(found.stdout.split()) == sorted(lie_about)
    mine = subprocess.run(["git", "ls-files", "-ci", "--exclude-standard"], cwd=ROOT,
        capture_output=True, text=True, check=True)  # fmt: skip
    assert mine.stdout == "", "and nothing of the program is ignored"


@pytest.mark.parametrize("name", ["Caddyfile", "nginx.conf"])
def test_a_proxy_lets_pass_only_what_platforms_bring(name: str) -> None:
    text = next(file for file in FILES if file.name == name).read_text()
    assert set(re.findall(r"/(?:telegram|whatsapp)(?:/status)?", text)) == {WEBHOOK, *HOOKS}
    rules = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    assert "404" in rules
    assert not re.search(r"health|metrics", rules)
