"""A disk that is full, and one that may only be read: said in one sentence, nothing acknowledged is lost.

Real file systems in memory, which only an administrator may mount: without that right the tests skip and say so.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from kb.assemble import open_knowledge_base
from kb.errors import SselexError, StoreUnavailable
from kb.services import KnowledgeBase, inviting, people, submitting
from kb.settings import Settings
from web import create_app

MEGABYTES = 6


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of six megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(place)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.fixture
def on_small(small: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    monkeypatch.setenv("SSELEX_HOME", str(small / "home"))
    built = open_knowledge_base(Settings.load())
    yield built
    built.close()


def sselex(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "kb.cli", *arguments], capture_output=True, text=True)


def fill(disk: Path) -> None:
    """Leave no byte free."""
    with (disk / "filler").open("wb", buffering=0) as filler:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    filler.write(b"x" * size)
            except OSError:
                continue


def test_a_full_disk_is_said_and_what_was_acknowledged_stays(on_small: KnowledgeBase, small: Path) -> None:
    ana = people.add(on_small, "ana@example.org", "Ana", "contact-point", organisation="france")
    kept = submitting.receive(on_small, ana, {"kind": "new-text"}, name="a.txt", stream=BytesIO(b"Loi"))
    fill(small)
    with pytest.raises(StoreUnavailable):
        submitting.receive(on_small, ana, {"kind": "new-text"}, name="b.txt", stream=BytesIO(b"y" * 300_000))
    law = small.parent / "loi.txt"
    law.write_text("LOI n° 2020-7\n\nArticle 1er\nObjet.\n" * 2000, encoding="utf-8")
    done = sselex("ingest", str(law), "--quiet")
    assert done.returncode in (1, 2) and "Traceback" not in done.stdout + done.stderr
    # Each word of the advice is for who runs the machine: free space is what is missing.
    assert "space" in (done.stdout + done.stderr) or "full" in (done.stdout + done.stderr)
    (small / "filler").unlink()
    assert [one.id for one in submitting.visible(on_small, ana)] == [kept.id]
    assert on_small.files.path(kept.sha256).read_bytes() == b"Loi"
    submitting.receive(on_small, ana, {"kind": "new-text"}, name="b.txt", stream=BytesIO(b"y" * 300_000))


def test_a_disk_that_may_only_be_read_is_said(on_small: KnowledgeBase, small: Path) -> None:
    people.add(on_small, "ana@example.org", "Ana", "contact-point", organisation="france")
    on_small.close()
    subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
    try:
        for command in (("users", "list"), ("users", "password", "ana@example.org")):
            done = sselex(*command)
            assert done.returncode == 2 and "Traceback" not in done.stderr
            assert "sselex.db" in done.stderr and "permissions of that folder" in done.stderr
        with pytest.raises(SselexError):
            people.add(on_small, "mo@example.org", "Mo", "reader")
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(small)], check=True)


def test_the_site_says_503_for_what_cannot_be_written_and_shows_the_rest(on_small: KnowledgeBase, small: Path) -> None:
    ana = people.add(on_small, "ana@example.org", "Ana", "contact-point", organisation="france")
    key = inviting.make_key(on_small, ana, "api", "robot")
    client = create_app(on_small).test_client()
    assert client.get("/fr/about").status_code == 200
    fill(small)
    handed = {"file": (BytesIO(b"y" * 300_000), "b.txt"), "metadata": '{"kind": "new-text"}'}
    answer = client.post("/api/v1/submissions", data=handed, headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 503 and answer.get_json()["type"].endswith("store-unavailable")
    assert client.get("/fr/about").status_code == 200 and client.get("/readyz").status_code == 200
