"""Servers that the torture kills: the site, the worker, PostgreSQL; each is a process that can be started again."""

from __future__ import annotations

import os
import pwd
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

START_SECONDS = 90.0


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Program:
    """One program that is started, killed without warning, and started again."""

    def __init__(self, name: str, command: list[str], environment: Mapping[str, str], log: Path) -> None:
        self.name, self.command, self.environment, self.log = name, command, environment, log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it may take a moment until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env={**os.environ, **self.environment}, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def kill(self) -> None:
        """SIGKILL to it and its children."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def worker(self) -> int | None:
        """The process of the worker that the site has started beside itself, None where there is none now."""
        mine = f"--parent\0{self.process.pid}\0".encode() if self.process else b"-"
        for place in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                if mine in place.read_bytes():
                    return int(place.parent.name)
            except OSError:
                continue
        return None

    def stop(self) -> None:
        """Ask it to end, and wait."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()


def sselex(*arguments: str) -> list[str]:
    """The command line of this checkout."""
    return [sys.executable, "-m", "kb.cli", *arguments]


def wait_for(address: str) -> None:
    """Wait until a site answers; raises `TimeoutError`."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise TimeoutError(f"{address} does not answer within {START_SECONDS:.0f} s")


class Postgres(Program):
    """A PostgreSQL of our own in a folder of its own; raises `FileNotFoundError` where none is installed."""

    def __init__(self, folder: Path, log: Path) -> None:
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: int(place.parent.name))
        if not programs:
            raise FileNotFoundError("no PostgreSQL: apt-get install postgresql")
        self.data, self.port = folder / "postgres", free_port()
        # The server refuses to run as root.
        self.user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        self.data.mkdir()
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self.data, account.pw_uid, account.pw_gid)
            for parent in (folder, *folder.parents[:-1]):
                parent.chmod(parent.stat().st_mode | 0o011)
        init = [str(programs[-1] / "initdb"), f"--pgdata={self.data}", "--username=sselex", "--auth=trust",
                "--encoding=UTF8", "--locale=C.UTF-8"]  # fmt: skip
        subprocess.run([*self.user, *init], check=True, stdout=subprocess.DEVNULL, cwd="/")
        command = [str(programs[-1] / "postgres"), "-D", str(self.data), "-p", str(self.port), "-k", "",
                   "-c", "listen_addresses=127.0.0.1"]  # fmt: skip
        super().__init__("store", [*self.user, *command], {}, log)
        self.address = f"postgresql://sselex@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it; what a killed server left behind is cleared away as an operator would."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self.process is None or self.process.poll() is not None:
                # Backends of the killed server may take a moment to see that it is gone; until then it does not start.
                (self.data / "postmaster.pid").unlink(missing_ok=True)
                super().start()
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                time.sleep(0.5)
                return
            except OSError:
                time.sleep(0.2)
        raise TimeoutError("PostgreSQL does not start")
