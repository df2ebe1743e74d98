"""A knowledge base with one specimen law read from its PDF, and the site over it as people start it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

SPECIMENS = Path(__file__).resolve().parents[2] / "corpora" / "specimens"
SSELEX = str(Path(sys.executable).with_name("sselex"))
PDF = "xa-loi-2021-47-economie-sociale-solidaire-2025-04-01.pdf"


@dataclass(frozen=True)
class Site:
    """A served site: its address and the home folder behind it."""

    address: str
    home: Path

    def run(self, *arguments: str) -> str:
        """Run the command on this home; it must succeed."""
        done = subprocess.run(
            [SSELEX, *arguments], env={**os.environ, "SSELEX_HOME": str(self.home)}, capture_output=True, text=True,
            timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{arguments}: {done.stdout[-1500:]}\n{done.stderr[-1500:]}"
        return done.stdout


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """`sselex serve` over a specimen law, a guide with one edition, and one account."""
    port = free_port()
    served = Site(f"http://127.0.0.1:{port}", tmp_path_factory.mktemp("site") / "home")
    served.run("ingest", str(SPECIMENS / "pdf" / PDF), "--manifest", str(SPECIMENS / "manifest.csv"))
    served.run("guide", "draft", "essai", "--language", "fr")
    served.run("guide", "freeze", "essai")
    log = served.home / "serve.log"
    with log.open("wb") as told:
        process = subprocess.Popen(
            [SSELEX, "serve", "--port", str(port)], env={**os.environ, "SSELEX_HOME": str(served.home)},
            stdout=told, stderr=told, start_new_session=True,
        )  # fmt: skip
    try:
        _wait(served.address, process, log)
        yield served
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(address + "/healthz", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError("the site did not start")
