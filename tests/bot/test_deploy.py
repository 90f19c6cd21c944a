"""What deploy/ starts and sets exists, and no secret stands in it."""

import re
from pathlib import Path

import pytest
import typer.main

from bot.app import ROLES
from bot.cli import app
from bot.settings.model import Settings
from bot.settings.sources import PREFIX, SECRETS

FILES = sorted((Path(__file__).parents[2] / "deploy").iterdir())
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
    assert set(re.findall(r"(?:bin/sigap|command:) ([a-z]+)", text)) <= COMMANDS


def test_three_processes_of_the_compose_file_have_all_roles() -> None:
    text = next(file for file in FILES if file.name == "compose.yaml").read_text()
    roles = re.findall(r"--only ([a-z,]+)", text)
    assert sorted(",".join(roles).split(",")) == sorted(ROLES)
