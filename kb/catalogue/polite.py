"""Manners towards a site: what robots.txt allows, the pause between two requests, how long to wait when asked to."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

LONGEST_PAUSE = 60.0
"""Seconds: a longer crawl delay or Retry-After is taken as "not today"."""


@dataclass
class Manners:
    """Pauses and rules, host by host. `read` gives the text of a robots.txt: "" where there is none (all is allowed),
    None where the site does not say (then nothing is, as RFC 9309 asks)."""

    agent: str
    delay: float
    read: Callable[[str], str | None]
    _rules: dict[str, RobotFileParser | None] = field(default_factory=dict)
    _next: dict[str, float] = field(default_factory=dict)

    def allowed(self, address: str) -> bool:
        """Whether robots.txt of the address's site lets us read it."""
        rules = self._of(address)
        return rules is not None and rules.can_fetch(self.agent, address)

    def pause(self, address: str) -> None:
        """Wait until the site may be asked again: `delay` seconds after the last request, or its own crawl delay."""
        site = _site(address)
        wait = self._next.get(site, 0.0) - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        self._next[site] = time.monotonic() + self._delay(site)

    def _delay(self, site: str) -> float:
        rules = self._rules.get(site)
        own = rules.crawl_delay(self.agent) if rules else None
        return min(max(self.delay, float(own or 0)), LONGEST_PAUSE)

    def _of(self, address: str) -> RobotFileParser | None:
        site = _site(address)
        if site not in self._rules:
            text = self.read(f"{site}/robots.txt")
            rules = None
            if text is not None:
                rules = RobotFileParser()
                rules.parse(text.splitlines())
            self._rules[site] = rules
        return self._rules[site]


def retry_after(value: str | None, default: float) -> float:
    """Seconds that a Retry-After header asks to wait (a number or a date); `default` where it says nothing."""
    if not value:
        return default
    if value.strip().isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return default
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _site(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
