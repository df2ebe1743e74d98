"""The arrows between rooms, the single doors to libraries, and the size of modules."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("ingest", "kb", "web")
INGEST_MAY = {
    "kb.model", "kb.errors", "kb.thesaurus", "kb.resources", "kb.settings", "kb.identity", "kb.services",
    "kb.store.codec", "kb.store.files", "kb.akoma_ntoso", "kb.assemble", "kb.logs",
    "kb.commands.progress", "kb.commands.paths",
}  # fmt: skip
DOORS = {
    "elasticsearch": {"kb/search/elastic.py"},
    "tantivy": {"kb/search/embedded.py"},
    "pypdfium2": {"ingest/extract/pdfium.py", "kb/services/drawing.py"},
    "pdfplumber": 1,
    "flask": "web/",
    "sqlalchemy": "kb/store/",
    "alembic": "kb/store/",
}
"""Library → the modules, the number of modules, or the folder that may import it."""
LONGER: dict[str, str] = {}
"""Modules over 400 lines → why."""

MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def imports_of(path: Path) -> set[str]:
    """Every module named in an import, also inside functions and for type checking."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def inside(name: str, allowed: set[str]) -> bool:
    return any(name == one or name.startswith(one + ".") for one in allowed)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_arrows_point_one_way(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    for name in imports_of(path):
        other = name.split(".")[0]
        if room == "kb":
            assert other not in ("ingest", "web"), f"kb imports {name}"
        elif room == "web":
            assert other != "ingest", f"web imports {name}"
        elif room == "ingest":
            assert other != "web", f"ingest imports {name}"
            if other == "kb" and name != "kb":
                assert inside(name, INGEST_MAY) or any(one.startswith(name + ".") for one in INGEST_MAY), name


@pytest.mark.parametrize("library", DOORS)
def test_each_library_has_its_door(library: str) -> None:
    doors = {
        str(path.relative_to(ROOT))
        for path in MODULES
        if any(name.split(".")[0] == library for name in imports_of(path))
    }
    allowed = DOORS[library]
    assert doors, f"nothing imports {library} any more: take it out of this table and of pyproject.toml"
    if isinstance(allowed, int):
        assert len(doors) <= allowed, doors
    elif isinstance(allowed, str):
        assert all(door.startswith(allowed) for door in doors), doors
    else:
        assert doors <= allowed, doors


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_stay_small(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= 400 or str(path.relative_to(ROOT)) in LONGER, f"{lines} lines"


def test_inside_kb_the_arrows_point_down() -> None:
    """model ◀ store, thesaurus ◀ search, compare, guide, catalogue ◀ services ◀ assemble ◀ commands."""
    order = {
        "model": 0, "errors": 0, "resources": 1, "settings": 0, "logs": 1, "identity": 1, "names": 1, "spreadsheet": 0,
        "akoma_ntoso": 2, "corrections": 2, "store": 2, "thesaurus": 2,
        "search": 3, "compare": 3, "catalogue": 3, "guide": 4, "services": 5, "assemble": 6, "commands": 7, "cli": 8,
    }  # fmt: skip
    own_commands = {"kb/guide/cli.py", "kb/catalogue/cli.py"}
    for path in MODULES:
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[0] != "kb" or len(parts) < 2 or str(path.relative_to(ROOT)) in own_commands:
            continue
        if parts[1] == "__init__":
            continue
        assert parts[1] in order, f"{path} stands in no known floor of kb"
        for name in imports_of(path):
            other = name.split(".")
            if other[0] == "kb" and len(other) > 1 and other[1] in order:
                assert order[other[1]] <= order[parts[1]], f"{path.relative_to(ROOT)} imports {name}"


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Imports inside functions count: a circle that is hidden there is a circle."""
    known = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in MODULES}
    arrows = {name: {other for other in imports_of(path) if other in known} for name, path in known.items()}
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))
