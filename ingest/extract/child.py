"""Run a reader in a child process that cannot take more than it is given."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.extract.tesseract import SLOTS_FOLDER
from kb.errors import SourceTooLarge, SourceUnreadable

ANSWER_MB = 256
"""The most that a child may write: the blocks of a 5,000-page document take under 60 MB."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may take: address space, processor time and time on the wall."""

    memory_mb: int
    processor_seconds: int
    wall_seconds: int


def run_limited(command: Sequence[str], limits: Limits, name: str) -> bytes:
    """What the command wrote to its standard output.

    Raises `SourceTooLarge` naming the limit that stopped it, `SourceUnreadable` where it ended in another way;
    `name` is the file's name for the sentence.
    """
    environment = {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "LANG": "C.UTF-8",
        # One thread each: the processors are used across files, and every thread of a numerical library
        # or of Tesseract reserves address space of its own.
        **dict.fromkeys(("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    }
    if "TESSDATA_PREFIX" in os.environ:
        environment["TESSDATA_PREFIX"] = os.environ["TESSDATA_PREFIX"]
    with contextlib.suppress(OSError):
        slots = Path(tempfile.gettempdir(), f"sselex-ocr-{os.getuid()}")
        slots.mkdir(mode=0o700, exist_ok=True)
        environment[SLOTS_FOLDER] = str(slots)
    with (
        tempfile.TemporaryFile() as answer,
        tempfile.TemporaryFile() as complaint,
        tempfile.TemporaryDirectory() as folder,
    ):
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=answer, stderr=complaint, cwd=folder,
            env={**environment, "TMPDIR": folder}, close_fds=True, start_new_session=True,
            preexec_fn=lambda: _limit(limits),
        )  # fmt: skip
        try:
            child.wait(limits.wall_seconds)
        except subprocess.TimeoutExpired:
            _end(child)
            raise SourceTooLarge(
                f"{name} took more than {limits.wall_seconds} seconds to read and was stopped.",
                advice="Split the file, or raise SSELEX_PARSE_SECONDS if you trust its origin.",
            ) from None
        except BaseException:
            _end(child)
            raise
        _end(child)
        _explain(child.returncode, complaint, limits, name)
        answer.seek(0)
        return answer.read((ANSWER_MB << 20) + 1)


def _limit(limits: Limits) -> None:
    memory = limits.memory_mb << 20
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.processor_seconds, limits.processor_seconds + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (ANSWER_MB << 20, ANSWER_MB << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end(child: subprocess.Popen[bytes]) -> None:
    # The child leads its own session: whatever it started goes with it.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _explain(code: int, complaint: object, limits: Limits, name: str) -> None:
    if code == 0:
        return
    complaint.seek(0)  # type: ignore[attr-defined]
    words = complaint.read(20000).decode("utf-8", "replace")  # type: ignore[attr-defined]
    if code == -signal.SIGXCPU or (code == -signal.SIGKILL and "MemoryError" not in words):
        raise SourceTooLarge(
            f"{name} took more than {limits.processor_seconds} processor seconds to read and was stopped.",
            advice="Split the file, or raise SSELEX_PARSE_SECONDS if you trust its origin.",
        )
    if code == -signal.SIGXFSZ or "File too large" in words:
        raise SourceTooLarge(f"{name} unpacks to more text than {ANSWER_MB} MB and was stopped.")
    # pdfium and lxml end the process when an allocation is refused: no exception can be caught there.
    if "MemoryError" in words or code in (
        -signal.SIGABRT,
        -signal.SIGSEGV,
        -signal.SIGBUS,
        -signal.SIGILL,
        -signal.SIGTRAP,
    ):
        raise SourceTooLarge(
            f"{name} needs more than {limits.memory_mb} MB of memory to read, or breaks its reader, and was stopped.",
            advice="Split the file, or raise SSELEX_PARSE_MEMORY_MB if you trust its origin.",
        )
    raise SourceUnreadable(f"{name} cannot be read: its reader stopped without an answer.")
