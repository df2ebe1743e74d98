"""Invitation, forgotten password, second factor, OpenID, keys, people, directory, through the pages."""

from __future__ import annotations

import html
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import RSAKey
from pyotp.totp import TOTP
from werkzeug.test import TestResponse

from kb.services import KnowledgeBase, people, second_factor
from web import create_app

PASSWORD = "correct horse battery"
HASHED = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)


class Visitor:
    """A browser without scripts."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, buffered=True)

    def token(self, page: str) -> str:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(page).get_data(as_text=True))
        assert found, page
        return html.unescape(found[1])

    def post(self, page: str, action: str, **fields: object) -> TestResponse:
        return self.client.post(action, data={"csrf_token": self.token(page), **fields})

    def sign_in(self, email: str, password: str = PASSWORD) -> TestResponse:
        return self.post("/fr/account/sign-in", "/fr/account/sign-in", email=email, password=password)


@pytest.fixture
def visit(knowledge_base: KnowledgeBase) -> Callable[..., Visitor]:
    for name, role, organisation in (("ada", "administrator", None), ("ana", "contact-point", "france")):
        person = people.add(knowledge_base, f"{name}@example.org", name.capitalize(), role, organisation=organisation)
        with knowledge_base.store.write() as session:
            session.people.set_password(person.id, HASHED)
    app = create_app(knowledge_base)

    def open_browser(who: str | None = None) -> Visitor:
        visitor = Visitor(app.test_client())
        if who:
            assert visitor.sign_in(f"{who}@example.org").status_code == 303
        return visitor

    return open_browser


def link_in_letter(kb: KnowledgeBase, to: str) -> str:
    with kb.store.read() as session:
        found = re.search(r"https?://[^/]+(/\S+/account/link/\S+)", session.letters.to(to)[-1].body)
    assert found
    return found[1]


def test_from_the_invitation_to_the_first_session(visit: Callable[..., Visitor], knowledge_base: KnowledgeBase) -> None:
    ada = visit("ada")
    done = ada.post(
        "/fr/people/", "/fr/people/", email="mo@example.org", name="Mo", role="contact-point", organisation="morocco",
        language="en",
    )  # fmt: skip
    assert done.status_code == 303
    assert "invité" in ada.get("/fr/people/").get_data(as_text=True)
    link = link_in_letter(knowledge_base, "mo@example.org")
    assert link.startswith("/en/")
    mo = visit()
    shown = mo.get(link)
    assert "Welcome, Mo." in shown.get_data(as_text=True)
    assert (shown.headers["Referrer-Policy"], shown.headers["Cache-Control"]) == ("no-referrer", "private, no-store")
    assert mo.post(link, link, new=PASSWORD, again="other").status_code == 400
    assert mo.post(link, link, new="short", again="short").status_code == 400
    assert mo.post(link, link, new=PASSWORD, again=PASSWORD).status_code == 303
    assert "Mo" in mo.get("/fr/account/").get_data(as_text=True)
    assert visit().get(link).status_code == 403


def test_a_forgotten_password_answers_everybody_alike(
    visit: Callable[..., Visitor], knowledge_base: KnowledgeBase
) -> None:
    stranger = visit()
    page = "/fr/account/forgotten"
    answers = [stranger.post(page, page, email=who) for who in ("ana@example.org", "nobody@example.org", "x")]
    assert {(a.status_code, a.headers["Location"]) for a in answers} == {(303, "/fr/account/sign-in")}
    link = link_in_letter(knowledge_base, "ana@example.org")
    assert visit().post(link, link, new="another long one", again="another long one").status_code == 303
    assert visit().sign_in("ana@example.org").status_code == 403
    for _ in range(8):
        last = stranger.post(page, page, email="ana@example.org")
    assert last.status_code == 429


def test_with_a_second_factor_the_password_alone_opens_nothing(
    visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, page = visit("ana"), "/fr/account/second-factor"
    assert ana.post(page, page).status_code == 303
    shown = ana.get(page).get_data(as_text=True)
    assert "<svg" in shown
    secret = re.search(r'class="secret">([A-Z2-7]+)<', shown)
    assert secret
    clock = [time.time()]
    monkeypatch.setattr(second_factor.time, "time", lambda: clock[0])
    totp = TOTP(secret[1])
    assert ana.post(page, f"{page}/confirm", code="000000").status_code == 403
    codes = ana.post(page, f"{page}/confirm", code=totp.at(clock[0])).get_data(as_text=True)
    recovery = re.findall(r"<li><code>([0-9a-f-]+)</code>", codes)
    assert len(recovery) == 8
    other = visit()
    half = other.sign_in("ana@example.org")
    assert half.headers["Location"] == "/fr/account/code"
    assert other.get("/fr/account/").status_code == 303
    assert other.post("/fr/account/code", "/fr/account/code", code="123456").status_code == 403
    assert other.get("/fr/submissions/").status_code == 303
    clock[0] += 30
    assert other.post("/fr/account/code", "/fr/account/code", code=totp.at(clock[0])).status_code == 303
    assert other.get("/fr/account/").status_code == 200
    third = visit()
    third.sign_in("ana@example.org")
    assert third.post("/fr/account/code", "/fr/account/code", code=recovery[0]).status_code == 303
    assert ana.post(page, f"{page}/remove", present="wrong").status_code == 403
    assert ana.post(page, f"{page}/remove", present=PASSWORD).status_code == 303
    assert visit().sign_in("ana@example.org").headers["Location"] == "/fr/submissions/"


def test_guesses_at_codes_are_counted(visit: Callable[..., Visitor], knowledge_base: KnowledgeBase) -> None:
    person = people.by_address(knowledge_base, "ana@example.org")
    secret, _ = second_factor.begin(knowledge_base, person)
    second_factor.confirm(knowledge_base, person, TOTP(secret).now())
    ana = visit()
    ana.sign_in("ana@example.org")
    codes = [ana.post("/fr/account/code", "/fr/account/code", code=f"{n:06}").status_code for n in range(10)]
    assert codes == [403] * 8 + [429] * 2


@pytest.mark.parametrize("form", ["", "erase", "second-factor/remove"])
def test_guesses_in_an_open_session_are_counted_too(visit: Callable[..., Visitor], form: str) -> None:
    ana = visit("ana")
    page = "/fr/account/second-factor" if "factor" in form else "/fr/account/"
    codes = [ana.post(page, f"/fr/account/{form}", present=f"guess {n}").status_code for n in range(10)]
    assert codes == [403] * 8 + [429] * 2
    assert ana.post(page, f"/fr/account/{form}", present=PASSWORD).status_code == 429


def test_a_program_shows_its_key_and_cookies_count_for_nothing(visit: Callable[..., Visitor]) -> None:
    ana = visit("ana")
    shown = ana.post("/fr/account/", "/fr/account/keys", purpose="api", label="robot").get_data(as_text=True)
    key = re.search(r'class="secret">([^<]+)<', shown)
    assert key
    assert ana.get("/api/v1/submissions").status_code == 401
    robot = visit().client
    with_key = {"Authorization": f"Bearer {key[1]}"}
    assert robot.get("/api/v1/submissions", headers=with_key).get_json() == {"submissions": []}
    said = {"metadata": {"kind": "new-text", "title": "Loi", "jurisdiction": "FR"}}
    made = robot.post("/api/v1/submissions", json=said, headers=with_key)
    assert made.status_code == 201, made.get_data(as_text=True)
    one = made.get_json()
    assert one["state"] == "needs-metadata" and made.headers["Location"].endswith(one["id"])
    sent = robot.post(
        f"/api/v1/submissions/{one['id']}/send", json=said | {"revision": one["revision"]}, headers=with_key
    )
    assert sent.get_json()["state"] == "submitted"
    assert robot.post(f"/api/v1/submissions/{one['id']}/decide", json={"to": "accepted", "revision": 2},
                      headers=with_key).status_code == 403  # fmt: skip
    for body in ([], {"metadata": {"kind": 7}}, {"metadata": {"kind": "new-text", "number": "x" * 300}}):
        assert robot.post("/api/v1/submissions", json=body, headers=with_key).status_code == 400
    trail = robot.get(f"/api/v1/submissions/{one['id']}", headers=with_key).get_json()
    assert [event["what"] for event in trail["history"]] == ["needs-metadata", "submitted"]
    digest = re.search(r'name="digest" value="([0-9a-f]+)"', ana.get("/fr/account/").get_data(as_text=True))
    assert digest
    assert ana.post("/fr/account/", "/fr/account/keys/end", digest=digest[1]).status_code == 303
    assert robot.get("/api/v1/submissions", headers=with_key).status_code == 401


def test_ones_feed_needs_its_own_address(visit: Callable[..., Visitor]) -> None:
    ana = visit("ana")
    shown = html.unescape(ana.post("/fr/account/", "/fr/account/keys", purpose="feed").get_data(as_text=True))
    address = re.search(r'class="secret">https?://[^/]+(/fr/submissions/feed\.atom\?key=[^<]+)<', shown)
    assert address
    reader = visit()
    feed = reader.get(address[1])
    assert feed.status_code == 200 and feed.mimetype == "application/atom+xml"
    assert reader.get("/fr/submissions/feed.atom?key=x").status_code == 403
    assert reader.get("/fr/submissions/feed.atom").status_code == 403


def test_only_the_administration_changes_people_and_never_itself(
    visit: Callable[..., Visitor], knowledge_base: KnowledgeBase
) -> None:
    ana = people.by_address(knowledge_base, "ana@example.org")
    ada, other = visit("ada"), visit("ana")
    page = f"/fr/people/{ana.id}"
    assert [other.get(path).status_code for path in ("/fr/people/", page)] == [403, 403]
    assert other.post("/fr/account/", page, what="role", role="administrator").status_code == 403
    assert ada.post(page, page, what="role", role="expert").status_code == 303
    assert people.by_address(knowledge_base, ana.email).role == "expert"
    assert "rôle : point de contact → experte ou expert" in ada.get(page).get_data(as_text=True)
    assert people.by_address(knowledge_base, ana.email).organisation == "france"
    assert ada.post(page, page, what="role", role="contact-point", organisation="").status_code == 400
    assert ada.post(page, page, what="role", role="expert", organisation="").status_code == 303
    assert people.by_address(knowledge_base, ana.email).organisation is None
    assert ada.post(page, page, what="close").status_code == 303
    assert other.get("/fr/account/").status_code == 303
    own = people.by_address(knowledge_base, "ada@example.org").id
    assert ada.post(page, f"/fr/people/{own}", what="close").status_code == 409
    assert ada.post(page, page, what="nonsense").status_code == 400
    assert ada.get("/fr/people/999").status_code == 404


def test_the_profile_reaches_the_directory_by_consent(visit: Callable[..., Visitor]) -> None:
    ana, ada = visit("ana"), visit("ada")
    said = {
        "language": "fr",
        "words": "<b>Mutuelles</b>",
        "themes": "support-tax",
        "languages": "fr",
        "countries": "FR",
    }
    assert ana.post("/fr/directory/me", "/fr/directory/me", **said).status_code == 303
    assert "Mutuelles" not in ada.get("/fr/directory/").get_data(as_text=True)
    assert ana.post("/fr/directory/me", "/fr/directory/me", **said, shown="yes").status_code == 303
    found = ada.get("/fr/directory/?theme=support-tax&country=FR").get_data(as_text=True)
    assert "&lt;b&gt;Mutuelles" in found and "mailto:ana@example.org" in found
    assert "Mutuelles" not in ada.get("/fr/directory/?country=ES").get_data(as_text=True)
    assert ana.post("/fr/directory/me", "/fr/directory/me", **{**said, "countries": "ZZZ"}).status_code == 400
    assert visit().get("/fr/directory/").status_code == 303


def test_a_person_takes_their_data_and_goes(visit: Callable[..., Visitor], knowledge_base: KnowledgeBase) -> None:
    ana = visit("ana")
    data = ana.get("/fr/account/data")
    assert "attachment" in data.headers["Content-Disposition"]
    kept = json.loads(data.data)
    assert kept["people"][0]["email"] == "ana@example.org" and "password" not in kept["people"][0]
    assert ana.post("/fr/account/", "/fr/account/erase", present="wrong").status_code == 403
    assert ana.post("/fr/account/", "/fr/account/erase", present=PASSWORD).status_code == 303
    assert ana.get("/fr/account/").status_code == 303
    assert visit().sign_in("ana@example.org").status_code == 403


def test_the_pages_of_accounts_speak_each_language(visit: Callable[..., Visitor]) -> None:
    ada = visit("ada")
    for language in ("fr", "en", "es"):
        for path in ("account/", "account/second-factor", "people/", "people/2", "directory/", "directory/me"):
            answer = ada.get(f"/{language}/{path}")
            assert answer.status_code == 200 and f'<html lang="{language}"' in answer.get_data(as_text=True), path


def test_machines_that_watch_learn_what_they_need_and_strangers_nothing(
    visit: Callable[..., Visitor], knowledge_base: KnowledgeBase
) -> None:
    client = visit().client
    assert client.get("/healthz").get_json() == {"status": "alive"}
    ready = client.get("/readyz").get_json()
    assert ready == {"status": "ready", "parts": {"files": True, "search": True, "store": True}}
    figures = client.get("/metrics").get_data(as_text=True)
    assert 'sselex_requests_total{endpoint="operations.ready",status="200"}' in figures
    assert 'sselex_held{kind="texts"} 0.0' in figures
    assert client.get("/metrics", headers={"X-Forwarded-For": "1.2.3.4"}).status_code == 403
    secret = replace(knowledge_base, settings=replace(knowledge_base.settings, metrics_token="t0ken"))
    guarded = create_app(secret).test_client()
    assert guarded.get("/metrics").status_code == 403
    assert guarded.get("/metrics", headers={"Authorization": "Bearer t0ken"}).status_code == 200


def test_every_answer_has_an_id_and_the_log_has_no_secrets(
    visit: Callable[..., Visitor], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="sselex.web"):
        caplog.set_level("INFO", logger="sselex.web")
        client = visit().client
        assert client.get("/healthz", headers={"X-Request-Id": "abc-1"}).headers["X-Request-Id"] == "abc-1"
        forged = client.get("/healthz", headers={"X-Request-Id": "a b"}).headers["X-Request-Id"]
        client.get("/fr/account/link/very-secret-link")
        client.get("/fr/search?q=very-secret-question")
    assert re.fullmatch(r"[0-9a-f]{16}", forged)
    assert "very-secret" not in caplog.text


class Provider(BaseHTTPRequestHandler):
    """An OpenID provider on this machine: discovery, keys, authorization code with PKCE, signed identity tokens."""

    key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"})
    claims: dict[str, Any] = {}  # noqa: RUF012
    asked: dict[str, str] = {}  # noqa: RUF012

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path.endswith("openid-configuration"):
            self._json(
                {
                    "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
                    "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )  # fmt: skip
        elif path == "/keys":
            self._json({"keys": [self.key.as_dict(private=False)]})
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if form.get("code") != ["good"] or "code_verifier" not in form:
            self._json({"error": "invalid_grant"}, 400)
            return
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": "sselex", "iat": now, "exp": now + 60, "nonce": self.asked["nonce"],
            **self.claims,
        }  # fmt: skip
        token = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self.key)
        self._json({"access_token": "a", "token_type": "Bearer", "id_token": token})

    def _json(self, body: object, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def provider() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_openid_opens_a_session_for_whom_the_provider_vouches(
    visit: Callable[..., Visitor], knowledge_base: KnowledgeBase, provider: str
) -> None:
    settings = replace(
        knowledge_base.settings, oidc_issuer=provider, oidc_client_id="sselex", oidc_client_secret="s",
        oidc_name="Ministère",
    )  # fmt: skip
    app = create_app(replace(knowledge_base, settings=settings))

    def arrive(code: str = "good", **claims: object) -> Visitor:
        visitor = Visitor(app.test_client())
        page = "/fr/account/sign-in"
        assert "Se connecter avec Ministère" in visitor.get(page).get_data(as_text=True)
        away = visitor.post(page, "/fr/account/openid/")
        asked = {name: values[0] for name, values in parse_qs(urlsplit(away.headers["Location"]).query).items()}
        assert asked["code_challenge_method"] == "S256" and asked["client_id"] == "sselex"
        Provider.asked, Provider.claims = asked, claims
        visitor.get(f"/fr/account/openid/back?code={code}&state={asked['state']}")
        return visitor

    signed_in = arrive(sub="s1", email="ana@example.org", email_verified=True)
    assert "Ana" in signed_in.get("/fr/account/").get_data(as_text=True)
    for stranger in (
        arrive(sub="s2", email="ana@example.org", email_verified=False),
        arrive(sub="s3", email="eve@example.org", email_verified=True),
        arrive("bad", sub="s1", email="ana@example.org", email_verified=True),
        arrive(sub="s1", email="ana@example.org", email_verified=True, aud="another"),
        arrive(sub="s1", email="ana@example.org", email_verified=True, exp=1),
        arrive(sub="s1", email="ana@example.org", email_verified=True, nonce="old"),
    ):
        assert stranger.get("/fr/account/").status_code == 303
    forged = Visitor(app.test_client()).get("/fr/account/openid/back?code=good&state=x")
    assert forged.status_code == 303


def test_without_a_provider_there_is_no_such_door(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    assert "openid" not in visitor.get("/fr/account/sign-in").get_data(as_text=True)
    assert visitor.post("/fr/account/sign-in", "/fr/account/openid/").status_code == 404
