"""The prose is checked: every command, option, setting, file and make target that it names exists."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import click
import pytest

from kb.cli import ORDER, OWN, PLUGGED, root
from kb.errors import BadSettings
from kb.settings import DOCUMENTED, SECRETS, Settings

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
VARIABLES_OF_TESTS = {"SSELEX_TEST_ELASTICSEARCH", "SSELEX_TEST_POSTGRES", "SSELEX_CONFIG"}


def commands_in(text: str) -> set[tuple[str, ...]]:
    """(command, next word) of every `sselex …` in code of the page."""
    code = " \n".join(re.findall(r"```.*?```|`[^`\n]+`", text, flags=re.DOTALL))
    return {tuple(found) for found in re.findall(r"\bsselex ([a-z]+)(?: ([a-z-]+))?", code)}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_named_commands_exist(page: Path) -> None:
    context = click.Context(root)
    for name, following in commands_in(page.read_text(encoding="utf-8")):
        assert name in ORDER, f"{page.name} names `sselex {name}`"
        command = root.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group) and following:
            assert following in command.commands, f"{page.name} names `sselex {name} {following}`"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_named_options_exist(page: Path) -> None:
    context = click.Context(root)
    for line in re.findall(r"\bsselex ([a-z]+[^\n`]*)", page.read_text(encoding="utf-8")):
        words = line.split("#")[0].split()
        command = root.get_command(context, words[0])
        if command is None:
            continue
        if isinstance(command, click.Group) and len(words) > 1 and words[1] in command.commands:
            command = command.commands[words[1]]
        known = {option for parameter in command.params for option in parameter.opts} | {"--help", "--version"}
        for word in words:
            if re.fullmatch(r"--[a-z-]+", word):
                assert word in known, f"{page.name}: `sselex {line}` has no option {word}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_named_make_targets_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    for name in re.findall(r"`make ([a-z-]+)`|^make ([a-z-]+)", page.read_text(encoding="utf-8"), flags=re.MULTILINE):
        assert (name[0] or name[1]) in targets, f"{page.name} names make {name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_named_settings_exist(page: Path) -> None:
    known = {setting.variable for setting in DOCUMENTED} | VARIABLES_OF_TESTS
    named = set(re.findall(r"\bSSELEX_[A-Z_]*[A-Z]\b", page.read_text(encoding="utf-8")))
    assert named <= known, named - known


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    for setting in DOCUMENTED:
        assert f"`{setting.variable}`" in page


def test_every_command_helps_and_is_documented() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8") + (ROOT / "docs" / "operations.md").read_text("utf-8")
    context = click.Context(root)
    assert set(ORDER) == set(OWN) | set(PLUGGED)
    for name in ORDER:
        command = root.get_command(context, name)
        assert command is not None and command.help, name
        assert f"sselex {name}" in readme, name
        pairs = [(name, command)]
        if isinstance(command, click.Group):
            pairs += [(f"{name} {sub}", found) for sub, found in command.commands.items()]
        for words, found in pairs:
            assert found.help, words
            for parameter in found.params:
                if isinstance(parameter, click.Option):
                    assert parameter.help, f"{words} {parameter.opts}"


def test_help_is_quick_because_it_imports_nothing_heavy() -> None:
    import subprocess
    import sys

    heavy = ("spacy", "flask", "sqlalchemy", "tantivy", "numpy", "elasticsearch", "pypdfium2", "rdflib")
    code = "import sys, kb.cli; from click.testing import CliRunner; r = CliRunner().invoke(kb.cli.root, ['--help']); "
    code += f"assert r.exit_code == 0; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_commands_of_this_room_are_where_the_root_says() -> None:
    for name, (place, _) in OWN.items():
        module, _, attribute = place.partition(":")
        assert isinstance(getattr(import_module(module), attribute), click.Command), name


def test_settings_know_where_they_come_from(tmp_path: Path) -> None:
    (tmp_path / "sselex.toml").write_text('search = "http://user:geheim@localhost:9200"\n', encoding="utf-8")
    settings = Settings.load({"SSELEX_HOME": "elsewhere"}, folder=tmp_path)
    shown = {variable: (value, origin) for variable, value, origin in settings.shown()}
    assert shown["SSELEX_HOME"] == (str((tmp_path / "elsewhere").resolve()), "environment")
    assert shown["SSELEX_SEARCH"][1].endswith("sselex.toml")
    assert shown["SSELEX_STORE"] == (f"sqlite:///{tmp_path / 'elsewhere' / 'sselex.db'}", "default")
    assert not any("geheim" in value for value, _ in shown.values())


@pytest.mark.parametrize(
    "environ,file,words",
    [
        ({"SSELEX_SEARCH": "lucene"}, "", "SSELEX_SEARCH"),
        ({"SSELEX_JOBS": "many"}, "", "SSELEX_JOBS"),
        ({}, 'secret_key = "x"', "environment only"),
        ({}, 'colour = "red"', "unknown setting"),
        ({}, "home = ", "not a TOML file"),
        ({"SSELEX_CONFIG": "missing.toml"}, "", "missing.toml"),
    ],
)
def test_bad_settings_are_named(tmp_path: Path, environ: dict[str, str], file: str, words: str) -> None:
    (tmp_path / "sselex.toml").write_text(file, encoding="utf-8")
    with pytest.raises(BadSettings, match=words):
        Settings.load(environ, folder=tmp_path)


def test_secrets_never_come_from_a_file() -> None:
    assert {setting.name for setting in DOCUMENTED} >= SECRETS
