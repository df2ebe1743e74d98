"""Requests of programs are counted in each process, and after some of them refused for a while."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from typing import ClassVar

from flask import Flask, Response, g, request

from kb.errors import SselexError

MACHINES = ("/api/", "/oai", "/bulk/", "/akn/")
"""Beginnings of paths that programs ask for; the pages that people read are not counted."""
MINUTE = 60.0
PLACES = 50_000
"""Addresses remembered; those that were not seen for longest leave first."""


class TooManyRequests(SselexError):
    """A program that asks faster than the site allows; `wait` is in seconds."""

    status: ClassVar[int] = 429
    code = "too-many-requests"
    advice = "Wait as long as Retry-After says; /bulk/sselex.zip holds everything in one file."

    def __init__(self, message: str, wait: int) -> None:
        super().__init__(message)
        self.wait = wait


class Allowance:
    """So many requests a minute for each address: they run out when used at once, and come back evenly."""

    def __init__(self, a_minute: int) -> None:
        self.a_minute = a_minute
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, place: str, moment: float) -> tuple[int, int]:
        """Use one request; gives how many are left and the seconds until all are back.

        `moment` is in seconds of a clock that never goes back. Raises `TooManyRequests`.
        """
        pace = self.a_minute / MINUTE
        with self._lock:
            left, when = self._left.pop(place, (float(self.a_minute), moment))
            left = min(float(self.a_minute), left + (moment - when) * pace)
            refused = left < 1
            self._left[place] = (left if refused else left - 1, moment)
            if len(self._left) > PLACES:
                self._left.popitem(last=False)
        if refused:
            wait = math.ceil((1 - left) / pace)
            raise TooManyRequests(f"More than {self.a_minute} requests a minute came from this address.", wait)
        return int(left - 1), math.ceil((self.a_minute - left + 1) / pace)


def init_app(app: Flask, a_minute: int) -> None:
    """Count what programs ask for; 0 counts nothing."""
    if not a_minute:
        return
    allowance = Allowance(a_minute)

    def count() -> None:
        if request.path.startswith(MACHINES) and request.method != "OPTIONS":
            g.allowance = (0, MINUTE)
            g.allowance = allowance.take(request.remote_addr or "", time.monotonic())

    def tell(response: Response) -> Response:
        if found := g.get("allowance"):
            left, back = found
            response.headers["RateLimit-Limit"] = str(a_minute)
            response.headers["RateLimit-Remaining"] = str(left)
            response.headers["RateLimit-Reset"] = str(int(back))
        return response

    app.before_request(count)
    app.after_request(tell)
