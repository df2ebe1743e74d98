"""Bytes of a text file as text, saying when the encoding had to be guessed."""

from __future__ import annotations

from pathlib import Path

from kb.errors import SourceDamaged
from kb.model.layout import Issue


def decoded(path: Path) -> tuple[str, tuple[Issue, ...]]:
    """The file's text and what to tell about its encoding; raises `SourceDamaged` where no encoding fits."""
    raw = path.read_bytes()
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding, "replace"), ()
    try:
        return raw.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        # A few broken bytes in a long UTF-8 text (a cut copy) are not another encoding.
        loose = raw.decode("utf-8", "replace")
        broken = loose.count("\ufffd")
        if broken <= max(1, sum(letter > "\x7f" for letter in loose) // 50):
            told = Issue("warning", "broken-characters", f"{broken} characters are broken from byte {error.start} on.")
            return loose, (told,)
    from charset_normalizer import from_bytes

    best = from_bytes(raw[:400_000]).best()
    if best is None:
        raise SourceDamaged(f"{path.name} is text in no encoding that can be told.", advice="Save it as UTF-8.")
    told = Issue("warning", "encoding-guessed", f"The file is not UTF-8; it was read as {best.encoding}.")
    return raw.decode(best.encoding, "replace"), (told,)
