"""The guide from one process to several on PostgreSQL, walked without systemd [2b of 8, 2]."""

from pathlib import Path

from sqlalchemy import create_engine, text

from tests.databases import server_database
from tests.machine import Machine, page
from tests.terminal import ROWS

GUIDES_URL = "postgresql+psycopg://sigap@127.0.0.1/sigap"


def test_the_guide_leads_to_a_server_with_all_that_there_was(tmp_path: Path) -> None:
    assert GUIDES_URL in page("deploy.md")
    machine = Machine(tmp_path / "debian")
    machine.roster(*ROWS)
    machine.run("1.")
    machine.run("2.")
    (machine.folder / "etc/sigap/secrets/telegram_token").unlink()  # nobody answers here
    machine.run("3.")
    with server_database() as url:
        machine.instead[GUIDES_URL] = url
        said = machine.run("5.")
        assert "FAULT" not in said
        engine = create_engine(url)
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM person")) == len(ROWS)
        engine.dispose()
    settings = (machine.folder / "etc/sigap/sigap.env").read_text()
    assert settings.splitlines()[-1] == f"SIGAP_DATABASE_URL={url}"
    assert (machine.folder / "etc/sigap/think.env").read_text() == "SIGAP_BIND=127.0.0.1:8081\n"
