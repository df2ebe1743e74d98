"""The thesaurus: concepts, themes and instruments of the field as SKOS, read from `schemas/thesaurus.ttl`."""

from __future__ import annotations

import functools
import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast

from kb import resources
from kb.errors import NotFound

if TYPE_CHECKING:
    from rdflib import Graph, URIRef
    from rdflib import Literal as Label
    from rdflib.term import Node

VERSION = "1.2"
"""Version of the schemes that this installation writes; the version of a loaded file is `Thesaurus.version`."""
BASE = "urn:sselex:"
SDG = "http://metadata.un.org/sdg/"
"""The United Nations' own identifiers of the sustainable development targets."""
_SPACES: dict[int, str | None] = {**dict.fromkeys(map(ord, "'’ʼ`´‑-"), " "), ord("·"): None}
"""Apostrophes and hyphens part words; the Catalan dot of "col·lectiu" does not."""


def fold(text: str) -> str:
    """The words of a phrase as they are compared: lower case, accents off, apostrophes and hyphens as spaces."""
    plain = unicodedata.normalize("NFKD", text.translate(_SPACES).casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


@dataclass(frozen=True, slots=True)
class Labels:
    """What a concept is called in one language; `preferred` is None where only other names are known."""

    preferred: str | None
    alternatives: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[str]:
        """Every name, the preferred one first."""
        if self.preferred:
            yield self.preferred
        yield from self.alternatives


@dataclass(frozen=True, slots=True)
class NationalTerm:
    """What one country's law calls a notion that comes near to a concept without being the same; `source` is the law.

    One word may stand for two notions: Bolivia's "empresa social" (Ley 1055) is an enterprise that its workers recover,
    not the "entreprise sociale" of Belgium.
    """

    country: str
    language: str
    term: str
    source: str


@dataclass(frozen=True, slots=True)
class Concept:
    """A notion of the field. `theme` is the group it is filed under ("forms", "partnership" …), not a guide theme.

    `close` are concepts whose national terms come near without being the same (`skos:closeMatch`); `definition` says in
    the languages of the pages what the concept means here, which no law is bound by.
    """

    id: str
    labels: Mapping[str, Labels]
    broader: str | None = None
    theme: str = ""
    note: str | None = None
    related: tuple[str, ...] = ()
    close: tuple[str, ...] = ()
    definition: Mapping[str, str] = field(default_factory=dict)
    national: tuple[NationalTerm, ...] = ()

    def meaning(self, language: str) -> str:
        """The definition in a language, else in English; empty where none is given."""
        return self.definition.get(language) or self.definition.get("en", "")

    def name(self, language: str) -> str:
        """The preferred name in a language, else in French, English or Spanish, else the id."""
        for wanted in (language, *resources.INTERFACE_LANGUAGES):
            if wanted in self.labels and self.labels[wanted].preferred:
                return self.labels[wanted].preferred or self.id
        return self.id


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """The concepts by id, in alphabetical order, and the version of their scheme."""

    version: str
    concepts: Mapping[str, Concept]
    languages: tuple[str, ...]
    _phrases: Mapping[tuple[str, str], tuple[str, ...]] = field(repr=False)
    _narrower: Mapping[str, tuple[str, ...]] = field(repr=False)

    def labels(self, language: str) -> Iterator[tuple[str, str]]:
        """(name, concept id) of every name that a language has."""
        for concept in self.concepts.values():
            for label in concept.labels.get(language, ()):
                yield label, concept.id

    def narrower(self, concept: str) -> tuple[str, ...]:
        """Ids of the concepts directly below."""
        return self._narrower.get(concept, ())

    def below(self, concept: str) -> Iterator[str]:
        """Ids of all concepts below, at any depth."""
        for child in self.narrower(concept):
            yield child
            yield from self.below(child)

    def find(self, phrase: str, language: str | None = None) -> tuple[str, ...]:
        """Ids of the concepts that bear this name, in the language, or in any where None is given."""
        wanted = (language,) if language else self.languages
        found = (concept for name in wanted for concept in self._phrases.get((name, fold(phrase)), ()))
        return tuple(dict.fromkeys(found))


def serialised(form: Literal["turtle", "json-ld"]) -> tuple[bytes, str]:
    """The whole SKOS file to download, as (bytes, media type); Turtle is the file as it is kept."""
    if form == "turtle":
        return resources.path_of("thesaurus.ttl").read_bytes(), "text/turtle"
    return _json_ld(), "application/ld+json"


def described(concept: str, form: Literal["turtle", "json-ld"]) -> tuple[bytes, str]:
    """What the file says of one concept, as (bytes, media type). Raises `NotFound`."""
    from rdflib import SKOS, Graph, URIRef

    node = URIRef(f"{BASE}concept:{concept}")
    if concept not in load().concepts:
        raise NotFound(f"The thesaurus has no concept {concept[:60]!r}.")
    whole, part = _kept_graph(), Graph()
    part.bind("skos", SKOS)
    for triple in whole.triples((node, None, None)):
        part.add(triple)
    if form == "turtle":
        return part.serialize(format="turtle", encoding="utf-8"), "text/turtle"
    return part.serialize(format="json-ld", context=_context(), sort_keys=True, encoding="utf-8"), "application/ld+json"


def _context() -> dict[str, str]:
    from rdflib import SKOS
    from rdflib.namespace import DCTERMS, OWL, RDF

    return {"skos": str(SKOS), "dcterms": str(DCTERMS), "owl": str(OWL), "rdf": str(RDF), "sselex": BASE}


@functools.cache
def _json_ld() -> bytes:
    return graph().serialize(format="json-ld", context=_context(), sort_keys=True, encoding="utf-8")


@functools.cache
def _kept_graph() -> Graph:
    return graph()


def graph() -> Graph:
    """The whole SKOS file as an RDF graph, to serialise or to query."""
    from rdflib import Graph

    return Graph().parse(resources.path_of("thesaurus.ttl"), format="turtle")


@functools.cache
def load() -> Thesaurus:
    """The thesaurus of this installation, read once. Raises `NotFound` when the file is missing.

    `schemas/thesaurus.json` holds the concepts as they are read from the Turtle file, with the hash of that file: where
    it agrees, the start takes a few milliseconds and needs no RDF library; a Turtle file that was changed is read.
    """
    turtle = resources.path_of("thesaurus.ttl").read_bytes()
    kept = resources.SCHEMAS / "thesaurus.json"
    if kept.is_file():
        held = json.loads(kept.read_text(encoding="utf-8"))
        if held["made_from"] == hashlib.sha256(turtle).hexdigest():
            return _thesaurus(held["version"], map(_from_json, held["concepts"]))
    return read_turtle()


def read_turtle() -> Thesaurus:
    """The thesaurus as the Turtle file says it."""
    from rdflib import OWL, SKOS, URIRef

    skos = graph()
    scheme = URIRef(f"{BASE}scheme:concepts")
    group_of = {
        str(member): str(skos.value(collection, SKOS.notation))
        for collection, member in skos.subject_objects(SKOS.member)
    }
    concepts = (_concept(skos, node, group_of) for node in skos.subjects(SKOS.inScheme, scheme))
    return _thesaurus(str(skos.value(scheme, OWL.versionInfo)), concepts)


def kept_form() -> str:
    """What `schemas/thesaurus.json` holds for the Turtle file as it is now."""
    turtle = resources.path_of("thesaurus.ttl").read_bytes()
    read = read_turtle()
    content = {
        "made_from": hashlib.sha256(turtle).hexdigest(),
        "version": read.version,
        "concepts": [
            {**asdict(concept), "labels": {language: list(asdict(held).values()) for language, held in names.items()}}
            for concept in read.concepts.values()
            if (names := concept.labels)
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _from_json(row: dict[str, Any]) -> Concept:
    labels = {language: Labels(preferred, tuple(others)) for language, (preferred, others) in row["labels"].items()}
    national = tuple(NationalTerm(**term) for term in row["national"])
    lists = {name: tuple(row[name]) for name in ("related", "close")}
    return Concept(**{**row, **lists, "labels": labels, "national": national})


def _thesaurus(version: str, found: Iterable[Concept]) -> Thesaurus:
    concepts = dict(sorted((concept.id, concept) for concept in found))
    phrases: dict[tuple[str, str], tuple[str, ...]] = {}
    narrower: dict[str, tuple[str, ...]] = {}
    for concept in concepts.values():
        if concept.broader:
            narrower[concept.broader] = (*narrower.get(concept.broader, ()), concept.id)
        for language, labels in concept.labels.items():
            for label in labels:
                key = language, fold(label)
                phrases[key] = (*phrases.get(key, ()), concept.id)
    languages = tuple(sorted({language for concept in concepts.values() for language in concept.labels}))
    return Thesaurus(version, concepts, languages, phrases, narrower)


def _concept(skos: Graph, node: Node, group_of: Mapping[str, str]) -> Concept:
    from rdflib import SKOS

    def names(predicate: URIRef) -> Iterator[tuple[str, str]]:
        for label in skos.objects(node, predicate):
            yield cast("Label", label).language or "", str(label)

    preferred = dict(names(SKOS.prefLabel))
    others: dict[str, list[str]] = {}
    for language, name in names(SKOS.altLabel):
        others.setdefault(language, []).append(name)
    broader = skos.value(node, SKOS.broader)
    note = skos.value(node, SKOS.scopeNote)

    def ids(predicate: URIRef) -> tuple[str, ...]:
        found = (str(other) for other in skos.objects(node, predicate))
        return tuple(sorted(name.rpartition(":")[2] for name in found if name.startswith(f"{BASE}concept:")))

    terms = (term for term in skos.objects(node, SKOS.closeMatch) if str(term).startswith(f"{BASE}national:"))

    return Concept(
        id=str(skos.value(node, SKOS.notation)),
        labels={
            language: Labels(preferred.get(language), tuple(sorted(others.get(language, ()))))
            for language in sorted({*preferred, *others})
        },
        broader=str(broader).rpartition(":")[2] if broader else None,
        theme=group_of.get(str(node), ""),
        note=str(note) if note else None,
        related=ids(SKOS.related),
        close=ids(SKOS.closeMatch),
        definition=dict(sorted(names(SKOS.definition))),
        national=tuple(sorted((_national(skos, term) for term in terms), key=lambda term: (term.country, term.term))),
    )


def _national(skos: Graph, node: Node) -> NationalTerm:
    from rdflib import SKOS
    from rdflib.namespace import DCTERMS

    label = cast("Label", skos.value(node, SKOS.prefLabel))
    return NationalTerm(
        str(skos.value(node, DCTERMS.spatial)), label.language or "", str(label), str(skos.value(node, DCTERMS.source))
    )
