"""Watching ourselves: when something of ours stands still, admins learn it, once."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta

from handlers.desk import Desk, Phrase, phrase
from handlers.events import Audited, Counted, Examined
from storage import gauges, jobs, outages, people, stalls
from storage.rows import Contact, Outage, Person
from storage.stalls import Stall

UNHEARD = timedelta(minutes=2)  # twelve times as long as a channel takes to hear
UNSAID = timedelta(minutes=10)  # 18,000 words at 30 a second: more than any rush of a province
BAFFLED = timedelta(hours=1)  # after the last update that was set aside
ASLEEP = timedelta(minutes=2)  # a restart for a new version takes less
MANY_GUESS = 10  # accounts with wrong codes within an hour; people mistype, but not so many
FORGOTTEN = timedelta(days=1)  # a channel unheard for so long was switched off

FEW = 3  # calls: fewer tell nothing of a channel
LOSES = "outcomes."  # before a channel's name: it takes our words, and calls come to nothing
FAILS = "failing."  # before a channel's name and a cause: messages fail for good because of it
MUTE = "receipts."  # before a channel's name: nobody tells what becomes of what it took
ACCOUNT = "account."  # before a channel's name and what the platform says is wrong with us
CLOCK = "clock."  # before a channel's name: its clock and ours differ
APART = (ACCOUNT, CLOCK, stalls.PAUSED)  # whoever finds them out tells when they end
COUNTED = (LOSES, FAILS, MUTE)
OURS = {"busy", "rate_limited", "refused", "rejected", "uncertain", "undelivered", "unreachable"}

PROGRAM, OUTBOX, INBOX = "program", "outbox", "inbox"  # else: a channel, by its name


def watch(desk: Desk) -> None:
    """Tell what has begun to stand still, and what goes again."""
    slept = gauges.last_silence(desk.db)
    found = dict(_found(desk, slept))
    standing = stalls.standing(desk.db).items()
    follow(desk, {w: at for w, at in standing if not w.startswith((*COUNTED, *APART))}, found)
    if slept:
        _tell_of_sleep(desk, slept)


def counted(desk: Desk, event: Counted) -> None:
    """Tell when calls, messages or receipts of a channel come to nothing, and when no more."""
    standing = stalls.standing(desk.db).items()
    known = {w: at for w, at in standing if w.startswith(COUNTED)}
    found = {f"{LOSES}{name}" for name, ended, lost in event.ends if name and _most(lost, ended)}
    found |= {f"{MUTE}{name}" for name, took, without in event.receipts if _most(without, took)}
    found |= set(_failing(event, known))
    follow(desk, known, dict.fromkeys(sorted(found), event.at))


def examined(desk: Desk, event: Examined) -> None:
    """Tell what a platform says is wrong with our account, and when it says so no more."""
    prefix = f"{ACCOUNT}{event.channel}."
    standing = stalls.standing(desk.db).items()
    known = {w: at for w, at in standing if w.startswith(prefix)}
    found = sorted(f"{prefix}{fault}" for fault in event.faults)
    follow(desk, known, dict.fromkeys(found, event.at))


def _most(lost: int, count: int) -> bool:
    return lost >= FEW and 2 * lost >= count


def _failing(event: Counted, known: Collection[str]) -> Iterator[str]:
    """Find the causes of a channel that keep words from several people; told, until from none."""
    for name, cause, count in event.failures:
        what = f"{FAILS}{name}.{cause}"
        if (count >= FEW or what in known) and (cause in OURS or cause.isdecimal()):
            yield what


def follow(desk: Desk, known: dict[str, datetime], found: dict[str, datetime]) -> None:
    """Tell what is found and was not known, and what was known and is found no more."""
    for what, since in found.items():
        if what not in known and stalls.begin(desk.db, what, since):
            _tell(desk, Stall(what, since))
    for what in sorted(known.keys() - found.keys()):
        _end(desk, Stall(what, known[what]), desk.now)


def next_moment(_desk: Desk) -> datetime | None:
    """Ask for no moment of its own: every tick looks."""
    return None


def _found(desk: Desk, slept: Outage | None) -> Iterator[tuple[str, datetime]]:
    """Find what stands still now, and since when."""
    yield from _unheard(desk, slept)
    oldest = gauges.oldest_due(desk.db)
    if oldest and desk.now - oldest >= UNSAID:
        yield OUTBOX, oldest
    newest = gauges.set_aside(desk.db)[1]
    if newest and desk.now - newest < BAFFLED:
        yield INBOX, newest


def _unheard(desk: Desk, slept: Outage | None) -> Iterator[tuple[str, datetime]]:
    """Find the channels that do not hear; while the program itself slept, none could."""
    for name, at in outages.beats(desk.db).items():
        awake = max(at, slept.until) if slept else at
        if _is_on(desk, name) and desk.now - awake >= UNHEARD and desk.now - at < FORGOTTEN:
            yield name, at


def _is_on(desk: Desk, name: str) -> bool:
    return bool(name) and (not desk.channels or name in desk.channels)


def _tell_of_sleep(desk: Desk, slept: Outage) -> None:
    """Tell afterwards that the whole program stood still; nobody could tell it before."""
    if slept.until - slept.since >= ASLEEP and desk.now - slept.until < BAFFLED:
        _end(desk, Stall(PROGRAM, slept.since), slept.until)


def _end(desk: Desk, stall: Stall, until: datetime) -> None:
    if not stalls.end(desk.db, stall, desk.today(), until):
        return
    desk.note("stall.ended", what=stall.what, since=stall.since, until=until)
    for admin in _admins(desk):
        way = _way(desk, admin)
        desk.say(
            admin, "watch.ended", through=way, what=_name(stall), since=stall.since, until=until
        )


def _tell(desk: Desk, stall: Stall) -> None:
    desk.note("stall.begun", what=stall.what, since=stall.since)
    for admin in _admins(desk):
        way = _way(desk, admin)
        desk.say(admin, "watch.begun", through=way, what=_name(stall), since=stall.since)


def audited(desk: Desk, event: Audited) -> None:
    """Tell admins, once a day for each promise, that the auditor found it broken."""
    on = desk.today()
    new = [r for r in event.rules if jobs.claim(desk.db, "audit", f"{on} {r}", desk.now)]
    if not new:
        return
    desk.note("audit.found", rules=new, count=event.count)
    for admin in _admins(desk):
        desk.say(admin, "watch.audit", through=_way(desk, admin), rules=", ".join(new))


def guessing(desk: Desk, accounts: int) -> None:
    """Tell admins, once an hour, that many accounts try codes that are wrong."""
    if accounts < MANY_GUESS or not jobs.claim(
        desk.db, "guessing", f"{desk.now:%Y-%m-%d %H}", desk.now
    ):
        return
    desk.note("codes.guessed", accounts=accounts)
    for admin in _admins(desk):
        desk.say(admin, "watch.guessing", through=_way(desk, admin), count=accounts)


def _admins(desk: Desk) -> list[Person]:
    """List the admins whom we can reach; without any, the personnel office."""
    for role in ("admin", "personnel"):
        reached = [p for p in people.with_role(desk.db, role) if desk.address_of(p)]
        if reached:
            return reached
    return []


def _way(desk: Desk, admin: Person) -> Contact | None:
    """Choose a channel that does not stand still; None: only such, and there the words wait."""
    still = {_channel(what) for what in stalls.standing(desk.db)}
    known = [c for c in people.contacts(desk.db, admin) if c.state == "active"]
    return next((c for c in known if c.channel not in still), None)


def _name(stall: Stall) -> Phrase:
    match stall.what:
        case "program":
            return phrase("watch.program")
        case "outbox":
            return phrase("watch.outbox")
        case "inbox":
            return phrase("watch.inbox")
    return _of_channel(stall.what, _channel(stall.what).capitalize())


def _of_channel(what: str, name: str) -> Phrase:  # noqa: PLR0911 - one for each kind
    match what.partition(".")[0]:
        case "outcomes":
            return phrase("watch.outcomes", name=name)
        case "receipts":
            return phrase("watch.receipts", name=name)
        case "failing":
            return phrase("watch.failing", name=name, cause=what.rpartition(".")[2])
        case "clock":
            return phrase("watch.clock", name=name)
        case "paused":
            return phrase("watch.paused", name=name)
        case "account":
            return phrase("watch.account", name=name, cause=what.rpartition(".")[2])
    return phrase("watch.channel", name=name)


def _channel(what: str) -> str:
    """Name the channel that something is about."""
    kind, _, name = what.partition(".")
    return name.partition(".")[0] or kind


def line(desk: Desk, _team: Sequence[Person], on: date) -> Phrase | None:
    """Tell the readers of a digest what stood still that day, or still does; None: nothing."""
    stands = [Stall(what, since) for what, since in stalls.standing(desk.db).items()]
    rows = [_row(stall) for stall in (*stalls.ended(desk.db, on), *stands)]
    return phrase("watch.digest", stalls=rows) if rows else None


def _row(stall: Stall) -> Phrase:
    what = _name(stall)
    if stall.until is None:
        return phrase("watch.stands", what=what, since=stall.since)
    return phrase("watch.stood", what=what, since=stall.since, until=stall.until)
