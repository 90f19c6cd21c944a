"""A machine that is none: a guide's commands below a folder, and how the program reads them."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import typer.main
from typer.exceptions import TyperException

from bot.cli import app
from tests.terminal import HEADER

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
PROGRAM = typer.main.get_command(app)


def page(name: str) -> str:
    """Give a guide."""
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def parse(words: list[str]) -> None:
    """Let the program read a command line; raise TyperException on a wrong one."""
    command, rest = PROGRAM, list(words)
    while known := getattr(command, "commands", None):
        name = rest.pop(0) if rest else "none"
        if name not in known:
            raise TyperException(f"there is no command {name}")
        command = known[name]
    command.make_context("sigap", rest)


def program(folder: Path, script: str) -> None:
    """Put the launcher there, and a program that does something else."""
    (folder / "deploy").mkdir(exist_ok=True)
    shutil.copy(DEPLOY / "launch", folder / "deploy")
    own = folder / ".venv" / "bin" / "sigap"
    own.parent.mkdir(parents=True, exist_ok=True)
    executable(own, script)


def executable(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


SHIMS = {
    "apt-get": "true",
    "useradd": "true",
    "su": "true",
    "journalctl": "true",
    "git": 'case "$1" in clone) mkdir -p "$3"; cp -r "$SOURCE/." "$3";; esac',
    "make": "true",
    "systemctl": """case "$1 $2" in
        "start sigap-backup")
            . "$ETC/backup.env"
            sigap backup --to "$BACKUPS" --encrypt-to "$BACKUP_KEY" --keep 14 ;;
    esac""",
    "install": """for word; do shift  # there is no user sigap
        [ "$word" = -o ] || [ "$last" = -o ] || set -- "$@" "$word"
        last=$word; done; exec /usr/bin/install "$@" """,
    "systemd-run": 'exec "$PYTHON" "$RUNNER" "$@"',
}
RUNNER = '''"""What systemd-run does of a service, without systemd."""
import os, subprocess, sys, tempfile
from pathlib import Path

facts, environment = {}, {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ["PYTHONPATH"]}
words = sys.argv[1:]
while words[0].startswith("--"):
    name, _, value = words.pop(0)[2:].partition("=")
    if name == "setenv":
        key, _, value = value.partition("=")
        environment[key] = value
    if name == "property":
        key, _, value = value.partition("=")
        facts[key] = value
assert facts["User"] == "sigap", "never as root"
for line in Path(facts["EnvironmentFile"]).read_text().splitlines():
    if line and not line.startswith("#"):
        key, _, value = line.partition("=")
        environment[key] = value
with tempfile.TemporaryDirectory() as folder:
    prefix, _, source = facts["LoadCredential"].partition(":")
    for secret in Path(source).iterdir():
        (Path(folder) / f"{prefix}_{secret.name}").write_bytes(secret.read_bytes())
    own = Path(folder) / "run"
    own.mkdir()
    environment |= {"CREDENTIALS_DIRECTORY": folder, "RUNTIME_DIRECTORY": str(own)}
    done = subprocess.run(words, env=environment, cwd=facts["WorkingDirectory"])
sys.exit(done.returncode)
'''
PLACES = ("/usr/local/lib/sigap", "/usr/local/bin", "/etc/systemd/system", "/etc/sigap",
    "/var/lib/sigap", "/var/backups/sigap")  # fmt: skip


class Machine:
    """An empty Debian below a folder: what is no program of ours does as little as it must."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for place in ("bin", "usr/local/lib", "usr/local/bin", "etc/systemd/system"):
            (folder / place).mkdir(parents=True)
        source = folder / "source"
        source.mkdir()
        program(source, f'exec "{sys.executable}" -m bot "$@"')
        for file in DEPLOY.iterdir():
            shutil.copy(file, source / "deploy")
            self._here(source / "deploy" / file.name)
        shutil.copy(ROOT / ".env.example", source)
        for name, script in SHIMS.items():
            executable(folder / "bin" / name, script)
        (folder / "runner.py").write_text(RUNNER)
        self.instead = {"age1...": ""}  # what stands for something in the guide
        self.environment = {
            "PATH": f"{folder}/bin:{folder}/usr/local/bin:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "PYTHON": sys.executable,
            "RUNNER": str(folder / "runner.py"),
            "SOURCE": str(source),
            "ETC": str(folder / "etc/sigap"),
            "BACKUPS": str(folder / "var/backups/sigap"),
            "HOME": str(folder),
            "LANG": "C.UTF-8",
        }

    def _here(self, path: Path) -> None:
        path.write_text(self.here(path.read_text(encoding="utf-8")), encoding="utf-8")

    def here(self, text: str) -> str:
        """Move the places of a machine below the folder."""
        for place in PLACES:
            text = text.replace(place, f"{self.folder}{place}")
        return text

    def roster(self, *rows: str) -> None:
        """Put a roster where the operator is."""
        (self.folder / "roster.csv").write_text("\n".join([HEADER, *rows]), encoding="utf-8")

    def run(self, section: str, given: str = "") -> str:
        """Run the block of a section of the guide; what it asks for is typed."""
        text = page("deploy.md").partition(f"## {section}")[2].partition("\n## ")[0]
        script = self.here("\n".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL)))
        for words, meant in self.instead.items():
            script = script.replace(words, meant)
        done = subprocess.run(
            ["bash", "-eu", "-c", script],
            env=self.environment, cwd=self.folder, input=given, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr
