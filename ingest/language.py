"""Languages: a vote over the document, then each passage within the voted set. Unknown is an answer."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from ingest.natural import is_running_text
from kb.model.layout import Block

WINDOW = 1000
"""Letters that one vote is taken over: at this length both detectors are right in 98 of 100 laws of 14 countries."""
MOST_WINDOWS = 24
SHARE = 0.08
"""A language needs this share of the text: below it stand quotations and misread tables."""
PASSAGE = 25
"""Letters under which a passage says nothing certain of its language."""
_RUNNING = 0.4
"""Share of the letters that must stand in running text: a program's remarks are sentences, the program is none."""
_DOUBTED = 0.6
"""Probability under which a language that one detector alone knows is not believed: lists of names reach .3."""
_PAGE = 400
"""Letters from which a page can be told to make no words."""
_LETTERED = 0.6
"""Share of a page's signs that must be letters for that: budgets and schedules have fewer."""
_NONE = "zxx"
"""ISO 639-2 for "no linguistic content", which py3langid answers for letters that make no words."""

_SAME = {"nb": "no", "nn": "no", "zh-cn": "zh", "zh-tw": "zh"}


def languages_of(blocks: Sequence[Block]) -> tuple[str, ...]:
    """ISO 639-1 codes of the document's languages, most text first; empty where none can be told."""
    votes: Counter[str] = Counter()
    whole = 0
    for stream in sorted({block.stream for block in blocks}):
        for window, weight in _sample([block for block in blocks if block.stream == stream]):
            language = _vote(window)
            whole += weight
            if language:
                votes[language] += weight
    total = sum(votes.values())
    if total < _RUNNING * whole:
        return ()
    ranked = sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))
    return tuple(language for language, weight in ranked if weight >= SHARE * total)


def makes_no_words(text: str) -> bool:
    """Whether a page's letters are no language's: a font of before Unicode gives other letters than it draws.

    False where there are too few letters to tell, or more figures than letters.
    """
    letters = _letters(text)
    if letters < _PAGE or letters < _LETTERED * sum(not sign.isspace() for sign in text):
        return False
    text = text[: 3 * WINDOW]
    return not is_running_text(text) or _anything()(text)[0] == _NONE


def name_blocks(blocks: Sequence[Block], languages: Sequence[str]) -> tuple[Block, ...]:
    """The blocks, each with its language out of `languages`, None where it has too few letters to tell."""
    if not languages:
        return tuple(replace(block, language=None) for block in blocks)
    if len(languages) == 1:
        only = languages[0]
        return tuple(replace(block, language=only if _letters(block.text) else None) for block in blocks)
    within = _restricted(tuple(sorted(languages)))
    ruling = _ruling(blocks, within)
    named = []
    for block in blocks:
        language = None
        if block.stream in ruling:
            language = ruling[block.stream] if _letters(block.text) else None
        elif _letters(block.text) >= PASSAGE:
            language = within(block.text[:4000])
        named.append(replace(block, language=language))
    return tuple(named)


def _ruling(blocks: Sequence[Block], within: Callable[[str], str]) -> dict[int, str]:
    """The language of each stream where parallel streams part the languages cleanly, else nothing."""
    streams = sorted({block.stream for block in blocks})
    if len(streams) < 2:
        return {}
    ruling = {}
    for stream in streams:
        votes: Counter[str] = Counter()
        for window, weight in _sample([block for block in blocks if block.stream == stream]):
            votes[within(window)] += weight
        if votes:
            ruling[stream] = max(sorted(votes), key=lambda language: votes[language])
    return ruling if len(set(ruling.values())) == len(ruling) else {}


def _letters(text: str) -> int:
    return sum(character.isalpha() for character in text)


def _sample(blocks: Sequence[Block]) -> Iterator[tuple[str, int]]:
    """Windows of the text spread evenly over it, each with the letters that it stands for."""
    windows: list[str] = []
    held: list[str] = []
    size = 0
    for block in blocks:
        if block.kind == "furniture":
            continue
        held.append(block.text if any(c.islower() for c in block.text) else block.text.lower())
        size += len(block.text)
        if size >= WINDOW:
            windows.append(" ".join(held))
            held, size = [], 0
    if held and (not windows or size >= WINDOW // 3):
        windows.append(" ".join(held))
    step = max(1, -(-len(windows) // MOST_WINDOWS))
    for start in range(0, len(windows), step):
        group = windows[start : start + step]
        yield group[len(group) // 2][: 3 * WINDOW], sum(_letters(window) for window in group)


def _vote(window: str) -> str | None:
    if _letters(window) < PASSAGE or not is_running_text(window):
        return None
    guess, sure = _anything()(window)
    if guess == _NONE:
        return None
    if guess in _langdetect_languages():
        return _langdetect(window) or guess
    return guess if sure >= _DOUBTED else None


def _plain(code: str) -> str:
    return _SAME.get(code, code)


@lru_cache(maxsize=1)
def _anything() -> Callable[[str], tuple[str, float]]:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

    def classify(text: str) -> tuple[str, float]:
        language, sure = identifier.classify(text)
        return _plain(str(language)), float(sure)

    return classify


@lru_cache(maxsize=8)
def _restricted(languages: tuple[str, ...]) -> Callable[[str], str]:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    known = {str(code) for code in identifier.nb_classes}
    wanted = [code for code in known if _plain(code) in languages]
    if not wanted:
        return lambda text: languages[0]
    identifier.set_languages(wanted)
    return lambda text: _plain(str(identifier.classify(text)[0]))


@lru_cache(maxsize=1)
def _langdetect_languages() -> frozenset[str]:
    from langdetect import DetectorFactory, detector_factory

    DetectorFactory.seed = 0
    detector_factory.init_factory()
    return frozenset(_plain(code) for code in detector_factory._factory.get_lang_list())


def _langdetect(window: str) -> str | None:
    from langdetect import LangDetectException, detect

    try:
        return _plain(str(detect(unicodedata.normalize("NFC", window))))
    except LangDetectException:
        return None
