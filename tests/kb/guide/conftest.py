"""Stores to make guides from: one of two small texts for invented States, one of real laws with the catalogue."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kb import resources
from kb.catalogue import attach_readings, load_catalogue, load_readings
from kb.catalogue.numbers import number_of
from kb.identity import expression_uri
from kb.model.law import Expression, LegalText, Provision, Work
from kb.model.source import Declared, SourceDocument
from kb.model.tags import Evidence, Tag
from kb.store import Session, Store
from kb.store.database import Database

SHARED = Path(__file__).resolve().parents[4] / "shared"

FRENCH = """Article 1er
La présente loi définit l'économie sociale et solidaire comme l'ensemble des activités exercées par les coopératives, les mutuelles, les associations et les fondations qui respectent les principes de l'article 2.
Article 2
Les excédents sont affectés en priorité à la réserve légale ; la part mise en réserve ne peut être inférieure à vingt pour cent et cette réserve est impartageable.
En cas de dissolution, l'actif net revient à une entité de l'économie sociale et solidaire poursuivant un but analogue, ou à défaut à une collectivité publique.
Article 3
Les collectivités publiques peuvent conclure avec les entités agréées des conventions de partenariat d'une durée de trois ans au plus, après un appel public à propositions."""  # noqa: E501
ARABIC = """المادة 1
يقصد بالاقتصاد الاجتماعي والتضامني مجموع الأنشطة الاقتصادية والاجتماعية التي تمارسها التعاونيات والتعاضديات والجمعيات وفق مبادئ التضامن والتسيير الديمقراطي.
المادة 2
لا يجوز توزيع الاحتياطي القانوني بين الأعضاء، وتؤول صافي الأصول عند الحل إلى هيئة مماثلة تعمل في مجال الاقتصاد الاجتماعي والتضامني وفق النظام الأساسي."""  # noqa: E501

HEADING = re.compile(
    r"^#* *((?:Article|Artículo|Articulo|Art\.|Artigo|Article|Section|Άρθρο|المادة|Artykuł|Articolul|제)\s*[\w.-]*)",
    re.MULTILINE,
)


def cut(text: str, language: str) -> LegalText:
    """A text cut at the headings of its articles; enough for laws that number each article on a line of its own."""
    heads = [m for m in HEADING.finditer(text) if len(m[0]) < 40]
    provisions = []
    taken: set[str] = set()
    for position, head in enumerate(heads):
        number = re.sub(r"\D*(\d[\w-]*).*", r"\1", head[1]).lower() if re.search(r"\d", head[1]) else str(position)
        eid = f"art_{number}"
        while eid in taken:
            eid += "_bis"
        taken.add(eid)
        start = text.index("\n", head.start()) if "\n" in text[head.start() :] else head.end()
        stop = heads[position + 1].start() if position + 1 < len(heads) else len(text)
        body = text[start:stop]
        start += len(body) - len(body.lstrip())
        stop = start + len(body.strip())
        provisions.append(
            Provision(
                eid,
                "article",
                head[1].strip("# "),
                None,
                text[start:stop],
                start,
                stop,
                position,
                None,
                language,
                1 + start // 3000,
            )
        )
    return LegalText(language, text, tuple(provisions))


def tag(
    text: LegalText,
    eid: str,
    kind: str,
    label: str,
    *,
    status: str = "suggested",
    value: object = None,
    words: str | None = None,
) -> Tag:
    """A tag on a provision; `words` is the place that shows it, the whole provision where none is given."""
    provision = next(p for p in text.provisions if p.eid == eid)
    start = text.text.index(words, provision.start) if words else provision.start
    end = start + len(words) if words else provision.end
    evidence = Evidence(eid, start, end, text.text[start:end], "themes 1", provision.page)
    return Tag(kind, label, eid, evidence, 0.8, "words", value, status)  # type: ignore[arg-type]


def hold(
    session: Session, work: Work, text: LegalText, version: str, tags: Iterable[Tag], *, name: str = "law.md"
) -> str:
    """Store a text as the pipeline would; gives the expression's id."""
    digest = hashlib.sha256((work.id + version + text.text).encode()).hexdigest()
    source = SourceDocument(Path(name), digest, len(text.text), "text/markdown", Declared(source_url=work.official_url))
    session.works.put(work)
    session.texts.put_file(source, outcome="ok", parser="test 1", pages=3, quality={}, issues=[])
    identity = expression_uri(work.id, text.language, version)
    session.texts.put(
        Expression(
            identity,
            work.id,
            text.language,
            version,
            work.title,
            "as-enacted",
            digest,
            name,
            3,
            {},
            (),
            {},
            {},
            "2026-10-03T10:00:00Z",
        ),
        text,
        tags,
    )
    return identity


def open_store(folder: Path) -> Store:
    """A store in a new SQLite file."""
    database = Database(f"sqlite:///{folder}/sselex.db")
    database.migrate()
    return Store(database)


def fill_small(store: Store) -> None:
    """Two invented laws, French and Arabic, with tags, and one text that is only known and read."""
    from kb.model.tags import Reading

    french, arabic = cut(FRENCH, "fr"), cut(ARABIC, "ar")
    with store.write() as session:
        hold(
            session,
            Work(
                "/akn/xa/act/2023-05-04/12",
                "XA",
                "Loi n° 2023-12 relative à l'économie sociale et solidaire",
                "framework-law",
                "2023-12",
                "fr",
                date_adopted="2023-05-04",
                status="in-force",
                subject="sse",
                official_url="https://example.org/xa/12",
                specimen=True,
            ),
            french,
            "2023-05-04",
            [
                tag(french, "art_1er", "theme", "scope-definition", status="accepted"),
                tag(
                    french,
                    "art_1er",
                    "definition",
                    "économie sociale et solidaire",
                    words="l'ensemble des activités exercées par les coopératives",
                ),
                tag(french, "art_2", "theme", "entities-profit-assets"),
                tag(
                    french,
                    "art_2",
                    "answer",
                    "entities-profit-assets.q3",
                    value=20,
                    words="ne peut être inférieure à vingt pour cent",
                ),
                tag(
                    french,
                    "art_2",
                    "answer",
                    "entities-profit-assets.q5",
                    value="similar SSE entity",
                    words="une entité de l'économie sociale et solidaire",
                ),
                tag(french, "art_3", "theme", "partnership-agreements"),
            ],
        )
        hold(
            session,
            Work(
                "/akn/xf/act/2021-02-01/7",
                "XF",
                "قانون الاقتصاد الاجتماعي والتضامني",
                "framework-law",
                "7",
                "ar",
                date_adopted="2021-02-01",
                status="in-force",
                subject="sse",
                official_url="https://example.org/xf/7",
                specimen=True,
            ),
            arabic,
            "2021-02-01",
            [
                tag(arabic, "art_1", "theme", "scope-definition"),
                tag(arabic, "art_2", "theme", "entities-profit-assets"),
            ],
        )
        session.works.put(
            Work(
                "/akn/xb/act/2020/9",
                "XB",
                "Ley 9/2020 de economía social",
                "framework-law",
                "9/2020",
                "es",
                date_adopted="2020",
                subject="social-economy",
                official_url="https://example.org/xb/9",
                confidence="seen",
            )
        )
        session.readings.replace(
            "/akn/xb/act/2020/9",
            [
                Reading("/akn/xb/act/2020/9", "answer", "entities-profit-assets.q3", 30, ("8",)),
                Reading("/akn/xb/act/2020/9", "themes", "entities-profit-assets", ["entities-profit-assets"], ("8",)),
            ],
        )
        session.works.put(Work("/akn/xc/act/2019/3", "XC", "Social Economy Act 2019", "framework-law", "3", "en"))


def _address(source: str) -> str | None:
    """Where a file of the real laws came from, as an address."""
    found = re.fullmatch(r"github:([^:]+):([^@]+)@(\w+)", source)
    return f"https://github.com/{found[1]}/blob/{found[3]}/{found[2]}" if found else None


def fill_real(store: Store, limit: int = 40) -> None:
    """The catalogue, the readings, and real laws in several languages, cut and tagged by what people read in them."""
    with store.write() as session:
        load_catalogue(session)
        load_readings(session)
    with store.write() as session:
        for row in list(resources.rows(SHARED / "corpus" / "manifest.csv")):
            path = SHARED / "corpus" / row["path"]
            if row["kind"] != "text" or path.suffix != ".md" or limit == 0:
                continue
            number = number_of(row["official_number"]) if row["official_number"] else None
            works = [
                w
                for w in session.works.find(country=row["country"].upper())
                if number and number_of(w.number or "") == number
            ]
            readings = session.readings.find(work=works[0].id) if works else []
            if not readings:
                continue
            text = cut(path.read_text(encoding="utf-8"), row["language"])
            if len(text.provisions) < 5:
                continue
            limit -= 1
            work = works[0] if works[0].official_url else replace(works[0], official_url=_address(row["source"]))
            identity = hold(session, work, text, row["date"] or "2020-01-01", [], name=path.name)
            attach_readings(session, identity)
            tags = [
                tag(text, eid, "theme", theme)
                for reading in session.readings.find(work=works[0].id, kind="themes")
                for eid in reading.matched
                for theme in reading.value
            ]
            session.texts.put(session.texts.get(identity), text, tags)
            attach_readings(session, identity)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a store with the small texts."""
    folder = tmp_path_factory.mktemp("small")
    made = open_store(folder)
    fill_small(made)
    made.database.close()
    return folder / "sselex.db"


@pytest.fixture
def store(filled: Path, tmp_path: Path) -> Iterator[Store]:
    """A store with the small texts, of which each test has its own copy."""
    shutil.copyfile(filled, tmp_path / "sselex.db")
    made = Store(Database(f"sqlite:///{tmp_path}/sselex.db"))
    yield made
    made.database.close()


@pytest.fixture
def hold_newer(store: Store) -> Callable[[str, str, str], None]:
    """Stores a later version of the French text of the small store, in which some words read otherwise."""

    def newer(version: str, old: str, new: str) -> None:
        with store.write() as session:
            work = session.works.get("/akn/xa/act/2023-05-04/12")
            hold(session, work, cut(FRENCH.replace(old, new), "fr"), version, [])

    return newer


@pytest.fixture(scope="session")
def real_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with real laws; skipped where they are not beside the project."""
    if not (SHARED / "corpus" / "manifest.csv").exists():
        pytest.skip("the real laws are not beside the project")
    made = open_store(tmp_path_factory.mktemp("real"))
    fill_real(made, 15)
    yield made
    made.database.close()
