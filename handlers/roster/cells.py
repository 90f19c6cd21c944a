"""The cells of a row: each reader makes a value of a text, or raises Wrong."""

import math
import re
from datetime import date
from typing import Any

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from handlers.rules import exempt, personal
from handlers.rules import nip as civil

ASN = {"PNS": "PNS", "CPNS": "PNS", "PPPK": "PPPK", "PPPK_PW": "PPPK"}  # what their numbers say
PERSON_TYPES = {
    "PNS": "PNS",
    "CPNS": "CPNS",
    "PPPK": "PPPK",
    "PPPKPW": "PPPK_PW",
    "PPPKPARUHWAKTU": "PPPK_PW",
    "NONASN": "NON_ASN",
    "MAGANG": "MAGANG",
}
ROLES = ("employee", "supervisor", "unit_head", "personnel", "inspector", "admin")
ZONES = {
    "asia/jakarta": "Asia/Jakarta",
    "asia/pontianak": "Asia/Pontianak",
    "asia/makassar": "Asia/Makassar",
    "asia/jayapura": "Asia/Jayapura",
    "wib": "Asia/Jakarta",
    "wita": "Asia/Makassar",
    "wit": "Asia/Jayapura",
}
LONGEST = 200
LOCAL_ID = re.compile(r"[A-Z0-9.-]{1,30}")
# Excel keeps 15 digits: 198609262015051001 becomes 1,98609E+17, or ends in 000.
FLOAT = re.compile(r"\d+(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
CIVIL = re.compile(r"(?<!\d)\d(?:[\s.\-]?\d){17}(?!\d)")  # a NIP within other words
MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
COUNTRY = 62
FORMULA = "#FORMULA!"  # what a cell says whose formula nobody has worked out
ERRORS = re.compile(
    r"#(?:REF|NAME|VALUE|NUM|NULL|SPILL|CALC|FORMULA|N/A|DIV/0)[!?]?", re.IGNORECASE
)
WIPES = frozenset({"hapus", "clear"})  # in a cell: what was known of this goes
LATITUDES, LONGITUDES = (-11.5, 6.5), (94.5, 141.5)  # of Indonesia, with its sea


class Wrong(ValueError):  # noqa: N818 - a verdict on a cell
    """A cell that cannot stand; `key` names why."""

    def __init__(self, key: str, /, **blanks: Any) -> None:
        super().__init__(key)
        self.key, self.blanks = key, blanks


def clean(cell: str) -> str:
    """Trim a cell; spreadsheets put an apostrophe before text that looks like a number."""
    printable = (
        cell if cell.isprintable() else "".join(c if c.isprintable() else " " for c in cell)
    )
    plain = " ".join(printable.split())
    return plain[1:] if re.match(r"'[=+\-@\d]", plain) else plain


def text(cell: str) -> str:
    """Read a name, a unit, a position: never empty."""
    return maybe(cell) or _missing()


def maybe(cell: str) -> str:
    """Read a text that may be empty."""
    if len(cell) > LONGEST:
        raise Wrong("too_long", longest=LONGEST)
    return cell


def _missing() -> str:
    raise Wrong("missing")


def number(cell: str) -> str:
    """Bring a NIP or a local id into its one form without judging it; "" stays empty."""
    bare = re.sub(r"[\s.\-]+", "", cell)
    return (
        bare if len(bare) == civil.DIGITS and bare.isdigit() else re.sub(r"\s+", "", cell).upper()
    )


def check_error(cell: str, place: str) -> None:
    """Refuse what a spreadsheet could not work out; `place` is where one finds the cell."""
    if ERRORS.fullmatch(cell):
        key = "unsolved" if cell == FORMULA else "broken_cell"
        raise Wrong(key, given=cell, place=place)


def identity(cell: str, person_type: str, today: date) -> str:
    """Read a person's number: a NIP for civil servants, else perhaps a local id (domain 3.5)."""
    found = number(cell)
    if not found:
        raise Wrong("missing")
    check_damage(found)
    if person_type in ASN:
        return _nip(found, today)
    if not LOCAL_ID.fullmatch(found):
        raise Wrong("local_id")
    return found


def _nip(found: str, today: date) -> str:
    if len(found) == civil.DIGITS and found.endswith("000"):
        raise Wrong("damaged")
    try:
        return civil.parse(found, today)
    except civil.NipError as error:
        raise Wrong(f"nip_{error.key}", digits=sum(c.isdigit() for c in found)) from None


def check_damage(found: str) -> None:
    """Refuse a number that a spreadsheet has turned into a measurement."""
    if FLOAT.fullmatch(found):
        raise Wrong("damaged")


def person_type(cell: str) -> str:
    """Read PNS, CPNS, PPPK, PPPK paruh waktu, non-ASN or magang."""
    found = PERSON_TYPES.get(re.sub(r"[\s._-]+", "", text(cell)).upper())
    if found is None:
        raise Wrong(
            "person_type", given=cell, choices=", ".join(dict.fromkeys(PERSON_TYPES.values()))
        )
    return found


def roles(cell: str) -> tuple[str, ...]:
    """Read "supervisor; unit_head"; an empty cell is an employee."""
    words = [re.sub(r"[\s-]+", "_", word.strip().lower()) for word in re.split(r"[;,]", cell)]
    named = [word for word in words if word]
    unknown = [word for word in named if word not in ROLES]
    if unknown:
        raise Wrong("role", given=unknown[0], choices=", ".join(ROLES))
    return tuple(dict.fromkeys(named)) or ("employee",)


def zone(cell: str, default: str) -> str:
    """Read one of Indonesia's zones, by its name or as WIB, WITA, WIT."""
    found = ZONES.get(cell.lower()) if cell else default
    if found is None:
        raise Wrong(
            "zone",
            given=cell,
            choices="Asia/Jakarta, Asia/Pontianak, Asia/Makassar, Asia/Jayapura, WIB, WITA, WIT",
        )
    return found


def phone(cell: str) -> str:
    """Bring an Indonesian mobile number to +62...; "" stays empty (domain 3.6)."""
    bare = cell.lower().removeprefix("whatsapp:").strip()
    if not bare:
        return ""
    check_damage(bare)
    if not re.fullmatch(r"\+?[0-9\s().-]+", bare):
        raise Wrong("phone")
    try:
        parsed = phonenumbers.parse(bare, "ID")
    except phonenumbers.NumberParseException:
        raise Wrong("phone") from None
    if parsed.country_code != COUNTRY or not phonenumbers.is_valid_number(parsed):
        raise Wrong("phone")
    if phonenumbers.number_type(parsed) not in MOBILE:
        raise Wrong("phone_fixed")
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def degrees(cell: str, most: int) -> float | None:
    """Read a coordinate, with a point or a comma; None if the cell is empty."""
    if not cell:
        return None
    try:
        value = float(cell if "." in cell else cell.replace(",", "."))
    except ValueError:
        raise Wrong("degrees", given=cell, most=most) from None
    if not math.isfinite(value) or abs(value) > most:
        raise Wrong("degrees", given=cell, most=most)
    return value


def duties(cell: str) -> tuple[str, ...]:
    """Read "jpt_pratama; baru_menjabat:2026-06-30": flags, some with their last day."""
    found = tuple(dict.fromkeys(w for word in maybe(cell).split(";") if (w := word.strip())))
    for duty in found:
        _, colon, last = duty.rpartition(":")
        if colon and exempt.flag(duty)[1] is None:
            raise Wrong("duty_day", given=last)
    return found


def hours(cell: str) -> str:
    """Read a person's own hours, "07:30-12:00,13:00-15:00"; "" keeps those of the circular."""
    try:
        personal.read(maybe(cell))
    except ValueError as error:
        raise Wrong("hours", given=error) from None
    return cell
