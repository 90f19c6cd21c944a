"""`sigap whatsapp templates` and what `sigap check` says of WhatsApp, against a fake Twilio."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from twilio.base.exceptions import TwilioException
from twilio.rest.api.v2010.account import AccountContext

from bot import settings, voice
from bot.channels.whatsapp import templates, wording
from bot.channels.whatsapp.content import Content
from bot.channels.whatsapp.wording import KEYS, every
from bot.console import Trouble
from tests.fakes.served import served
from tests.fakes.twilio import FakeTwilio
from tests.terminal import Terminal

COUNT = len(KEYS)
FILE = "data/whatsapp-templates.toml"


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    """A Twilio that serves while the command has the test's own thread."""
    with served(FakeTwilio()) as server:
        yield server


@pytest.fixture
def ready(terminal: Terminal, twilio: FakeTwilio) -> Terminal:
    """A terminal with an account at Twilio and a public address, which Twilio knows."""
    twilio.world.sender.callback = "http://127.0.0.1:8080/whatsapp"
    terminal.set(
        TWILIO_ACCOUNT_SID=twilio.account_sid,
        TWILIO_AUTH_TOKEN=twilio.auth_token,
        TWILIO_WHATSAPP_FROM=twilio.number,
        TWILIO_API_URL=twilio.url,
        PUBLIC_URL="http://127.0.0.1:8080",
    )
    return terminal


def sids(terminal: Terminal, language: str = "id") -> dict[str, str]:
    held: dict[str, dict[str, str]] = tomllib.loads((terminal.folder / FILE).read_text())
    return held[language]


def approve(twilio: FakeTwilio) -> None:
    for sid in twilio.world.contents:
        twilio.decide(sid)


def checked(terminal: Terminal, code: int = 0) -> dict[str, str]:
    shown = terminal.run("check", code=code).stdout.splitlines()
    return {about: f"{state} {text}" for state, about, text in (s.split(None, 2) for s in shown)}


def test_the_bodies_can_be_read_without_an_account(terminal: Terminal) -> None:
    shown = terminal.run("whatsapp", "templates", "--language", "en").stdout
    assert shown.count("missing; --create makes it") == COUNT
    assert "Dear {{1}}, this is official call" in shown
    assert "{{1}} name of the employee: Siti Aminah" in shown
    assert "{{3}} time to answer: less than 5 min" in shown
    assert "[PRESENT] call.present" in shown
    assert "(id)" not in shown
    assert terminal.run("whatsapp", "templates").stdout.count("missing;") == 2 * COUNT
    assert "Choices: id, en" in terminal.refuses("whatsapp", "templates", "--language", "jv")


def test_without_an_account_nothing_can_be_made(terminal: Terminal) -> None:
    told = terminal.refuses("whatsapp", "templates", "--create")
    assert "SIGAP_TWILIO_ACCOUNT_SID, SIGAP_TWILIO_AUTH_TOKEN" in told


def test_all_templates_are_made_submitted_and_written_down(
    ready: Terminal, twilio: FakeTwilio
) -> None:
    shown = ready.run("whatsapp", "templates", "--create").stdout
    assert shown.count("submitted") == len(twilio.world.contents) == 2 * COUNT
    assert set(sids(ready)) == set(sids(ready, "en")) == set(KEYS)
    call = twilio.world.contents[sids(ready)["call.first"]]
    assert call.name == wording.template("call.first", "id").name == call.approval["name"]
    assert call.approval["category"] == "UTILITY"
    assert call.language == "id"
    assert call.types["twilio/quick-reply"]["actions"] == [
        {"type": "QUICK_REPLY", "title": "HADIR", "id": "call.present"}
    ]
    assert list(twilio.world.contents[sids(ready)["case.missed"]].types) == ["twilio/text"]
    asked = [e.body for e in twilio.exchanges if e.operation == "CreateApprovalCreate"]
    assert asked[0]["send_ttl_seconds"] == 600, "a call that comes too late need not come"


def test_made_again_nothing_is_doubled(ready: Terminal, twilio: FakeTwilio) -> None:
    ready.run("whatsapp", "templates", "--create", "--language", "id")
    before = sids(ready)
    ready.run("whatsapp", "templates", "--create", "--language", "id")
    assert sids(ready) == before
    assert len(twilio.world.contents) == COUNT


def test_a_crash_after_any_answer_loses_no_template(ready: Terminal, twilio: FakeTwilio) -> None:
    ready.run("whatsapp", "templates", "--create", "--language", "id")
    (ready.folder / FILE).unlink()
    twilio.world.contents[next(iter(twilio.world.contents))].approval.clear()
    shown = ready.run("whatsapp", "templates", "--create", "--language", "id").stdout
    assert len(twilio.world.contents) == len(sids(ready)) == COUNT
    assert shown.count("submitted") == COUNT


def test_one_refusal_does_not_stop_the_others(ready: Terminal, twilio: FakeTwilio) -> None:
    twilio.fail("CreateContent", status=400, code=20001)
    result = ready.run("whatsapp", "templates", "--create", "--language", "id", code=1)
    assert "call.first (id): Twilio refuses" in result.stderr
    assert len(sids(ready)) == COUNT - 1
    ready.run("whatsapp", "templates", "--create", "--language", "id")
    assert len(sids(ready)) == COUNT


def test_a_wrong_token_is_told_and_never_shown(ready: Terminal, twilio: FakeTwilio) -> None:
    ready.set(TWILIO_AUTH_TOKEN="not-the-token")
    result = ready.run("whatsapp", "templates", "--create", code=2)
    assert "SIGAP_TWILIO_AUTH_TOKEN" in result.stderr
    assert "not-the-token" not in result.output
    assert not twilio.world.contents


def test_nobody_at_the_other_end_is_told(ready: Terminal) -> None:
    ready.set(TWILIO_API_URL="http://127.0.0.1:9")
    assert "cannot be reached" in ready.refuses("whatsapp", "templates", "--create")


def test_twilio_that_asks_for_patience_is_told(ready: Terminal, twilio: FakeTwilio) -> None:
    twilio.fail("ListContent", status=429, code=20429)
    assert "slower" in ready.refuses("whatsapp", "templates", "--create")


def test_the_state_of_each_can_be_asked(ready: Terminal, twilio: FakeTwilio) -> None:
    ready.run("whatsapp", "templates", "--create", "--language", "id")
    for sid in twilio.world.contents:
        twilio.decide(sid, "approved")
    shown = ready.run("whatsapp", "templates", "--status", "--language", "id").stdout
    assert shown.count("approved") == COUNT
    twilio.decide(sids(ready)["call.first"], "rejected", "TAG_CONTENT_MISMATCH")
    shown = ready.run("whatsapp", "templates", "--status", code=1).stdout
    assert "rejected by WhatsApp; TAG_CONTENT_MISMATCH" in shown
    assert shown.count("missing") == COUNT


def _reworded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new version of the program says the first call in other words."""
    text = voice.texts("id")["call.first"] + " Salam."
    worded = voice.texts("id") | {"call.first": text}
    other = voice.texts("en")
    wording.template.cache_clear()
    monkeypatch.setattr(voice, "texts", {"id": worded, "en": other}.__getitem__)


def test_new_words_take_over_when_they_are_approved(
    ready: Terminal, twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready.run("whatsapp", "templates", "--create")
    old = sids(ready)["call.first"]
    with monkeypatch.context() as patch:
        _reworded(patch)
        assert "out of date: call.first (id)." in checked(ready, code=1)["templates"]
        ready.run("whatsapp", "templates", "--create")
        assert sids(ready)["call.first"] == old, "an approved wording is used until then"
        (new,) = (sid for sid, one in twilio.world.contents.items() if "Salam" in str(one.types))
        twilio.decide(new, "approved")
        ready.run("whatsapp", "templates", "--create")
        assert sids(ready)["call.first"] == new
        approve(twilio)
        assert checked(ready)["templates"].startswith("OK")
    wording.template.cache_clear()


def test_check_names_what_whatsapp_lacks(ready: Terminal, twilio: FakeTwilio) -> None:
    found = checked(ready, code=1)
    assert found["whatsapp"].startswith("OK +")
    assert "80 messages a second, 250 people a day" in found["whatsapp"]
    assert "http://127.0.0.1:8080/whatsapp (POST)" in found["wa-hook"]
    assert found["wa-sender"].startswith("OK status ONLINE, quality HIGH, limit 1K Customers")
    assert "call.first (en)" in found["templates"], "the language of the settings"
    assert "(id)" not in found["templates"]
    ready.run("whatsapp", "templates", "--create", "--language", "en")
    assert checked(ready)["templates"].startswith("WARN WhatsApp has not approved yet")
    approve(twilio)
    assert checked(ready)["templates"].startswith(f"OK {COUNT} known and approved (en)")
    (ready.folder / FILE).write_text('[id]\n"call.first" = "HX1"\n')
    assert "morning.text (id)" in checked(ready, code=1)["templates"]
    (ready.folder / FILE).write_text("[id")
    assert "cannot be read" in checked(ready, code=1)["templates"]


def test_check_tells_a_wrong_token_and_an_unreachable_twilio(ready: Terminal) -> None:
    ready.set(TWILIO_AUTH_TOKEN="not-the-token")
    found = checked(ready, code=1)
    assert "SIGAP_TWILIO_AUTH_TOKEN" in found["whatsapp"]
    assert "not-the-token" not in str(found)
    ready.set(TWILIO_API_URL="http://127.0.0.1:9")
    assert "cannot be reached" in checked(ready, code=1)["whatsapp"]


@pytest.mark.parametrize(("status", "state"), [("active", "OK"), ("suspended", "FAULT")])
def test_check_tells_an_account_that_is_closed(
    ready: Terminal, monkeypatch: pytest.MonkeyPatch, status: str, state: str
) -> None:
    class Account:
        friendly_name = "BKD"

    Account.status = status  # type: ignore[attr-defined]
    monkeypatch.setattr(AccountContext, "fetch", lambda _: Account)
    ready.run("whatsapp", "templates", "--create", "--language", "en")
    found = checked(ready, code=int(state == "FAULT"))["whatsapp"]
    assert found.startswith(state)
    assert 'account "BKD"' in found


def test_the_templates_may_stand_elsewhere(ready: Terminal, twilio: FakeTwilio) -> None:
    ready.set(WHATSAPP_TEMPLATES="elsewhere.toml")
    shown = ready.run("whatsapp", "templates", "--create", "--language", "en").stdout
    assert "elsewhere.toml" in shown
    assert templates.load(ready.folder / "elsewhere.toml").sid("call.first", "en")
    approve(twilio)
    assert checked(ready)["templates"].startswith("OK")


@pytest.mark.parametrize("state", ["rejected", "paused", "disabled"])
def test_check_tells_a_template_that_whatsapp_does_not_take(
    ready: Terminal, twilio: FakeTwilio, state: str
) -> None:
    ready.run("whatsapp", "templates", "--create", "--language", "en")
    approve(twilio)
    twilio.decide(sids(ready, "en")["call.again"], state)
    found = checked(ready, code=1)["templates"]
    assert found.startswith("FAULT not approved by WhatsApp, or not any more: call.again (en).")


@pytest.mark.parametrize(
    ("changed", "about", "said"),
    [
        ({"status": "OFFLINE"}, "wa-sender", "FAULT The number is not online (Disabled (63112))"),
        ({"quality": "LOW"}, "wa-sender", "WARN WhatsApp rates the quality as low"),
        (
            {"limit": "100 Customers/24hr"},
            "wa-sender",
            "WARN SIGAP_WHATSAPP_PEOPLE_PER_DAY is",
        ),
        (
            {"callback": "https://old.example/x"},
            "wa-hook",
            "FAULT Twilio brings messages to http",
        ),
        ({"callback": ""}, "wa-hook", "FAULT Twilio brings messages to -"),
        (
            {"status_callback": "http://127.0.0.1:8080/whatsapp"},
            "wa-hook",
            "FAULT http://127.0.0.1:8080/whatsapp is entered as the status callback",
        ),
    ],
)
def test_check_tells_how_the_number_stands_and_where_its_webhooks_go(
    ready: Terminal, twilio: FakeTwilio, changed: dict[str, str], about: str, said: str
) -> None:
    ready.run("whatsapp", "templates", "--create", "--language", "en")
    approve(twilio)
    vars(twilio.world.sender).update(changed)
    if changed.get("status"):
        twilio.world.sender.reasons.append(("63112", "Disabled"))
    found = checked(ready, code=int(said.startswith("FAULT")))
    assert found[about].startswith(said)


def test_a_number_that_is_no_sender_is_warned_of(ready: Terminal) -> None:
    ready.set(TWILIO_WHATSAPP_FROM="whatsapp:+14155238886")
    assert checked(ready, code=1)["wa-sender"].startswith("WARN Twilio has no such")


def test_the_public_address_is_called_and_its_silence_only_warns(
    ready: Terminal, twilio: FakeTwilio
) -> None:
    ready.run("whatsapp", "templates", "--create", "--language", "en")
    approve(twilio)
    found = checked(ready)["wa-public"]
    assert found.startswith("WARN http://127.0.0.1:8080/whatsapp does not answer from here (")


def test_what_twilio_says_is_shown_without_the_token(
    ready: Terminal, twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = Content(settings.load())

    def refuse(*_: Any, **__: Any) -> None:
        raise TwilioException(f"bad credentials {twilio.auth_token}")

    monkeypatch.setattr(content._client.content.v1.contents, "create", refuse)
    with pytest.raises(Trouble) as caught:
        content.create(every()[0])
    assert twilio.auth_token not in str(caught.value)
