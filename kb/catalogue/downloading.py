"""One file from one address: redirects looked at, size and time limited, taken up again where it broke off."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from kb.catalogue import addresses
from kb.catalogue.addresses import Refused
from kb.catalogue.polite import LONGEST_PAUSE, Manners, retry_after

if TYPE_CHECKING:
    import httpx

REDIRECTS = 5
ATTEMPTS = 3
ROBOTS_BYTES = 500_000
ROBOTS_SECONDS = 30.0


class Failed(Exception):
    """A file that could not be had; the words say why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Most bytes of one file, most seconds for it with all attempts, seconds between two requests to one site."""

    bytes: int = 100_000_000
    seconds: float = 300.0
    delay: float = 3.0


@dataclass(frozen=True, slots=True)
class Download:
    """A whole file: where it lies, its hash and size, the address that gave it, and whether a part was held before."""

    path: Path
    sha256: str
    size: int
    address: str
    media_type: str
    resumed: bool


class Downloader:
    """Downloads files one after the other; use as a context manager."""

    def __init__(self, agent: str, limits: Limits, *, allow_private: bool = False) -> None:
        import httpx

        self.limits = limits
        self._allow_private = allow_private
        # No proxy from the environment: behind one, the address that answers could not be checked.
        self._client = httpx.Client(
            headers={"User-Agent": agent, "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(30.0, connect=15.0),
            follow_redirects=False,
            trust_env=False,
        )
        self.manners = Manners(agent.split("/")[0], limits.delay, self._robots)

    def __enter__(self) -> Downloader:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def fetch(self, address: str, target: Path) -> Download:
        """Bring the file behind the address to `target`; raises `Refused` or `Failed`.

        What arrived before a break stays beside it (`….part`) and is not asked for again when the server supports
        ranges and the file there has not changed.
        """
        import httpx

        until = time.monotonic() + self.limits.seconds
        resumed = False
        for attempt in range(1, ATTEMPTS + 1):
            part = _Part(target)
            try:
                with self._open(address, part.headers(address)) as response:
                    if response.status_code == 416:
                        part.forget()  # The part is longer than the file is now, or just as long.
                    wait = self._busy(response, attempt)
                    if wait is None:
                        resumed = self._receive(response, address, part, until)
                        return self._whole(part, target, response, resumed)
            except (httpx.TransportError, httpx.StreamError) as error:
                if attempt == ATTEMPTS:
                    raise Failed(f"the connection breaks ({type(error).__name__})") from error
                wait = min(2.0 * attempt, self.limits.delay)
            if time.monotonic() + wait > until:
                raise Failed(f"the site asks to wait {wait:.0f} seconds, longer than a file may take")
            time.sleep(wait)
        raise Failed("the site stays busy")

    def _busy(self, response: httpx.Response, attempt: int) -> float | None:
        """Seconds to wait before asking again, None where the answer is one; raises `Failed`."""
        code = response.status_code
        if code == 416:
            return 0.0
        if code in (429, 503) and attempt < ATTEMPTS:
            wait = retry_after(response.headers.get("Retry-After"), 5.0 * attempt)
            if wait > LONGEST_PAUSE:
                raise Failed(f"the site asks to come back in {wait:.0f} seconds")
            return wait
        if code not in (200, 206):
            raise Failed(f"the site answers {code} {response.reason_phrase}".rstrip())
        return None

    @contextmanager
    def _open(self, address: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        """The answer behind all redirects; every address on the way is checked before and after it is called."""
        for _ in range(REDIRECTS + 1):
            addresses.check(address, allow_private=self._allow_private)
            if not self.manners.allowed(address):
                raise Refused("robots.txt of the site does not allow it")
            self.manners.pause(address)
            with self._client.stream("GET", address, headers=dict(headers)) as response:
                self._check_peer(response)
                if response.status_code not in (301, 302, 303, 307, 308):
                    yield response
                    return
                address = urljoin(address, response.headers.get("Location", ""))
        raise Failed(f"more than {REDIRECTS} redirects")

    def _check_peer(self, response: httpx.Response) -> None:
        """The name may point elsewhere by the time it is called: what counts is who answered."""
        stream = response.extensions.get("network_stream")
        place = stream.get_extra_info("server_addr") if stream is not None else None
        if place and not self._allow_private:
            addresses.check_peer(str(place[0]))

    def _receive(self, response: httpx.Response, address: str, part: _Part, until: float) -> bool:
        """Write the body to the part; gives whether an earlier part was continued."""
        begin = part.continues(response)
        size = begin + int(response.headers.get("Content-Length") or 0)
        if size > self.limits.bytes:
            raise Failed(f"{size:,} bytes, more than the limit of {self.limits.bytes:,}")
        part.remember(address, response)
        received = begin
        with part.path.open("ab" if begin else "wb") as sink:
            for chunk in response.iter_raw():
                received += len(chunk)
                if received > self.limits.bytes:
                    part.forget()
                    raise Failed(f"more bytes than the limit of {self.limits.bytes:,}")
                if time.monotonic() > until:
                    raise Failed(f"not whole within {self.limits.seconds:.0f} seconds; the next run goes on from there")
                sink.write(chunk)
        return begin > 0

    def _whole(self, part: _Part, target: Path, response: httpx.Response, resumed: bool) -> Download:
        with part.path.open("rb") as source:
            digest = hashlib.file_digest(source, "sha256").hexdigest()
        size = part.path.stat().st_size
        part.path.replace(target)
        part.forget()
        media_type = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
        return Download(target, digest, size, str(response.url), media_type, resumed)

    def _robots(self, address: str) -> str | None:
        import httpx

        try:
            for _ in range(REDIRECTS + 1):
                addresses.check(address, allow_private=self._allow_private)
                with self._client.stream("GET", address) as response:
                    self._check_peer(response)
                    if response.status_code in (301, 302, 303, 307, 308):
                        address = urljoin(address, response.headers.get("Location", ""))
                        continue
                    if 400 <= response.status_code < 500:
                        return ""
                    return _beginning(response, ROBOTS_BYTES) if response.status_code == 200 else None
        except (httpx.HTTPError, Refused):
            return None
        return ""


def _beginning(response: httpx.Response, limit: int) -> str:
    found, until = b"", time.monotonic() + ROBOTS_SECONDS
    for chunk in response.iter_raw():
        found += chunk
        if len(found) > limit or time.monotonic() > until:
            break
    return found[:limit].decode("utf-8", "replace")


class _Part:
    """What arrived of a file so far, and of which state of the file at the site."""

    def __init__(self, target: Path) -> None:
        self.path = target.with_name(target.name + ".part")
        self._notes = target.with_name(target.name + ".part.json")

    def headers(self, address: str) -> dict[str, str]:
        """The request headers that ask for the rest, where a part is held and can be told to be of the same state."""
        notes = self._read()
        if not self.path.is_file() or notes.get("address") != address or not notes.get("state"):
            self.forget()
            return {}
        return {"Range": f"bytes={self.path.stat().st_size}-", "If-Range": str(notes["state"])}

    def continues(self, response: httpx.Response) -> int:
        """Bytes that are held already, 0 where the answer is the whole file or begins elsewhere."""
        if response.status_code != 206 or not self.path.is_file():
            return 0
        held = self.path.stat().st_size
        if not response.headers.get("Content-Range", "").startswith(f"bytes {held}-"):
            self.forget()
            raise Failed("the site sends another part than was asked for")
        return held

    def remember(self, address: str, response: httpx.Response) -> None:
        """Note the state of the file there: a strong entity tag, or the day it changed."""
        tag = response.headers.get("ETag", "")
        state = tag if tag and not tag.startswith("W/") else response.headers.get("Last-Modified", "")
        self._notes.write_text(json.dumps({"address": address, "state": state}), encoding="utf-8")

    def forget(self) -> None:
        """Drop the part and its notes."""
        self.path.unlink(missing_ok=True)
        self._notes.unlink(missing_ok=True)

    def _read(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(self._notes.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found
