"""Fetching official texts, against a real server on this machine."""

from __future__ import annotations

import csv
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from ingest.manifest import declarations
from kb.catalogue import addresses, fetching
from kb.catalogue.addresses import Refused
from kb.catalogue.cli import corpus
from kb.catalogue.downloading import Downloader, Limits
from kb.catalogue.polite import retry_after
from kb.catalogue.rows import CATALOGUE
from kb.errors import BadRequest
from kb.resources import rows
from kb.store.files import sha256_of

LAW = b"%PDF-1.7\n" + bytes(range(256)) * 400 + b"\n%%EOF\n"
AGENT = "SSELEX/0 (legislation knowledge base; tests)"

Answer = Callable[["Handler"], None]


class Site(ThreadingHTTPServer):
    """A server whose answers are set path by path, and which notes what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str], float]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def paths(self) -> list[str]:
        return [path for path, _, _ in self.asked if path != "/robots.txt"]


class Handler(BaseHTTPRequestHandler):
    server: Site
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers), time.monotonic()))
        answer = self.server.answers.get(self.path)
        if answer is None:
            self.send(404, b"")
        else:
            answer(self)

    def send(self, code: int, body: bytes, kind: str = "application/pdf", **headers: str) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def body(content: bytes, kind: str = "application/pdf", code: int = 200, **headers: str) -> Answer:
    return lambda handler: handler.send(code, content, kind, **headers)


def law(site: Site, path: str = "/law.pdf", **values: str) -> dict[str, str]:
    blank = dict.fromkeys(next(iter(rows(CATALOGUE))), "")
    given = {
        "id": "fr-1",
        "jurisdiction": "FR",
        "title_original": "Loi",
        "instrument": "sector-law",
        "status": "amended",
    }
    return blank | given | {"official_url": f"{site.address}{path}"} | values


def run(site: Site, folder: Path, *listed: dict[str, str], **options: bool) -> list[fetching.Outcome]:
    return run_with(Limits(delay=0), folder, list(listed) or [law(site)], **options)


def run_with(limits: Limits, folder: Path, listed: list[dict[str, str]], **options: bool) -> list[fetching.Outcome]:
    with Downloader(AGENT, limits, allow_private=True) as downloader:
        return list(fetching.fetch(fetching.targets(listed), folder, downloader, **options))


def breaking(content: bytes, keep: int, times: int, tag: str = '"one"') -> Answer:
    """Answer ranges, but break the connection `keep` bytes further on for the first `times` requests."""
    left = [times]

    def answer(handler: Handler) -> None:
        asked = handler.headers.get("Range", "")
        begin = int(asked.removeprefix("bytes=").rstrip("-")) if asked and handler.headers.get("If-Range") == tag else 0
        rest = content[begin:]
        handler.send_response(206 if begin else 200)
        handler.send_header("Content-Type", "application/pdf")
        handler.send_header("ETag", tag)
        handler.send_header("Content-Length", str(len(rest)))
        if begin:
            handler.send_header("Content-Range", f"bytes {begin}-{len(content) - 1}/{len(content)}")
        handler.end_headers()
        if left[0] > 0:
            left[0] -= 1
            handler.wfile.write(rest[:keep])
            handler.wfile.flush()
            handler.close_connection = True
        else:
            handler.wfile.write(rest)

    return answer


def test_a_pdf_is_fetched_with_its_checksum_into_a_manifest_that_ingest_takes(site: Site, tmp_path: Path) -> None:
    site.answers["/law.pdf"] = body(LAW)
    row = law(site, title_original="Loi, « sur » les mutuelles", number="2001-5", date_adopted="2001", language="fr")
    assert [outcome.outcome for outcome in run(site, tmp_path, row)] == ["fetched"]
    assert (tmp_path / "fr-1.pdf").read_bytes() == LAW
    listed = list(rows(tmp_path / "manifest.csv"))
    assert [(r["sha256"], r["bytes"]) for r in listed] == [(sha256_of(tmp_path / "fr-1.pdf"), str(len(LAW)))]
    declared = declarations(tmp_path / "manifest.csv")[(tmp_path / "fr-1.pdf").resolve()]
    assert (declared.catalogue_id, declared.jurisdiction, declared.number) == ("fr-1", "FR", "2001-5")
    assert (declared.title, declared.status) == ("Loi, « sur » les mutuelles", "in-force")
    assert declared.source_url == f"{site.address}/law.pdf"
    assert all(headers["User-Agent"] == AGENT for _, headers, _ in site.asked)
    assert not [path for path in tmp_path.iterdir() if path.name not in ("fr-1.pdf", "manifest.csv")]


def test_what_is_held_is_not_asked_for_again_unless_damaged_or_wanted(site: Site, tmp_path: Path) -> None:
    site.answers["/law.pdf"] = body(LAW)
    run(site, tmp_path)
    assert [outcome.outcome for outcome in run(site, tmp_path)] == ["held"]
    assert site.paths() == ["/law.pdf"]
    assert [outcome.outcome for outcome in run(site, tmp_path, again=True)] == ["fetched"]
    (tmp_path / "fr-1.pdf").write_bytes(b"%PDF-damaged")
    assert [outcome.outcome for outcome in run(site, tmp_path)] == ["fetched"]
    assert (tmp_path / "fr-1.pdf").read_bytes() == LAW


def test_a_broken_connection_is_taken_up_again_within_one_run(site: Site, tmp_path: Path) -> None:
    site.answers["/law.pdf"] = breaking(LAW, 60_000, times=1)
    outcome = run(site, tmp_path)[0]
    assert outcome.outcome == "fetched" and "resumed" in outcome.detail
    assert (tmp_path / "fr-1.pdf").read_bytes() == LAW
    ranges = [headers.get("Range") for path, headers, _ in site.asked if path == "/law.pdf"]
    assert ranges == [None, "bytes=60000-"]


def test_the_next_run_goes_on_where_the_last_one_ended(site: Site, tmp_path: Path) -> None:
    site.answers["/law.pdf"] = breaking(LAW, 20_000, times=3)
    assert run(site, tmp_path)[0].outcome == "failed"
    assert (tmp_path / "fr-1.download.part").stat().st_size == 60_000
    assert run(site, tmp_path)[0].outcome == "fetched"
    assert (tmp_path / "fr-1.pdf").read_bytes() == LAW
    assert site.asked[-1][1]["Range"] == "bytes=60000-"


def test_a_part_of_an_older_state_is_not_mixed_with_the_new_one(site: Site, tmp_path: Path) -> None:
    site.answers["/law.pdf"] = breaking(LAW, 20_000, times=3)
    run(site, tmp_path)
    newer = LAW.replace(b"1.7", b"2.0")
    site.answers["/law.pdf"] = breaking(newer, 0, times=0, tag='"two"')
    assert run(site, tmp_path)[0].outcome == "fetched"
    assert (tmp_path / "fr-1.pdf").read_bytes() == newer


def test_a_part_that_is_whole_already_is_asked_for_anew(site: Site, tmp_path: Path) -> None:
    site.answers["/law.pdf"] = breaking(LAW, 20_000, times=3)
    run(site, tmp_path)

    def short(handler: Handler) -> None:
        handler.send(416 if "Range" in handler.headers else 200, b"" if "Range" in handler.headers else b"%PDF-short")

    site.answers["/law.pdf"] = short
    assert run(site, tmp_path)[0].outcome == "fetched"
    assert (tmp_path / "fr-1.pdf").read_bytes() == b"%PDF-short"


def test_retry_after_is_obeyed(site: Site, tmp_path: Path) -> None:
    busy = [True]

    def answer(handler: Handler) -> None:
        if busy.pop() if busy else False:
            handler.send(503, b"", Retry_After="1")
        else:
            handler.send(200, LAW)

    site.answers["/law.pdf"] = answer
    assert run(site, tmp_path)[0].outcome == "fetched"
    first, second = (moment for path, _, moment in site.asked if path == "/law.pdf")
    assert second - first >= 1


def test_a_site_that_wants_to_be_left_alone_is_left_alone(site: Site, tmp_path: Path) -> None:
    site.answers["/law.pdf"] = body(b"", code=429, Retry_After="86400")
    outcome = run(site, tmp_path)[0]
    assert outcome.outcome == "failed" and "86400" in outcome.detail
    assert site.paths() == ["/law.pdf"]


def test_robots_txt_is_obeyed(site: Site, tmp_path: Path) -> None:
    site.answers["/robots.txt"] = body(b"User-agent: *\nDisallow: /private/\n", "text/plain")
    site.answers["/private/law.pdf"] = site.answers["/law.pdf"] = body(LAW)
    listed = [law(site, "/private/law.pdf"), law(site, id="fr-2")]
    assert [outcome.outcome for outcome in run(site, tmp_path, *listed)] == ["refused", "fetched"]
    assert site.paths() == ["/law.pdf"]
    assert [path for path, _, _ in site.asked].count("/robots.txt") == 1


def test_a_site_whose_rules_cannot_be_read_is_not_asked(site: Site, tmp_path: Path) -> None:
    site.answers["/robots.txt"] = body(b"", code=500)
    site.answers["/law.pdf"] = body(LAW)
    assert run(site, tmp_path)[0].outcome == "refused"
    assert site.paths() == []


def test_two_requests_to_one_site_stand_apart(site: Site, tmp_path: Path) -> None:
    site.answers["/a.pdf"] = site.answers["/b.pdf"] = body(LAW)
    run_with(Limits(delay=0.4), tmp_path, [law(site, "/a.pdf"), law(site, "/b.pdf", id="fr-2")])
    first, second = (moment for path, _, moment in site.asked if path.endswith(".pdf"))
    assert second - first >= 0.35  # both moments are noted by the server, after the connection is made


def test_redirects_are_followed_and_each_is_looked_at(site: Site, tmp_path: Path) -> None:
    site.answers["/law.pdf"] = body(b"", code=302, Location="/moved.pdf")
    site.answers["/moved.pdf"] = body(LAW)
    site.answers["/loop"] = body(b"", code=302, Location="/loop")
    site.answers["/out"] = body(b"", code=302, Location="file:///etc/passwd")
    listed = [law(site), law(site, "/loop", id="fr-2"), law(site, "/out", id="fr-3")]
    found = run(site, tmp_path, *listed)
    assert [outcome.outcome for outcome in found] == ["fetched", "failed", "refused"]
    assert "redirects" in found[1].detail
    assert next(iter(rows(tmp_path / "manifest.csv")))["source"].endswith("/moved.pdf")


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd", "ftp://example.org/law.pdf", "//example.org", "http://", "http://[::1]/", "http://[bad/",
        "http://127.0.0.1/", "http://localhost/", "http://10.1.2.3/", "http://192.168.1.1/", "http://169.254.169.254/",
        "http://[::ffff:127.0.0.1]/", "http://[fe80::1]/", "http://0.0.0.0/", "http://user:word@198.41.0.4/",
        "http://198.41.0.4:22/", "http://no-such-host.invalid/",
    ],
)  # fmt: skip
def test_addresses_that_are_not_of_the_public_web_are_refused(address: str) -> None:
    with pytest.raises(Refused):
        addresses.check(address)


def test_public_addresses_are_called() -> None:
    assert addresses.check("https://198.41.0.4/law.pdf") == "198.41.0.4"


def test_without_the_option_this_machine_is_not_asked_at_all(site: Site, tmp_path: Path) -> None:
    site.answers["/law.pdf"] = body(LAW)
    with Downloader(AGENT, Limits(delay=0)) as downloader:
        found = list(fetching.fetch(fetching.targets([law(site)]), tmp_path, downloader))
    assert found[0].outcome == "refused"
    assert site.asked == []


def test_a_file_over_the_limit_is_not_kept(site: Site, tmp_path: Path) -> None:
    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/pdf")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for _ in range(20):
            handler.wfile.write(b"1000\r\n" + b"x" * 0x1000 + b"\r\n")
        handler.wfile.write(b"0\r\n\r\n")

    site.answers["/law.pdf"] = body(LAW)
    site.answers["/endless"] = endless
    found = run_with(Limits(bytes=50_000, delay=0), tmp_path, [law(site), law(site, "/endless", id="fr-2")])
    assert [outcome.outcome for outcome in found] == ["failed", "failed"]
    assert all("50,000" in outcome.detail for outcome in found)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_takes_too_long_is_left_for_the_next_run(site: Site, tmp_path: Path) -> None:
    def slow(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.send_header("ETag", '"one"')
        handler.end_headers()
        try:
            for _ in range(40):
                handler.wfile.write(b"%PDF-" * 20)
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    site.answers["/law.pdf"] = slow
    begun = time.monotonic()
    outcome = run_with(Limits(seconds=0.5, delay=0), tmp_path, [law(site)])[0]
    assert outcome.outcome == "failed" and "next run" in outcome.detail
    assert time.monotonic() - begun < 2
    assert (tmp_path / "fr-1.download.part").stat().st_size > 0


def test_a_page_leads_to_the_pdf_that_it_names_as_its_own(site: Site, tmp_path: Path) -> None:
    page = b'<html><head><link rel="alternate" type="application/pdf" href="files/law.pdf"></head><a href="b.pdf">b</a>'
    site.answers["/eli/law"] = body(page, "text/html; charset=utf-8")
    site.answers["/eli/files/law.pdf"] = body(LAW)
    assert run(site, tmp_path, law(site, "/eli/law"))[0].outcome == "fetched"
    assert (tmp_path / "fr-1.pdf").read_bytes() == LAW
    assert next(iter(rows(tmp_path / "manifest.csv")))["source"].endswith("/eli/files/law.pdf")


def test_a_page_with_several_pdfs_is_no_guess(site: Site, tmp_path: Path) -> None:
    site.answers["/law"] = body(b'<a href="/a.pdf">a</a><a href="/b.pdf">b</a>', "text/html")
    found = run(site, tmp_path, law(site, "/law"))[0]
    assert found.outcome == "page" and not found.failed
    assert list(tmp_path.iterdir()) == []
    assert run(site, tmp_path, law(site, "/law"), pages=True)[0].outcome == "fetched"
    assert (tmp_path / "fr-1.html").read_bytes().startswith(b"<a href")


def test_only_pdfs_of_the_same_site_count() -> None:
    page = '<a href="https://ads.example/x.pdf">x</a><a href="law.PDF#page=2">law</a><a href="law.PDF">law</a>'
    assert fetching.pdf_of_page(page, "https://gazette.example/a/law") == "https://gazette.example/a/law.PDF"
    assert fetching.pdf_of_page("", "https://gazette.example/") is None


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (body(b"PK\x03\x04", "application/zip"), "application/zip"),
        (body(b"gone", code=410), "410"),
        (body(b'<a href="/fake.pdf">law</a>', "text/html"), "no PDF"),
    ],
)
def test_what_is_no_text_fails_with_its_reason_and_leaves_nothing(
    site: Site, tmp_path: Path, answer: Answer, told: str
) -> None:
    site.answers["/law.pdf"] = answer
    site.answers["/fake.pdf"] = body(b"<html>sorry</html>", "text/html")
    outcome = run(site, tmp_path)[0]
    assert outcome.outcome == "failed" and told in outcome.detail
    assert "fr-1" in outcome.line() and "\n" not in outcome.line()
    assert list(tmp_path.iterdir()) == []


def test_one_bad_link_does_not_stop_the_others(site: Site, tmp_path: Path) -> None:
    site.answers["/b.pdf"] = body(LAW)
    found = run(site, tmp_path, law(site, "/a.pdf", id="fr-a"), law(site, "/b.pdf", id="fr-b"))
    assert [(outcome.target.id, outcome.outcome) for outcome in found] == [("fr-a", "failed"), ("fr-b", "fetched")]


def test_sites_take_turns() -> None:
    blank = dict.fromkeys(next(iter(rows(CATALOGUE))), "")
    listed = [
        blank | {"id": name, "jurisdiction": "FR", "official_url": address}
        for name, address in (
            ("a1", "http://a.test/1"),
            ("a2", "http://a.test/2"),
            ("b1", "http://b.test/1"),
            ("c", ""),
        )
    ]
    assert [target.id for target in fetching.targets(listed)] == ["a1", "b1", "a2"]
    assert [target.id for target in fetching.targets(listed, ids=["a2"])] == ["a2"]
    with pytest.raises(BadRequest, match="zz-9"):
        fetching.targets(listed, ids=["zz-9"])
    with pytest.raises(BadRequest, match="ZZ"):
        fetching.targets(listed, countries=["ZZ"])


def test_every_link_of_the_catalogue_is_of_the_web() -> None:
    found = fetching.targets()
    assert len(found) > 150
    assert all(target.address.startswith(("http://", "https://")) for target in found)


def test_retry_after_is_read_as_seconds_or_as_a_day() -> None:
    assert retry_after("7", 1) == 7
    assert retry_after(None, 1) == retry_after("soon", 1) == 1
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT", 1) == 0
    assert retry_after("Wed, 21 Oct 2215 07:28:00 GMT", 1) > 1e6


def test_the_command_prints_a_line_for_each_link_and_says_by_its_exit_code_that_some_failed(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.answers["/law.pdf"] = body(LAW)
    listed = tmp_path / "catalogue.csv"
    with listed.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(law(site)))
        writer.writeheader()
        writer.writerows([law(site), law(site, "/missing.pdf", id="fr-2")])
    monkeypatch.setattr(fetching, "CATALOGUE", listed)
    monkeypatch.setenv("SSELEX_HOME", str(tmp_path / "home"))
    asked = ["fetch", "--delay", "0", "--allow-private"]
    result = CliRunner().invoke(corpus, asked)
    assert result.exit_code == 1
    assert (
        "fetched: fr-1" in result.output and "failed: fr-2" in result.output and "1 fetched, 1 failed" in result.output
    )
    assert (tmp_path / "home" / "fetched" / "fr-1.pdf").read_bytes() == LAW
    assert CliRunner().invoke(corpus, [*asked, "--id", "fr-1"]).exit_code == 0
