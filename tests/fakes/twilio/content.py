"""The Content API: templates, their approval by WhatsApp, and how they look when sent."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.fakes.twilio.pages import Page
from tests.fakes.twilio.world import CONTENT, ApiError, Button, Content, Json, World

BLANK = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
EDGES = re.compile(r"^\s*\{\{[^{}]*\}\}|\{\{[^{}]*\}\}\s*$")
NEIGHBOURS = re.compile(r"\}\}\s*\{\{")
UNFIT = re.compile(r"[\n\r\t]| {5}")  # for the value of a variable, says 21656
NAME = re.compile(r"[a-z0-9_]{1,512}")
QUICK, LIST = "twilio/quick-reply", "twilio/list-picker"
CHOICES = {QUICK: ("actions", "title", 20), LIST: ("items", "item", 24)}
MOST_CHOICES = 10
LONGEST, LONGEST_ID, LONGEST_BUTTON, LONGEST_VALUE = 1024, 200, 20, 255
CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")


@dataclass(frozen=True)
class Shown:
    text: str
    buttons: tuple[Button, ...]


def create(world: World, asked: Json) -> Content:
    types = asked.get("types")
    types = {kind: one for kind, one in types.items() if one} if isinstance(types, dict) else {}
    if not types:
        raise ApiError(400, 20001, "types is required")
    if not asked.get("language"):
        raise ApiError(400, 20001, "language is required")
    for kind, one in types.items():
        _check_limits(kind, one)
    made = Content(
        world.sid("HX"),
        asked.get("friendly_name") or "",
        asked["language"],
        types,
        asked.get("variables") or {},
        world.now(),
    )
    world.contents[made.sid] = made
    return made


def _check_limits(kind: str, shown: Json) -> None:
    """Hold a content to the lengths that its page in Twilio's documentation names."""
    choices = shown.get(CHOICES[kind][0]) or [] if kind in CHOICES else []
    if kind not in CHOICES:
        return
    name, label, longest = CHOICES[kind]
    if not 1 <= len(choices) <= MOST_CHOICES:
        raise ApiError(400, 20001, f"{name} must hold 1 to {MOST_CHOICES}")
    if any(not 1 <= len(str(one.get(label, ""))) <= longest for one in choices):
        raise ApiError(400, 20001, f"{label} must have 1 to {longest} characters")
    if any(len(str(one.get("id", ""))) > LONGEST_ID for one in choices):
        raise ApiError(400, 20001, f"id must have at most {LONGEST_ID} characters")
    if len(str(shown.get("body", ""))) > LONGEST:
        raise ApiError(400, 20001, f"body must have at most {LONGEST} characters")
    if kind == LIST and not 1 <= len(str(shown.get("button", ""))) <= LONGEST_BUTTON:
        raise ApiError(400, 20001, f"button must have 1 to {LONGEST_BUTTON} characters")


def find(world: World, sid: str) -> Content:
    if sid not in world.contents:
        raise ApiError(404, 20404, f"The requested resource {sid} was not found")
    return world.contents[sid]


def submit(found: Content, asked: Json) -> Json:
    """Take a template to WhatsApp; it waits for approval, unless its shape forbids it."""
    name, category = str(asked.get("name", "")), str(asked.get("category", ""))
    if not NAME.fullmatch(name):
        raise ApiError(400, 20001, "name may hold only lowercase letters, digits and underscores")
    if category not in CATEGORIES:
        raise ApiError(400, 20001, f"category must be one of {', '.join(CATEGORIES)}")
    if found.approval:
        raise ApiError(400, 20001, "an approval request exists already")
    found.ttl = asked.get("send_ttl_seconds") or found.ttl
    reason = _misshapen(found)
    found.approval = {
        "name": name,
        "category": category,
        "content_type": found.kind,
        "status": "rejected" if reason else "received",
        "rejection_reason": reason,
        "allow_category_change": True,
    }
    return found.approval


def _misshapen(found: Content) -> str:
    body = str(found.types[found.kind].get("body", ""))
    if EDGES.search(body):
        return "The body starts or ends with a variable"
    if NEIGHBOURS.search(body):
        return "Two variables stand side by side"
    if missing := [name for name in BLANK.findall(body) if not found.variables.get(name)]:
        return f"No sample for the variables {', '.join(missing)}"
    return ""


def show(world: World, sid: str, variables: str) -> Shown:
    """Fill a template's blanks as its reader will see it."""
    if sid not in world.contents:
        raise ApiError(400, 21655, "The ContentSid is Invalid")
    found = world.contents[sid]
    filled = found.variables | _variables(variables)
    body = next(str(one["body"]) for one in found.types.values() if one.get("body"))
    name, label, _ = CHOICES.get(found.kind, ("actions", "title", 0))
    choices = found.types[found.kind].get(name) or []
    listed = found.kind == LIST
    buttons = tuple(
        Button(_fill(one[label], filled), _fill(one.get("id") or one[label], filled), listed)
        for one in choices
    )
    text = _fill(body, filled)
    _check_sent(found, text, buttons)
    return Shown(text, buttons)


def _check_sent(found: Content, text: str, buttons: tuple[Button, ...]) -> None:
    """Refuse what is too long once it is filled, and two choices alike."""
    if found.approved or not buttons:
        return
    alike = len({one.payload for one in buttons}) < len(buttons)
    too_long = len(text) > LONGEST or any(len(one.payload) > LONGEST_ID for one in buttons)
    if alike or too_long:
        raise ApiError(400, 63013)


def _variables(given: str) -> dict[str, str]:
    try:
        variables = json.loads(given or "{}")
    except ValueError:
        variables = None
    if not isinstance(variables, dict) or not all(map(_fits, variables.values())):
        raise ApiError(400, 21656, "The ContentVariables Parameter is invalid")
    return variables


def _fits(value: object) -> bool:
    if not isinstance(value, str) or len(value) > LONGEST_VALUE:
        return False
    return bool(value.strip()) and not UNFIT.search(value)


def _fill(text: str, variables: dict[str, str]) -> str:
    try:
        return BLANK.sub(lambda blank: variables[blank[1]], text)
    except KeyError:
        raise ApiError(400, 21656, "The ContentVariables Parameter is invalid") from None


def listed(world: World, query: dict[str, str], *, approvals: bool = False) -> Json:
    contents = list(reversed(world.contents.values()))
    page = Page(contents, lambda one: one.sid, query)
    show_one = shown_with_approval if approvals else shown
    url = f"{CONTENT}/v1/{'ContentAndApprovals' if approvals else 'Content'}"
    return page.of_later(url, "contents", [show_one(world, find(world, s)) for s in page.sids])


def shown(world: World, found: Content) -> Json:
    url = f"{CONTENT}/v1/Content/{found.sid}"
    asked = f"{url}/ApprovalRequests"
    links = {"approval_create": f"{asked}/whatsapp", "approval_fetch": asked}
    return _core(world, found) | {"url": url, "links": links}


def shown_with_approval(world: World, found: Content) -> Json:
    return _core(world, found) | {"approval_requests": _approval(found)}


def shown_approval(world: World, found: Content) -> Json:
    return {
        "sid": found.sid,
        "account_sid": world.account_sid,
        "whatsapp": _approval(found),
        "url": f"{CONTENT}/v1/Content/{found.sid}/ApprovalRequests",
    }


def _core(world: World, found: Content) -> Json:
    made = datetime.fromtimestamp(int(found.created), UTC).isoformat().replace("+00:00", "Z")
    return {
        "sid": found.sid,
        "account_sid": world.account_sid,
        "friendly_name": found.name,
        "language": found.language,
        "variables": found.variables,
        "types": found.types,
        "date_created": made,
        "date_updated": made,
    }


def _approval(found: Content) -> Json:
    none = {"name": "", "category": "", "content_type": found.kind, "status": "unsubmitted"}
    none |= {"rejection_reason": ""}
    return {"type": "whatsapp", "allow_category_change": True} | none | found.approval
