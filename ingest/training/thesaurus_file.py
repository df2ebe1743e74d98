"""Write `schemas/thesaurus.ttl` (SKOS) from the tables of concepts, relations, themes and instruments, and
`schemas/thesaurus.json`, the form of it that is read at the start.

Run `python -m ingest.training.thesaurus_file` after a change of one of the tables; a test compares file and tables.
"""

from __future__ import annotations

from rdflib import OWL, RDF, SKOS, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS

from kb import resources
from kb.identity import slug
from kb.thesaurus import BASE, SDG, VERSION, kept_form

CONCEPTS = URIRef(f"{BASE}scheme:concepts")
THEMES = URIRef(f"{BASE}scheme:themes")
INSTRUMENTS = URIRef(f"{BASE}scheme:instruments")
TITLES = {
    CONCEPTS: {"fr": "Concepts de l'économie sociale et solidaire",
               "en": "Concepts of the social and solidarity economy",
               "es": "Conceptos de la economía social y solidaria"},
    THEMES: {"fr": "Thèmes du guide", "en": "Themes of the guide", "es": "Temas de la guía"},
    INSTRUMENTS: {"fr": "Instruments juridiques", "en": "Legal instruments", "es": "Instrumentos jurídicos"},
}  # fmt: skip


def thesaurus() -> Graph:
    """The three schemes as one graph."""
    graph = Graph()
    graph.bind("skos", SKOS)
    graph.bind("sselex", BASE)
    for scheme, titles in TITLES.items():
        graph.add((scheme, RDF.type, SKOS.ConceptScheme))
        graph.add((scheme, OWL.versionInfo, Literal(VERSION)))
        for language, title in titles.items():
            graph.add((scheme, DCTERMS.title, Literal(title, lang=language)))
    _concepts(graph)
    _themes(graph)
    for name, row in resources.instruments().items():
        node = _node(graph, "instrument", name, INSTRUMENTS)
        for language in resources.INTERFACE_LANGUAGES:
            graph.add((node, SKOS.prefLabel, Literal(row[language], lang=language)))
    return graph


def _node(graph: Graph, kind: str, name: str, scheme: URIRef) -> URIRef:
    node = URIRef(f"{BASE}{kind}:{name}")
    graph.add((node, RDF.type, SKOS.Concept))
    graph.add((node, SKOS.inScheme, scheme))
    graph.add((node, SKOS.notation, Literal(name)))
    return node


def _concepts(graph: Graph) -> None:
    rows = list(resources.rows(resources.path_of("thesaurus.csv")))
    languages = [column.removeprefix("pref_") for column in rows[0] if column.startswith("pref_")]
    for row in rows:
        node = _node(graph, "concept", row["concept_id"], CONCEPTS)
        for language in languages:
            if row[f"pref_{language}"]:
                graph.add((node, SKOS.prefLabel, Literal(row[f"pref_{language}"], lang=language)))
            for label in filter(None, row[f"alt_{language}"].split("|")):
                graph.add((node, SKOS.altLabel, Literal(label.strip(), lang=language)))
        if row["broader"]:
            graph.add((node, SKOS.broader, URIRef(f"{BASE}concept:{row['broader']}")))
        else:
            graph.add((node, SKOS.topConceptOf, CONCEPTS))
        if row["note"]:
            graph.add((node, SKOS.scopeNote, Literal(row["note"], lang="en")))
        group = URIRef(f"{BASE}group:{row['theme']}")
        graph.add((group, RDF.type, SKOS.Collection))
        graph.add((group, SKOS.notation, Literal(row["theme"])))
        graph.add((group, SKOS.member, node))
    for row in resources.rows(resources.path_of("thesaurus_names.csv")):
        node = URIRef(f"{BASE}concept:{row['concept']}")
        for place, label in enumerate(row["names"].split("|")):
            graph.add((node, SKOS.altLabel if place else SKOS.prefLabel, Literal(label, lang=row["language"])))
    for row in resources.rows(resources.path_of("thesaurus_definitions.csv")):
        kind, _, name = row["id"].rpartition(":")
        for language in resources.INTERFACE_LANGUAGES:
            node = URIRef(f"{BASE}{kind or 'concept'}:{name}")
            graph.add((node, SKOS.definition, Literal(row[language], lang=language)))
    for row in resources.rows(resources.path_of("thesaurus_national.csv")):
        term = URIRef(f"{BASE}national:{slug(' '.join((row['country'], row['language'], row['term'])), 120)}")
        graph.add((term, RDF.type, SKOS.Concept))
        graph.add((term, SKOS.prefLabel, Literal(row["term"], lang=row["language"])))
        graph.add((term, DCTERMS.spatial, Literal(row["country"])))
        graph.add((term, DCTERMS.source, Literal(row["source"], lang=row["language"])))
        graph.add((term, SKOS.closeMatch, URIRef(f"{BASE}concept:{row['concept']}")))
        graph.add((URIRef(f"{BASE}concept:{row['concept']}"), SKOS.closeMatch, term))
    for row in resources.rows(resources.path_of("thesaurus_relations.csv")):
        one, other = (URIRef(f"{BASE}concept:{row[end]}") for end in ("concept_id", "target"))
        for subject, target in ((one, other), (other, one)):
            graph.add((subject, SKOS[row["relation"]], target))
        if row["note"]:
            graph.add((other, SKOS.editorialNote, Literal(row["note"], lang="en")))


def _themes(graph: Graph) -> None:
    for theme in resources.themes().values():
        node = _node(graph, "theme", theme.id, THEMES)
        for language in resources.INTERFACE_LANGUAGES:
            graph.add((node, SKOS.prefLabel, Literal(theme.title[language], lang=language)))
            graph.add((node, SKOS.definition, Literal(theme.definition[language], lang=language)))
        if theme.parent:
            graph.add((node, SKOS.broader, URIRef(f"{BASE}theme:{theme.parent}")))
        else:
            graph.add((node, SKOS.topConceptOf, THEMES))
        for target in theme.sdg_targets:
            graph.add((node, SKOS.relatedMatch, URIRef(f"{SDG}{target}")))


def main() -> None:
    """Write both files."""
    path = resources.SCHEMAS / "thesaurus.ttl"
    thesaurus().serialize(path, format="turtle", encoding="utf-8")
    path.with_suffix(".json").write_text(kept_form(), encoding="utf-8")


if __name__ == "__main__":
    main()
