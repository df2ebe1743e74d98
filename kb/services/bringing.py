"""Bringing the file of a submission from the address that its submitter gave: public addresses only, within limits."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from kb.catalogue.addresses import Refused
from kb.catalogue.downloading import Downloader, Failed, Limits
from kb.errors import SourceUnreadable, StoreUnavailable
from kb.services.knowledge_base import KnowledgeBase
from kb.services.submission_steps import Fetched
from kb.services.submitting import file_name

SECONDS = 120.0
ENDINGS = {"application/pdf": ".pdf", "text/html": ".html", "text/plain": ".txt", "application/xml": ".xml"}


class NotFetched(SourceUnreadable):
    """An address that is not called, or gives no file."""

    code = "not-fetched"
    advice = "Save the file on your own machine and hand it in."


def bring(kb: KnowledgeBase, address: str, *, allow_private: bool = False) -> Fetched:
    """Keep the file behind an address by its hash; raises `NotFetched` or `StoreUnavailable`.

    Each address on the way, redirects too, is looked up and refused where it is not one of the public internet
    (`allow_private` is for tests on this machine); size and time are limited.
    """
    from importlib.metadata import version

    limits = Limits(bytes=kb.settings.max_file_mb * 1_000_000, seconds=SECONDS, delay=1.0)
    try:
        kb.settings.home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kb.settings.home, prefix=".fetch-") as folder:
            target = Path(folder) / "file"
            with Downloader(f"SSELEX/{version('sselex')}", limits, allow_private=allow_private) as downloader:
                found = downloader.fetch(address, target)
            if not found.size:
                raise NotFetched(f"{address} gives an empty file.")
            kb.files.put(found.path, found.sha256)
            name = _name(found.address, found.media_type)
            return Fetched(found.address, name, found.sha256, found.size, found.media_type)
    except Refused as error:
        raise NotFetched(f"{address} is not called: {error}.") from error
    except Failed as error:
        raise NotFetched(f"{address} gives no file: {error}.") from error
    except OSError as error:
        raise StoreUnavailable(f"The file cannot be kept: {error.strerror}.") from error


def _name(address: str, media_type: str) -> str:
    """A name for the file: the last part of its address, with the ending of its kind where it has none."""
    name = file_name(unquote(urlsplit(address).path.rstrip("/").rpartition("/")[2]) or "text")
    kind = media_type.partition(";")[0].strip().lower()
    return name if "." in name else name + ENDINGS.get(kind, "")
