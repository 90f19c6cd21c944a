"""What `sigap check` says of WhatsApp: the account, the number, its webhooks, the templates."""

from collections.abc import Iterator

from bot import console
from bot.channels.whatsapp import standing
from bot.channels.whatsapp import templates as registry
from bot.channels.whatsapp.content import ACTIVE, Content
from bot.channels.whatsapp.standing import Sender
from bot.channels.whatsapp.templates import Templates
from bot.channels.whatsapp.wording import Template, every
from bot.console import Trouble, sentence
from bot.settings import Settings

OK, WARN, FAULT, OFF = "OK", "WARN", "FAULT", "OFF"
HOOKS = {standing.INBOUND_ELSEWHERE, standing.STATUS_AT_INBOUND}
FATAL = {standing.OFFLINE, *HOOKS}
Line = tuple[str, str, str]  # a state, what it is about, and what to know or to do about it


def findings(given: Settings) -> Iterator[Line]:
    """Check the account, our number there, the addresses that Twilio must know, the templates."""
    if missing := given.missing("whatsapp"):
        yield OFF, "whatsapp", _say(given, "off", names=", ".join(missing))
        return
    content = Content(given)
    account = _account(given, content)
    yield account
    if account[0] != OK:
        yield OK, "wa-hook", _say(given, "whatsapp_hook", url=given.whatsapp_url)
        yield _templates(given, None)
        return
    yield from _sender(given, content)
    yield _outside(given, content)
    yield _templates(given, content)


def _say(given: Settings, key: str, **blanks: object) -> str:
    return sentence(given.language, f"check.{key}", **blanks)


def _account(given: Settings, content: Content) -> Line:
    try:
        name, state = content.account()
    except Trouble as trouble:
        return FAULT, "whatsapp", "; ".join(trouble.lines(given.language))
    said = _say(
        given,
        "whatsapp" if state == ACTIVE else "whatsapp_closed",
        number=given.twilio_whatsapp_from.removeprefix("whatsapp:"),
        name=name,
        state=state,
        rate=given.whatsapp_per_second,
        people=given.whatsapp_people_per_day,
    )
    return OK if state == ACTIVE else FAULT, "whatsapp", said


def _sender(given: Settings, content: Content) -> Iterator[Line]:
    try:
        sender, why = content.sender(given.twilio_whatsapp_from), _say(given, "sender_unknown")
    except Trouble as trouble:
        sender, why = None, "; ".join(trouble.lines(given.language))
    if sender is None:
        yield WARN, "wa-sender", why
        yield OK, "wa-hook", _say(given, "whatsapp_hook", url=given.whatsapp_url)
        return
    wrong = set(standing.wrong(sender, given.whatsapp_url, given.whatsapp_people_per_day))
    yield _told(given, "wa-sender", sender, wrong - HOOKS, "sender")
    yield _told(given, "wa-hook", sender, wrong & HOOKS, "whatsapp_hook")


def _told(given: Settings, about: str, sender: Sender, wrong: set[str], fine: str) -> Line:
    """Say what is wrong with the number or its webhooks, and how all is well."""
    blanks = {
        "state": sender.status,
        "reasons": "; ".join(sender.reasons) or "-",
        "quality": sender.quality or "-",
        "limit": sender.limit or "-",
        "people": given.whatsapp_people_per_day,
        "there": sender.inbound or "-",
        "url": given.whatsapp_url,
    }
    said = [_say(given, f"sender_{word}", **blanks) for word in sorted(wrong)]
    state = FAULT if FATAL & wrong else WARN if wrong else OK
    return state, about, " ".join([*said, _say(given, fine, **blanks)])


def _outside(given: Settings, content: Content) -> Line:
    """Call our own address, as Twilio would; nobody may be there yet."""
    why = content.unreached(given.whatsapp_url)
    key = "outside_fails" if why else "outside"
    return WARN if why else OK, "wa-public", _say(given, key, url=given.whatsapp_url, why=why)


def _templates(given: Settings, content: Content | None) -> Line:
    try:
        known = registry.load(given.templates_file)
        states = content.approvals() if content else None
    except Trouble as trouble:
        return FAULT, "templates", "; ".join(trouble.lines(given.language))
    used = [lang for lang in console.LANGUAGES if lang == given.language or _any(known, lang)]
    wanted, amiss = every(used), dict[str, list[str]]()
    for one in wanted:
        if key := _amiss(known, one, states):
            amiss.setdefault(key, []).append(f"{one.use.key} ({one.language})")
    if amiss:
        said = [_say(given, key, names=", ".join(names)) for key, names in sorted(amiss.items())]
        return WARN if set(amiss) == {"templates_wait"} else FAULT, "templates", " ".join(said)
    facts = {"count": len(wanted), "languages": ", ".join(used), "path": given.templates_file}
    return OK, "templates", _say(given, "templates", **facts)


def _amiss(known: Templates, one: Template, states: dict[str, tuple[str, str]] | None) -> str:
    """Tell what a template lacks, as the key of what to say; "" for nothing."""
    state, sid = known.state(one), known.sid(one.use.key, one.language)
    if state in {"missing", "unfit"} or sid is None:
        return "templates_lack"
    if state == "old":
        return "templates_old"
    if states is None:
        return ""
    if standing.refused(states, [sid]):
        return "templates_refused"
    return "" if states[sid][0] == standing.APPROVED else "templates_wait"


def _any(known: Templates, language: str) -> bool:
    return any(said == language for said, _ in known.made)
