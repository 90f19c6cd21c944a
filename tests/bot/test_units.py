"""What deploy/ gives to systemd and docker, as far as can be seen without them [2b of 8, 2]."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.app import ROLES
from tests.machine import DEPLOY, ROOT, executable, parse, program

UNITS = [
    "sigap.service",
    "sigap-backup.service",
    "sigap-backup.timer",
    r"sigap@web\x2clisten.service",
]
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def settings_of(unit: str) -> dict[str, list[str]]:
    """Read a unit: each setting with its values, in order."""
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / unit).read_text(encoding="utf-8").splitlines():
        name, sign, value = line.partition("=")
        if sign and not line.startswith(("#", "[")):
            found.setdefault(name, []).append(value)
    return found


def unescaped(instance: str) -> str:
    """Give %I of an instance, as systemd.unit(5) says."""
    plain = instance.replace("-", "/")
    return re.sub(r"\\x([0-9a-f]{2})", lambda code: chr(int(code[1], 16)), plain)


@pytest.mark.parametrize("name", UNITS)
def test_systemd_finds_no_fault_in_a_unit(name: str, tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        assert {"Description"} <= settings_of(re.sub("@.*", "@.service", name)).keys()
        return
    for file in [*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")]:
        text = file.read_text(encoding="utf-8").replace("/usr/local/lib/sigap", str(ROOT))
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    if "@" in name:
        shutil.copy(tmp_path / "sigap@.service", tmp_path / name)
    done = subprocess.run(
        ["systemd-analyze", "verify", f"./{name}"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    told = [line for line in done.stderr.splitlines() if str(tmp_path) in line or name in line]
    assert (done.returncode, told) == (0, [])


def test_roles_with_a_comma_reach_the_program_as_they_were_written() -> None:
    unit = settings_of("sigap@.service")
    (command,) = unit["ExecStart"]
    instance = unescaped(r"web\x2clisten")
    given = command.replace("%I", instance).replace("%i", r"web\x2clisten")
    assert given.endswith("run --only web,listen")
    parse(["run", *given.split(" run ")[1].split()])
    assert "%i" not in (DEPLOY / "sigap@.service").read_text(), "which is escaped"
    assert set(instance.split(",")) <= set(ROLES)


@pytest.mark.parametrize("name", ["sigap.service", "sigap@.service"])
def test_an_endless_loop_ends_with_a_clear_last_line(name: str, tmp_path: Path) -> None:
    unit = settings_of(name)
    within, starts = int(unit["StartLimitIntervalSec"][0]), int(unit["StartLimitBurst"][0])
    pause = int(unit["RestartSec"][0])
    assert 60 < starts * (pause + 2) < within, "it ends, and a database may come a minute later"
    (command,) = unit["ExecStopPost"]
    for result, code, expected in (("exit-code", "2", "exit-code, 2"), ("success", "0", "")):
        facts = {"SERVICE_RESULT": result, "EXIT_STATUS": code}
        done = subprocess.run(
            shlex.split(command), env=facts, capture_output=True, text=True, check=True
        )
        assert expected in done.stdout
        assert bool(done.stdout) is (result != "success")
        assert done.stdout.count("\n") <= 1
    assert "reset-failed" in command


def test_secrets_that_were_loaded_become_settings_and_pgpass_is_ours_alone(tmp_path: Path) -> None:
    """Newer systemd gives credentials the mode 0440, and libpq takes no such file."""
    loaded, own = tmp_path / "credentials", tmp_path / "run"
    loaded.mkdir()
    own.mkdir()
    for name in ("secrets_telegram_token", "secrets_secret_key", "secrets_pgpass"):
        (loaded / name).write_text(name)
        (loaded / name).chmod(0o440)
    program(tmp_path, 'env; stat -c "mode %a" "$PGPASSFILE"; echo "given $*"')
    facts = {"CREDENTIALS_DIRECTORY": str(loaded), "RUNTIME_DIRECTORY": str(own)}
    done = subprocess.run(
        [str(tmp_path / "deploy" / "launch"), "run", "--only", "web,listen"],
        env=facts | {"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = done.stdout.splitlines()
    assert f"SIGAP_TELEGRAM_TOKEN_FILE={loaded / 'secrets_telegram_token'}" in told
    assert f"SIGAP_SECRET_KEY_FILE={loaded / 'secrets_secret_key'}" in told
    assert f"PGPASSFILE={own / 'pgpass'}" in told
    assert "mode 600" in told
    assert "given run --only web,listen" in told
    assert (own / "pgpass").read_text() == "secrets_pgpass"


def test_compose_names_nothing_that_it_does_not_have() -> None:
    for name, service in COMPOSE["services"].items():
        secrets, volumes = service.get("secrets", []), service.get("volumes", [])
        assert set(secrets) <= COMPOSE["secrets"].keys(), name
        assert {volume.partition(":")[0] for volume in volumes} <= COMPOSE["volumes"].keys(), name
        assert set(service.get("depends_on", {})) <= COMPOSE["services"].keys(), name


def test_three_processes_have_a_nightly_backup_with_a_volume_of_its_own() -> None:
    backup = COMPOSE["services"]["backup"]
    assert backup["profiles"] == ["three"]
    assert "backups:/backups" in backup["volumes"]
    assert {"pgpass", "secret_key"} <= set(backup["secrets"])
    (script,) = backup["command"]
    words = shlex.split(re.search(r"sigap (backup [^|]*)", script)[1].split("$${")[0])  # type: ignore[index]
    parse(words)
    assert "/backups" in (DEPLOY / "Dockerfile").read_text(), "the folder is the user's"


def test_the_backup_of_the_containers_waits_for_the_night_and_goes_on(tmp_path: Path) -> None:
    (script,) = COMPOSE["services"]["backup"]["command"]
    executable(tmp_path / "sleep", 'echo "sleep $1"; [ "$(wc -l < log)" -lt 2 ]')
    executable(tmp_path / "sigap", 'echo "$*" >> log; false')
    (tmp_path / "log").touch()
    path = f"{tmp_path}:{os.environ['PATH']}"
    done = subprocess.run(
        ["/bin/sh", "-ec", script.replace("$$", "$")], cwd=tmp_path,
        env={"PATH": path, "BACKUP_KEY": "age1x"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    waits = [int(line.split()[1]) for line in done.stdout.splitlines()]
    assert len(waits) == 3
    assert all(0 < wait <= 86400 for wait in waits)
    assert (tmp_path / "log").read_text().splitlines() == [
        "backup --to /backups --keep 14 --encrypt-to age1x"
    ] * 2


def test_pg_dump_is_of_the_servers_version() -> None:
    image = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    server = COMPOSE["services"]["postgres"]["image"].partition(":")[2]
    assert re.search(r"^ARG POSTGRES=(\d+)$", image, re.MULTILINE)[1] == server  # type: ignore[index]
    assert "postgresql-client-${POSTGRES}" in image
