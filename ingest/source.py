"""Take a file in: its identity by its bytes, and its kind by what the bytes are, whatever its name says."""

from __future__ import annotations

import hashlib
import re
import zipfile
from pathlib import Path

from kb.errors import NotFound, SourceDamaged, SourceUnreadable, SourceUnsupported
from kb.model.source import Declared, SourceDocument

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"
MARKDOWN = "text/markdown"
PLAIN = "text/plain"
AKN = "application/akn+xml"
TEX = "application/x-tex"

_HEAD = 65536
_PROMISES = {
    ".pdf": PDF, ".docx": DOCX, ".html": HTML, ".htm": HTML, ".xhtml": HTML,
    ".md": MARKDOWN, ".markdown": MARKDOWN, ".txt": PLAIN, ".tex": TEX,
}  # fmt: skip
_REFUSED = (
    (b"\xd0\xcf\x11\xe0", "an old Word document or a document locked with a password", "Save it as DOCX or PDF."),
    (b"{\\rtf", "an RTF document", "Save it as DOCX or PDF."),
    (b"\x89PNG", "an image", "Put the image in a PDF; its text is then read by OCR."),
    (b"\xff\xd8\xff", "an image", "Put the image in a PDF; its text is then read by OCR."),
    (b"II*\x00", "an image", "Put the image in a PDF; its text is then read by OCR."),
    (b"MM\x00*", "an image", "Put the image in a PDF; its text is then read by OCR."),
    (b"GIF8", "an image", "Put the image in a PDF; its text is then read by OCR."),
    (b"\x1f\x8b", "a compressed archive", "Unpack it and give the files in it."),
    (b"Rar!", "a compressed archive", "Unpack it and give the files in it."),
    (b"7z\xbc\xaf", "a compressed archive", "Unpack it and give the files in it."),
    (b"%!PS", "a PostScript file", "Convert it to PDF."),
)


def source_document(path: Path, declared: Declared = Declared()) -> SourceDocument:
    """The file with its sha256 and media type.

    Raises `NotFound` where there is no such file, `SourceDamaged` for an empty file or one that is not what its
    name says, `SourceUnsupported` for kinds that are not read, `SourceUnreadable` where the system refuses it.
    """
    if not path.exists():
        raise NotFound(f"There is no file {path}.", advice="Check the path.")
    if not path.is_file():
        raise SourceUnreadable(f"{path} is not a file.", advice="Give files, or a folder to `sselex ingest`.")
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
            digest = hashlib.sha256(head)
            size = len(head)
            while piece := stream.read(1 << 20):
                digest.update(piece)
                size += len(piece)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceUnreadable(f"{path.name} cannot be opened: {reason}.", advice="Check its permissions.") from error
    if not size:
        raise SourceDamaged(f"{path.name} is empty.", advice="Fetch it again from its source.")
    return SourceDocument(path, digest.hexdigest(), size, media_type_of(path, head), declared)


def media_type_of(path: Path, head: bytes) -> str:
    """The media type by the first 64 KiB; raises as `source_document` does."""
    promised = _PROMISES.get(path.suffix.lower())
    found = _binary(path, head) or _textual(path, head)
    if promised in (PDF, DOCX) and found != promised:
        said = "PDF" if promised == PDF else "DOCX"
        raise SourceDamaged(f"{path.name} is named {said} but holds none: its bytes are {_words(found)}.")
    return found


def _binary(path: Path, head: bytes) -> str | None:
    # The PDF reference allows other bytes before the header; gazette servers put whole HTTP headers there.
    if b"%PDF-" in head[:16384]:
        return PDF
    for mark, what, advice in _REFUSED:
        if head.startswith(mark):
            raise SourceUnsupported(f"{path.name} is {what}, which is not read.", advice=advice)
    if head.startswith(b"PK\x03\x04"):
        return _archive(path)
    return None


def _archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise SourceDamaged(f"{path.name} is a damaged archive or document.") from error
    if "word/document.xml" in names:
        return DOCX
    if "mimetype" in names and "content.xml" in names:
        raise SourceUnsupported(
            f"{path.name} is an OpenDocument file, which is not read.", advice="Save it as DOCX or PDF."
        )
    raise SourceUnsupported(
        f"{path.name} is an archive, which is not read.", advice="Unpack it and give the files in it."
    )


def _textual(path: Path, head: bytes) -> str:
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    strange = sum(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in head)
    if not wide and strange > len(head) / 200:
        suffix = path.suffix.lower()
        if suffix == ".pdf":
            raise SourceDamaged(f"{path.name} is named PDF but holds no PDF header.")
        raise SourceUnsupported(f"{path.name} is not a document that is read: its bytes are not text.")
    text = head.decode("utf-16" if wide else "utf-8", "replace").lstrip("\ufeff \t\r\n")
    start = text[:4096].lower()
    if re.search(r"<(?:\w+:)?akomantoso\b", start):
        return AKN
    if re.match(r"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html\b)", start, re.S):
        return HTML
    if start.startswith("<?xml") or (path.suffix.lower() == ".xml" and start.startswith("<")):
        root = re.search(r"<([a-z][\w:.-]*)[\s>/]", start)
        raise SourceUnsupported(
            f"{path.name} is XML with the root {root[1] if root else '?'!r}, which is not read; Akoma Ntoso is."
        )
    suffix = path.suffix.lower()
    if suffix == ".json" or (start.startswith(("{", "[{")) and re.match(r'[\[{\s]*"[^"\n]{1,80}"\s*:', start)):
        raise SourceUnsupported(f"{path.name} is JSON, data of a form that is not read as a legal text.")
    if suffix == ".tex" or "\\documentclass" in start:
        return TEX
    if suffix in (".html", ".htm", ".xhtml") or (re.match(r"<(?:head|body|div|p|h1|table|article)\b", start)):
        return HTML
    if suffix in (".md", ".markdown") or _reads_as_markdown(text):
        return MARKDOWN
    return PLAIN


def _reads_as_markdown(text: str) -> bool:
    if re.match(r"---\n(?:[\w-]+:.*\n)+---\n", text):
        return True
    return len(re.findall(r"^#{1,6} \S", text, re.M)) >= 2


def _words(media_type: str) -> str:
    names = {
        HTML: "HTML",
        AKN: "Akoma Ntoso XML",
        PLAIN: "plain text",
        MARKDOWN: "plain text",
        TEX: "TeX",
        PDF: "PDF",
        DOCX: "DOCX",
    }
    return names[media_type]
