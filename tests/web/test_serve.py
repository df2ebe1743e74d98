"""`sselex serve`: what it says, the worker beside it, a port that is taken, a clean end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

SSELEX = str(Path(sys.executable).with_name("sselex"))


def command_of(process: str) -> list[str]:
    try:
        return Path(f"/proc/{process}/cmdline").read_text().split("\0")
    except OSError:
        return []


def test_it_says_where_works_beside_a_worker_and_ends_cleanly(tmp_path: Path) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
    process = subprocess.Popen(
        [SSELEX, "serve", "--port", str(port)], env={**os.environ, "SSELEX_HOME": str(tmp_path / "home")},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == f"SSELEX is served on http://127.0.0.1:{port} — stop with Ctrl-C.\n"
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        if not children.exists():
            pytest.skip("this system does not tell a process's children")
        until, workers = time.monotonic() + 30, []
        while not workers and time.monotonic() < until:
            # Between fork and exec a child still bears its parent's command line.
            workers = [child for child in children.read_text().split() if "worker" in command_of(child)]
            time.sleep(0.05)
        assert workers
    finally:
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0 and rest == "Stopped.\n"
    assert not Path(f"/proc/{workers[0]}").exists()


def test_a_port_that_is_taken_is_said_in_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        done = subprocess.run(
            [SSELEX, "serve", "--port", str(port)], env={**os.environ, "SSELEX_HOME": str(tmp_path / "home")},
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 2
    assert f"Port {port} of 127.0.0.1 is taken" in done.stderr and "Traceback" not in done.stderr
