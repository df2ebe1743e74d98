"""Words of a text that are forms, or hold parts, of words of the lexicon, where stemming leaves them apart.

Stemmers disagree with themselves: "serviciul" and "servicii", "fundações" and "fundação", "задруга" and "задрузи" get
different stems. A stem that the lexicon does not know stands for the one that it shares its beginning with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ingest.tag.words import met, words_of
from kb import resources

SAME, SAME_ROOTS = 5, 4
"""Letters that two forms of one word begin with; Arabic words are short, their roots are of consonants."""
APART = 3
"""Letters by which two forms of one word may differ after those, both counted together."""
COMPOUNDS = ("de", "ko", "nl")
"""Languages that write words together, where the parts are looked for; in Korean the second part may be an ending."""
SHORTEST_PART = 4
"""Letters of a part (in Korean, of two syllables or more)."""
ARTICLES = ("وال", "بال", "لال", "ال", "لل", "و", "ب", "ل")
"""What Arabic writes before a word in one with it. Some PDFs turn the letters of the article round ("اال")."""


class Near(dict[str, tuple[str, ...]]):
    """Stem → the known words that it stands for: itself, the word of which it is a form, or its parts; filled as asked.

    `words` are the stems of the lexicon in the language.
    """

    def __init__(self, words: Iterable[str], language: str | None) -> None:
        super().__init__((word, (word,)) for word in words)
        self._language = language
        self._known = frozenset(self)
        self._met: dict[str, str] = {}
        self._beginnings: defaultdict[str, list[str]] = defaultdict(list)
        for word, form in zip(sorted(self._known), met(tuple(sorted(self._known)), language), strict=True):
            self._met.setdefault(form, word)
            self._beginnings[word[:SAME_ROOTS]].append(word)
        for word, form in _irregular(language):
            if word in self._known:
                self._met.setdefault(met((form,), language)[0], word)

    def __missing__(self, stem: str) -> tuple[str, ...]:
        self[stem] = found = self._found(stem) if stem.isalpha() and len(stem) >= SAME_ROOTS - 1 else ()
        return found

    def _found(self, stem: str) -> tuple[str, ...]:
        form = self._form(stem)
        if form is None and self._language == "ar":
            form = next(filter(None, map(self._form, _without_article(stem))), None)
        if form is not None:
            return (form,)
        return self._parts(stem) if self._language in COMPOUNDS else ()

    def _form(self, stem: str) -> str | None:
        """The known word that this one is a form of: what the language's rules say, else the nearest."""
        if stem in self._known:
            return stem
        if known := self._met.get(met((stem,), self._language)[0]):
            return known
        # In Korean what two words begin with is a word of its own; what follows tells them apart.
        if self._language == "ko":
            return None
        least = SAME_ROOTS if self._language == "ar" else SAME
        nearest = (APART + 1, 0, "")
        for word in self._beginnings.get(stem[:SAME_ROOTS], ()):
            same = _same(stem, word)
            if same >= least:
                nearest = min(nearest, (len(stem) + len(word) - 2 * same, -same, word))
        return nearest[2] or None

    def _parts(self, stem: str) -> tuple[str, ...]:
        """The known words that a compound holds, the longest that fits at each place."""
        found: list[str] = []
        start = 0
        while start <= len(stem) - SHORTEST_PART:
            ends = range(len(stem), start + SHORTEST_PART - 1, -1)
            end = next((end for end in ends if stem[start:end] in self._known), None)
            if end is None:
                start += 1
            else:
                found.append(stem[start:end])
                start = end
        return tuple(dict.fromkeys(found))


def _same(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    for place, (letter, beside) in enumerate(zip(one, other, strict=False)):
        if letter != beside:
            return place
    return min(len(one), len(other))


def _without_article(stem: str) -> Iterator[str]:
    stem = stem.replace("اال", "الا", 1)
    for article in ARTICLES:
        rest = stem.removeprefix(article)
        if rest != stem and len(rest) >= SAME_ROOTS - 1:
            yield rest
            # Of "للأعضاء" such a PDF leaves "لالعضاء": the first letter of the word has gone to the article.
            yield "ا" + rest


def _irregular(language: str | None) -> Iterator[tuple[str, str]]:
    """(word, form) of `schemas/lexicon_forms.csv`, as stems: forms that no ending tells, like Arabic broken plurals."""
    for row in resources.rows(resources.path_of("lexicon_forms.csv")):
        if row["language"] == language:
            word, *forms = words_of(" ".join((row["word"], *row["forms"].split(";"))), language).stems
            yield from ((word, form) for form in forms)
