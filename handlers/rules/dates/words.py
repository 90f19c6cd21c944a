"""How people write dates: the names of months and days, and the shapes in which they stand."""

import re
from collections.abc import Iterable

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari pebruari february feb peb",
            "maret march mar",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agu agt ags aug",
            "september sept sep",
            "oktober october okt oct",
            "november nopember nov nop",
            "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "senin monday mon",
            "selasa tuesday tue",
            "rabu wednesday wed",
            "kamis thursday thu",
            "jumat jum'at friday fri",
            "sabtu saturday sat",
            "minggu ahad sunday sun",
        )
    )
    for name in names.split()
}
RELATIVE = {
    "kemarin": -1,
    "yesterday": -1,
    "hari ini": 0,
    "today": 0,
    "besok": 1,
    "tomorrow": 1,
    "lusa": 2,
    "day after tomorrow": 2,
}


def _any(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_MONTH = rf"(?P<month>{_any(MONTHS)})\b\.?"
_NO_MORE = r"(?![\d:]|[/.]\d|-\d{3})"
_SHORT_YEAR = rf"\d{{2}}(?!\d|[-/.:]\d|\s*[-/]?\s*(?:{_any(MONTHS)})\b)"
_YEAR = rf"(?P<year>\d{{4}}(?!\d)|{_SHORT_YEAR})"
SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
        r"(?P<day>\d{1,2})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})(?![\d:]|\.\d)",
        rf"(?P<day>\d{{1,2}})(?:\s*[-/]\s*|\s*){_MONTH}(?:(?:\s+|\s?[-/,]\s?){_YEAR})?",
        rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year>\d{{4}}))?{_NO_MORE}",
        r"(?P<day>\d{1,2})/(?P<month>\d{1,2})(?![\d/])",
    )
)
BARE = re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year>\d{{4}}))?{_NO_MORE}")
RELATIVE_DAY = re.compile(rf"(?P<word>{_any(RELATIVE)})\b", re.IGNORECASE)
WEEKDAY = re.compile(
    rf"(?P<name>{_any(WEEKDAYS)})\b(?:\s+(?P<when>ini|depan|lalu)\b)?\s*,?\s*", re.IGNORECASE
)
BEFORE = re.compile(
    r"\A(?:(?:tanggal|tgl\.?|mulai|dari|from|on|hari)\s+)+(?!ini\b)", re.IGNORECASE
)
UNTIL = re.compile(
    r"\s*(?:\bs\.\s?d\b\.?|\bs/d\b|\bsd\b|\bsampai(?:\s+dengan)?\b|\bhingga\b|\buntil\b|\btill?\b"
    r"|\bthrough\b|\bto\b)\s*",
    re.IGNORECASE,
)
DASH = re.compile(r"\s*[-\u2013\u2014]\s*(?=\S)")
LIST = re.compile(r"\s*(?:[,&+;]|\bdan\b|\band\b|\batau\b|\bor\b)\s*(?=\d)", re.IGNORECASE)
MIDNIGHT = re.compile(r"[T ]\d{1,2}:[\d:.]+$")  # what a spreadsheet puts behind a date
CLOCK = re.compile(r"\d{1,2}[.:]\d{2}(?![.\d])")
