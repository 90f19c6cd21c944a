"""Clocks that differ: admins are told, and nobody is called while they differ far."""

from datetime import timedelta

from handlers import watch
from handlers.desk import Desk
from handlers.events import Skewed
from storage import stalls

NOTABLE = timedelta(seconds=2)
FAR = timedelta(seconds=30)  # then one of them is wrong, and a call would promise what is not so


def skewed(desk: Desk, event: Skewed) -> None:
    """Tell when a platform's clock and ours begin to differ, and when they agree again."""
    noted, far = f"{watch.CLOCK}{event.channel}", f"{stalls.PAUSED}{event.channel}"
    standing = stalls.standing(desk.db).items()
    known = {what: at for what, at in standing if what in {noted, far}}
    found = [noted] if abs(event.ahead) > NOTABLE else []
    if abs(event.ahead) > FAR:
        found.append(far)
    watch.follow(desk, known, dict.fromkeys(found, event.at))
