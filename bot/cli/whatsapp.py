"""`sigap whatsapp templates`: what is sent to WhatsApp for approval, and what became of it."""

from bot import console, settings
from bot.channels.whatsapp import templates as registry
from bot.channels.whatsapp.content import APPROVED, UNSUBMITTED, Approval, Content
from bot.channels.whatsapp.templates import Templates
from bot.channels.whatsapp.wording import Template, every
from bot.console import Trouble, sentence, show, tell
from bot.settings import Settings

ACCOUNT = ("SIGAP_TWILIO_ACCOUNT_SID", "SIGAP_TWILIO_AUTH_TOKEN")


def templates(language: str, *, create: bool, status: bool) -> int:
    """Show, make or ask after the templates; the exit code is 1 if one could not be made."""
    given = settings.load()
    if language and language not in console.LANGUAGES:
        raise Trouble("template.language", given=language)
    wanted = every((language,) if language else console.LANGUAGES)
    known = registry.load(given.templates_file)
    if create:
        return _create(given, known, wanted)
    if status:
        return _status(given, known, wanted)
    for one in wanted:
        _show(given, known, one)
    return 0


def _show(given: Settings, known: Templates, wanted: Template) -> None:
    state = _say(given, f"state_{known.state(wanted)}")
    show(f"{wanted.use.key} ({wanted.language})  {wanted.name}  {state}")
    for line in wanted.body.splitlines():
        show(f"  {line}".rstrip())
    for number, (blank, example) in enumerate(zip(wanted.blanks, wanted.examples, strict=True), 1):
        meaning = sentence(given.language, f"blank.{blank.name}")
        show(f"  {{{{{number}}}}} {meaning}: {example}")
    for key, label in wanted.buttons:
        show(f"  [{label}] {key}")
    show("")


def _content(given: Settings) -> Content:
    if missing := [name for name in given.missing("whatsapp") if name in ACCOUNT]:
        raise Trouble("twilio.no_account", names=", ".join(missing))
    return Content(given)


def _create(given: Settings, known: Templates, wanted: list[Template]) -> int:
    """Make what Twilio lacks; each SID is on disk before the next one is made."""
    content, failed = _content(given), False
    held = content.named()
    for one in wanted:
        try:
            sid, approval = _ensure(given, content, known, held, one)
        except Trouble as trouble:
            if trouble.key == "twilio.refused":
                raise
            failed = True
            tell(f"{one.use.key} ({one.language}): {'; '.join(trouble.lines(given.language))}")
            continue
        _report(given, one, sid, approval)
    show(_say(given, "file", path=given.templates_file))
    return int(failed)


def _ensure(
    given: Settings, content: Content, known: Templates, held: dict[str, str], wanted: Template
) -> tuple[str, Approval]:
    """Find a template at Twilio by its name, or make it, and submit it if nobody did."""
    sid = held.get(wanted.name) or content.create(wanted)
    if known.state(wanted) != "old":
        _keep(given, known, wanted, sid)
    approval = content.approval(sid)
    if approval.state == UNSUBMITTED:
        approval = content.submit(sid, wanted)
    if approval.state == APPROVED:  # until then an older wording is better than none
        _keep(given, known, wanted, sid)
    return sid, approval


def _keep(given: Settings, known: Templates, wanted: Template, sid: str) -> None:
    if known.sid(wanted.use.key, wanted.language) != sid or known.state(wanted) != "known":
        known.put(wanted, sid)
        registry.save(given.templates_file, known)


def _status(given: Settings, known: Templates, wanted: list[Template]) -> int:
    """Ask Twilio what became of each template."""
    content, approved = _content(given), True
    for one in wanted:
        sid = known.sid(one.use.key, one.language)
        if sid is None:
            state, approved = _say(given, f"state_{known.state(one)}"), False
            show(f"{one.use.key} ({one.language})  {state}")
            continue
        approval = content.approval(sid)
        approved = approved and approval.state == APPROVED
        _report(given, one, sid, approval, old=known.state(one) == "old")
    return int(not approved)


def _report(
    given: Settings, one: Template, sid: str, approval: Approval, *, old: bool = False
) -> None:
    words = console.texts(given.language)
    said = words.get(f"template.approval_{approval.state}", approval.state)
    notes = [said, approval.reason, _say(given, "state_old") if old else ""]
    show(f"{one.use.key} ({one.language})  {sid}  {'; '.join(note for note in notes if note)}")


def _say(given: Settings, key: str, **blanks: object) -> str:
    return sentence(given.language, f"template.{key}", **blanks)
