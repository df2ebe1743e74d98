"""What `docker-compose.yml` and the `Dockerfile` say. Only their words are looked at: no engine runs them here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import srsly
from click.testing import CliRunner

from kb.cli import root
from kb.services.checking import OCR_LANGUAGES
from kb.settings import DOCUMENTED, SECRETS

ROOT = Path(__file__).resolve().parent.parent
COMPOSE: dict[str, Any] = srsly.yaml_loads((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OWN = ("web", "worker")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
STEPS = re.findall(r"^([A-Z]+) (.*)$", re.sub(r"\\\n\s*", " ", DOCKERFILE), flags=re.MULTILINE)
VARIABLE = re.compile(r"\$\{(\w+)(:[?-])?([^}]*)\}")


def test_the_four_parts_are_there() -> None:
    assert set(SERVICES) == {"web", "worker", "postgres", "elasticsearch"}
    server = "docker.elastic.co/elasticsearch/elasticsearch:9.4.3"
    assert SERVICES["elasticsearch"]["image"] == server
    assert all(":" in service["image"] and "latest" not in service["image"] for service in SERVICES.values())


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_each_part_has_a_health_check_and_a_limit(name: str) -> None:
    service = SERVICES[name]
    check = service["healthcheck"]
    assert check["test"][0] in ("CMD", "CMD-SHELL") and {"interval", "timeout", "retries"} <= set(check)
    assert re.fullmatch(r"\d+[gm]", service["mem_limit"])
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["restart"] == "unless-stopped"


def test_only_the_site_is_published_and_only_to_this_machine() -> None:
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"web"}
    assert SERVICES["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert all(service["networks"] == ["inside"] for name, service in SERVICES.items() if name != "web")


def test_security_of_the_engine_is_on() -> None:
    settings = SERVICES["elasticsearch"]["environment"]
    assert settings["xpack.security.enabled"] == "true" and "ELASTIC_PASSWORD" in settings
    heap = re.search(r"-Xmx(\d)g", settings["ES_JAVA_OPTS"])
    assert heap and 2 * int(heap[1]) <= int(SERVICES["elasticsearch"]["mem_limit"].rstrip("g"))


def test_every_secret_comes_from_the_environment_and_is_asked_for() -> None:
    text = re.sub(r"^\s*#.*$", "", (ROOT / "docker-compose.yml").read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = [(name, mark) for name, mark, _ in VARIABLE.findall(text.replace("$$", ""))]
    assert {name for name, mark in found if mark == ":?"} == {
        "POSTGRES_PASSWORD",
        "ELASTIC_PASSWORD",
        "SSELEX_SECRET_KEY",
    }
    assert {name for name, mark in found if mark != ":?"} == {"SSELEX_PUBLIC_URL"}
    for service in SERVICES.values():
        for name, value in service["environment"].items():
            if re.search("PASSWORD|SECRET|KEY", name):
                assert str(value).startswith("${"), name


@pytest.mark.parametrize("name", OWN)
def test_our_parts_run_without_rights_and_with_known_settings(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"] and service["read_only"] is True and service["init"] is True
    known = {setting.variable for setting in DOCUMENTED}
    assert {variable for variable in service["environment"] if variable.startswith("SSELEX_")} <= known
    assert service["environment"]["SSELEX_STORE"].startswith("postgresql://")
    assert service["environment"]["SSELEX_SEARCH"] == "http://elasticsearch:9200"
    assert service["depends_on"] == {
        "postgres": {"condition": "service_healthy"}, "elasticsearch": {"condition": "service_healthy"}
    }  # fmt: skip


@pytest.mark.parametrize("name", OWN)
def test_commands_exist_with_their_options(name: str) -> None:
    words = [*SERVICES[name]["command"]]
    assert words[0] == "sselex"
    helped = CliRunner().invoke(root, [words[1], "--help"])
    assert helped.exit_code == 0
    assert all(word in helped.output for word in words if word.startswith("--"))


def test_volumes_are_declared_and_used() -> None:
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service["volumes"]}
    assert used == set(COMPOSE["volumes"])


def test_the_image_installs_what_is_locked_and_runs_as_nobody_in_particular() -> None:
    assert all("slim" in words for step, words in STEPS if step == "FROM")
    installs = [words for step, words in STEPS if step == "RUN" and "pip install" in words]
    assert installs and all("--require-hashes" in words or "--no-deps" in words for words in installs)
    assert [words for step, words in STEPS if step == "USER"] == ["10001:10001"]
    last = [step for step, _ in STEPS]
    assert last.index("USER") < last.index("HEALTHCHECK") < last.index("CMD")
    assert "latest" not in DOCKERFILE and "ADD" not in last
    for language in OCR_LANGUAGES:
        assert f"tesseract-ocr-{language}" in DOCKERFILE
    for name in SECRETS:
        assert f"SSELEX_{name.upper()}" not in DOCKERFILE


def test_what_the_image_copies_is_there_and_let_through() -> None:
    let_through = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), flags=re.MULTILINE))
    copied = [words.split()[:-1] for step, words in STEPS if step == "COPY" and "--from" not in words]
    for source in (name for names in copied for name in names):
        assert (ROOT / source).exists(), source
        assert any(source.startswith(one) for one in let_through), source
