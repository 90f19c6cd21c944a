"""Lists in pages, as Twilio numbers, names and links them; only the token says where one is."""

from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from tests.fakes.twilio.world import Json

MOST, USUAL = 1000, 50
Query = dict[str, str]
Item = TypeVar("Item")


class Page:
    def __init__(self, items: Sequence[Item], sid: Callable[[Item], str], query: Query) -> None:
        self.size = min(max(int(query.get("PageSize", USUAL)), 1), MOST)
        self.number = int(query.get("Page", 0))
        sids = [sid(item) for item in items]
        self.start = _start(sids, query.get("PageToken", ""), self.size)
        self.sids = sids[self.start : self.start + self.size]
        self.has_next = self.start + self.size < len(sids)
        paging = {"Page", "PageToken", "PageSize"}
        self._query = {name: text for name, text in query.items() if name not in paging}

    def uri(self, path: str, number: int, token: str = "") -> str:
        query = self._query | {"PageSize": str(self.size), "Page": str(number)}
        return f"{path}?{urlencode(query | ({'PageToken': token} if token else {}))}"

    def next(self, path: str) -> str | None:
        return self.uri(path, self.number + 1, f"PA{self.sids[-1]}") if self.has_next else None

    def previous(self, path: str) -> str | None:
        if not self.start:
            return None
        return self.uri(path, max(self.number - 1, 0), f"PB{self.sids[0]}")

    def of_2010(self, path: str, key: str, items: list[Json]) -> Json:
        """Write the page as API 2010-04-01 does, with links that have no host."""
        first = self.number * self.size
        return {
            key: items,
            "first_page_uri": self.uri(path, 0),
            "next_page_uri": self.next(path),
            "previous_page_uri": self.previous(path),
            "page": self.number,
            "page_size": self.size,
            "start": first,
            "end": first + max(len(items) - 1, 0),
            "uri": self.uri(path, self.number),
        }

    def of_later(self, url: str, key: str, items: list[Json]) -> Json:
        """Write the page as the later APIs do, with whole links under meta."""
        meta = {
            "key": key,
            "first_page_url": self.uri(url, 0),
            "next_page_url": self.next(url),
            "previous_page_url": self.previous(url),
            "page": self.number,
            "page_size": self.size,
            "url": self.uri(url, self.number),
        }
        return {key: items, "meta": meta}


def _start(sids: list[str], token: str, size: int) -> int:
    where, sid = token[:2], token[2:]
    if sid not in sids:
        return 0
    return sids.index(sid) + 1 if where == "PA" else max(sids.index(sid) - size, 0)
