"""Groups: the bot speaks to each person alone; a group hears that once, and then it is left."""

from handlers.desk import Desk
from storage import jobs, outbox

SENTENCE = "common.private_only"


def enter(desk: Desk, address: str, language: str) -> None:
    """Say one sentence to a group, ever; then leave it, and whenever we are in it again."""
    if jobs.claim(desk.db, jobs.GROUP, address, desk.now):
        desk.say(address, SENTENCE, repeatable=False, language=language)
    elif not outbox.waits(desk.db, address, SENTENCE):
        desk.leaving.append(address)


def told(desk: Desk, address: str, key: str) -> None:
    """Leave a group that has heard the sentence, or cannot."""
    if key == SENTENCE:
        desk.leaving.append(address)
