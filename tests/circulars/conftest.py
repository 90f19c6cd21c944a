"""Each story of a circular is told twice: on Telegram, and on a channel like WhatsApp."""

import pytest

from tests import lines


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tell the stories that happen in an office on both channels."""
    if "engine" in metafunc.fixturenames:
        metafunc.parametrize("channel", [lines.TELEGRAM, lines.WHATSAPP], indirect=True)


@pytest.fixture(autouse=True)
def channel(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The channel on which the office's people are."""
    name: str = getattr(request, "param", lines.TELEGRAM)
    monkeypatch.setattr(lines, "usual", name)
    return name
