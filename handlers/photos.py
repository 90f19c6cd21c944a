"""Photos that a duty asks for: wanted, fetched by the channel, kept, and deleted in time."""

from datetime import date, timedelta

from handlers.desk import Desk
from handlers.events import Attachment, Fetched
from storage import people, photos
from storage.rows import Person, Photo


def want(desk: Desk, person: Person, on: date, duty: str, message: Attachment) -> Photo:
    """Ask for the picture of a message; the duty counts at once, whenever the file comes."""
    kept = timedelta(days=desk.law(on).privacy.retention_days["photos"])
    return photos.add(
        desk.db,
        Photo(
            person_id=person.id or 0,
            on=on,
            duty=duty,
            address=message.address,
            file=message.file,
            taken_at=message.at,
            delete_after=on + kept,
        ),
    )


def fetched(desk: Desk, event: Fetched) -> None:
    """Record what became of a picture; if it cannot be had, the fault is not the person's."""
    photo = photos.get(desk.db, event.photo_id)
    if photo is None:
        return
    was = photo.state
    if event.path:
        photo.path, photo.sha256, photo.size = event.path, event.sha256, event.size
        photo.state = "expired" if was in {"expired", "deleted"} else "kept"
        if photo.state == "kept":
            photo.file = ""  # nobody needs to fetch it again
    elif was == "wanted":
        photo.state = "failed"
        person = people.get(desk.db, photo.person_id)
        desk.say(person, "photos.failed", at=photo.taken_at)
    desk.db.add(photo)


def drop(desk: Desk, photo_id: int | None) -> None:
    """Delete a picture before its time: it was taken back, or another came in its place."""
    photo = photos.get(desk.db, photo_id) if photo_id else None
    if photo and photo.state != "deleted":
        photo.state = "expired"
        desk.db.add(photo)


def forget(desk: Desk) -> None:
    """Let go of the pictures that have been kept as long as the circular allows."""
    photos.expire(desk.db, desk.today())
