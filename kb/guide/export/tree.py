"""The document as pandoc's syntax tree: what DOCX, HTML, EPUB and ODT are written from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kb.guide.document import (
    Block,
    Box,
    Document,
    Heading,
    IndexBlock,
    ListBlock,
    Paragraph,
    QuotationBlock,
    Runs,
    TableBlock,
    direction,
)

API_VERSION = [1, 23, 1]
Node = dict[str, Any]

_STYLES = {
    "lead": "Body Text",
    "signature": "Guide Signature",
    "note": "Guide Note",
    "finding": "Guide Finding",
    "date": "Guide Below",
}
_PORTRAIT = '<w:p><w:pPr><w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:pPr></w:p>'
_LANDSCAPE = '<w:p><w:pPr><w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/></w:sectPr></w:pPr></w:p>'


def tree(document: Document, *, pages: bool = True) -> Node:
    """The whole document. `pages`: for a format with pages, which gets its imprint as text and pages on their side;
    else each part lists its chapters, and the template prints the imprint."""
    meta: Node = {
        "title": _inlines(document.title),
        "subtitle": _inlines(f"{document.edition} — {document.status}"),
        "date": _inlines(document.date),
        "lang": _inlines(document.language),
        "toc-title": _inlines(document.words["contents"]),
        "identifier": _inlines(document.address),
        "description": _inlines(f"{document.words['hash']} {document.content_hash}"),
    }
    colon = document.words["colon"]
    imprint = [
        _para(document.words["reference"]),
        _p([*_text(document.words["permanent"] + colon), _link(_text(document.address), document.address)]),
        _para(document.words["hash"] + colon + document.content_hash),
    ]
    meta["imprint"] = {"t": "MetaBlocks", "c": imprint}
    blocks = [_div(imprint, style="Guide Note", classes=["imprint"])] if pages else []
    everything = list(document.blocks())
    for place, block in enumerate(everything):
        blocks += _block(block)
        if not pages and isinstance(block, Heading) and block.level == 1:
            blocks.append(_chapters(everything[place + 1 :]))
    return {"pandoc-api-version": API_VERSION, "meta": meta, "blocks": blocks}


def _block(block: Block) -> Iterator[Node]:
    match block:
        case Heading():
            words = f"{block.number}. {block.text}" if block.number and block.level > 1 else block.text
            attributes = [["short", block.short]] if block.short else []
            yield {"t": "Header", "c": [block.level, [block.id, [], attributes], _text(words)]}
        case Paragraph():
            paragraph = _p(_runs(block.runs))
            if block.style == "body":
                yield paragraph
            else:
                yield _div([paragraph], style=_STYLES[block.style], classes=[block.style])
        case ListBlock():
            items = [[{"t": "Plain", "c": _runs(item)}] for item in block.items]
            if block.ordered:
                yield {"t": "OrderedList", "c": [[1, {"t": "Decimal"}, {"t": "Period"}], items]}
            else:
                yield {"t": "BulletList", "c": items}
        case QuotationBlock():
            yield _div(list(_quotation(block)), classes=["quotation"], identity=block.id)
        case TableBlock():
            yield from _table_with_page(block)
        case Box():
            inside = [
                _div([_para(block.label)], style="Guide Label", classes=["label"]),
                _div([_p([_strong(_text(block.title))])], style="Guide Box", classes=["box-title"]),
            ]
            for label, words in block.facts:
                inside.append(_div([_p([_strong(_text(label)), *_text(f" — {words}")])], style="Guide Box"))
            yield _div([*inside, *_quotation(block.quotation)], classes=["box"], identity=block.id)
        case IndexBlock():
            yield {"t": "BulletList", "c": [[{"t": "Plain", "c": _entry(*entry)}] for entry in block.entries]}


def _chapters(following: Sequence[Block]) -> Node:
    """Links to the chapters of a part: those up to the next part."""
    items = []
    for block in following:
        if isinstance(block, Heading):
            if block.level == 1:
                break
            if block.level == 2:
                words = f"{block.number}. {block.text}" if block.number else block.text
                items.append([{"t": "Plain", "c": [_link(_text(words), f"#{block.id}")]}])
    return _div([{"t": "BulletList", "c": items}], classes=["chapters"])


def _entry(words: str, places: Sequence[tuple[str, str]]) -> list[Node]:
    found = _text(words + ", ")
    for number, (target, label) in enumerate(places):
        found += _text(", ") if number else []
        found.append(_link(_text(label), f"#{target}"))
    return found


def _quotation(block: QuotationBlock) -> Iterator[Node]:
    """Label, the words of the law in their language and direction, translations, source, note."""
    yield _div([_para(block.label)], style="Guide Label", classes=["label"])
    paragraphs = []
    for number, words in enumerate(block.paragraphs):
        before = "[…] " if number == 0 and block.cut_before else ""
        after = " […]" if number == len(block.paragraphs) - 1 and block.cut_after else ""
        inside = _text(before + words + after)
        paragraphs.append(_p([_span(inside, block.language)] if block.language else inside))
    yield _div([{"t": "BlockQuote", "c": paragraphs}], language=block.language, classes=["law"])
    for language, words, remark in block.translations:
        yield _div(
            [{"t": "BlockQuote", "c": [_p([_span(_text(words), language)])]}],
            language=language,
            classes=["translation"],
        )
        yield _div([_p(_runs(remark))], style="Guide Source", classes=["source"])
    yield _div([_p(_runs(block.source))], style="Guide Source", classes=["source"])
    if block.note:
        yield _div([_p(_runs(block.note))], style="Guide Note", classes=["note"])


def _table_with_page(block: TableBlock) -> Iterator[Node]:
    """The table and what stands below it; a wide one on a page on its side, where the format has pages."""
    inside: list[Node] = [_table(block)]
    if block.below:
        inside.append(_div([_p(_runs(block.below))], style="Guide Below", classes=["date"]))
    if block.wide:
        inside = [_openxml(_PORTRAIT), *inside, _openxml(_LANDSCAPE)]
    yield from inside


def _table(block: TableBlock) -> Node:
    caption = [] if block.titled else [{"t": "Plain", "c": _text(block.caption)}]
    columns = [[{"t": "AlignDefault"}, {"t": "ColWidth", "c": round(width, 4)}] for width in block.widths]
    head = [_row([_text(words) for words in block.head])]
    body = [_row([_runs(cell) for cell in row]) for row in block.rows]
    empty: Any = ["", [], []]
    label = [["aria-label", block.caption]] if block.titled else []
    return {
        "t": "Table",
        "c": [
            [f"{block.id}-t", [], label],
            [None, caption],
            columns,
            [empty, head],
            [[empty, 1, [], body]],
            [empty, []],
        ],
    }


def _row(cells: Iterable[list[Node]]) -> Any:
    empty: Any = ["", [], []]
    return [empty, [[empty, {"t": "AlignDefault"}, 1, 1, [{"t": "Plain", "c": cell}]] for cell in cells]]


def _runs(runs: Runs) -> list[Node]:
    found: list[Node] = []
    for run in runs:
        inside = _text(run.text)
        if run.emphasis:
            inside = [{"t": "Emph", "c": inside}]
        if run.strong:
            inside = [_strong(inside)]
        if run.language:
            inside = [_span(inside, run.language)]
        if run.link:
            inside = [_link(inside, run.link)]
        found += inside
        if run.note:
            found.append({"t": "Note", "c": [_p(_runs(run.note))]})
    return found


def _text(words: str) -> list[Node]:
    """Words as one node: pandoc writes the spaces in it as they are, and reads a fifth of the nodes."""
    return [{"t": "Str", "c": words}] if words else []


def _inlines(words: str) -> Node:
    return {"t": "MetaInlines", "c": _text(words)}


def _p(inlines: list[Node]) -> Node:
    return {"t": "Para", "c": inlines}


def _para(words: str) -> Node:
    return _p(_text(words))


def _strong(inlines: list[Node]) -> Node:
    return {"t": "Strong", "c": inlines}


def _link(inlines: list[Node], target: str) -> Node:
    return {"t": "Link", "c": [["", [], []], inlines, [target, ""]]}


def _span(inlines: list[Node], language: str | None) -> Node:
    return {"t": "Span", "c": [["", [], _language(language)], inlines]}


def _div(
    blocks: list[Node], *, style: str = "", classes: Sequence[str] = (), language: str | None = None, identity: str = ""
) -> Node:
    attributes = [["custom-style", style]] if style else []
    return {"t": "Div", "c": [[identity, list(classes), attributes + _language(language)], blocks]}


def _language(language: str | None) -> list[list[str]]:
    if not language:
        return []
    return [["lang", language], ["dir", "rtl"]] if direction(language) == "rtl" else [["lang", language]]


def _openxml(xml: str) -> Node:
    return {"t": "RawBlock", "c": ["openxml", xml]}
