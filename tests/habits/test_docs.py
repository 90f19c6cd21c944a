"""What the README and the guides name exists, and what exists is named there."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer.main

from bot import files
from bot.cli import app
from bot.settings.model import Settings
from bot.settings.sources import PREFIX, SECRETS
from handlers import roster
from handlers.roster import Terms
from handlers.routes import ALIASES, COMMANDS
from handlers.rules import circular

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {
    path.name: path.read_text(encoding="utf-8")
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
}
EVERYTHING = "\n".join(PAGES.values())
BOTFATHERS = {"setjoingroups"}  # a command of Telegram's, which a guide has to name
PATHS = {"health", "metrics", "telegram", "whatsapp"}  # of the web server, no chat commands


FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    """List the README's code blocks of a kind."""
    return [body for kind, body in FENCED.findall(README) if kind == language]


def code() -> str:
    """Give all that stands in code blocks and between backticks, on any page."""
    fenced = [body for _, body in FENCED.findall(EVERYTHING)]
    return "\n".join([*fenced, *re.findall(r"`([^`]+)`", FENCED.sub("", EVERYTHING))])


def options() -> dict[str, set[str]]:
    """List the commands of the program, each with its options."""
    return {name: set(flags(one)) for name, one in typer.main.get_group(app).commands.items()}


def flags(command: Any) -> Iterator[str]:
    """List the options of a command and of those below it."""
    for parameter in command.params:
        yield from parameter.opts
    for below in getattr(command, "commands", {}).values():
        yield from flags(below)


def test_every_command_of_the_program_is_in_the_readme_and_exists() -> None:
    real = set(options())
    assert set(re.findall(r"\| `sigap (\w+)", README)) == real
    assert set(re.findall(r"\bsigap (?!-)([a-z]+)\b", code())) - real == set()


def test_every_option_exists() -> None:
    real = set(flags(typer.main.get_group(app)))
    lines = "\n".join(re.findall(r".*sigap .*", code()))
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", lines))
    row_options = re.findall(r"`(--[a-z][a-z-]*)", README)
    assert (named | set(row_options)) - real == set()


def test_every_setting_exists() -> None:
    fields = {PREFIX + name.upper() for name in Settings.model_fields}
    secret_files = {f"{PREFIX}{name.upper()}_FILE" for name in SECRETS}
    assert set(re.findall(rf"{PREFIX}[A-Z_]+", EVERYTHING)) - fields - secret_files == set()


def test_every_make_target_exists() -> None:
    real = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)\b", code())) - real == set()


def test_every_chat_command_is_in_the_readme_or_a_guide_and_exists() -> None:
    named = set(re.findall(r"(?<![\w/.])/([a-z_]+)\b(?!/)", code())) - PATHS - BOTFATHERS
    real = {*COMMANDS, "mulai"}
    assert real - named == set()
    assert named - real - set(ALIASES) == set()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_link_leads_to_a_file(name: str) -> None:
    folder = ROOT if (ROOT / name).exists() else ROOT / "docs"
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", PAGES[name])
    assert [target for target in targets if not (folder / target).exists()] == []


def test_the_example_of_a_circular_can_be_used(tmp_path: Path) -> None:
    file = tmp_path / "kota.toml"
    file.write_text(blocks("toml")[0], encoding="utf-8")
    law = circular.load(str(file))
    assert law.call is not None
    assert (law.sanction, law.call.window_seconds) == ("record", 600)


def test_the_circulars_that_are_named_are_shipped() -> None:
    named = set(re.findall(r"SIGAP_CIRCULAR=(\w+)", README))
    assert named
    for name in named:
        assert circular.load(name).id == name


def test_the_example_of_a_roster_can_be_imported(tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    example = next(block for block in blocks("") if block.startswith("nip,"))
    file.write_text(example, encoding="utf-8")
    terms = Terms(today=date(2026, 4, 10), zone="Asia/Jakarta", known={})
    reading = roster.parse(files.read(file), terms)
    assert (reading.faults, reading.warnings) == ((), ())
    assert len(reading.roster.entries) == 2


def test_every_path_that_is_named_exists() -> None:
    named = re.findall(
        r"^(?:bot|handlers|storage|tests|docs|\.ci)/[\w./-]*$", code(), re.MULTILINE
    )
    assert [path for path in named if "ID" not in path and not (ROOT / path).exists()] == []
