"""The words of OAI-PMH 2.0: arguments, errors, resumption tokens, records as XML."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

from lxml import etree
from werkzeug.datastructures import MultiDict

from kb import names, resources
from kb.services.harvesting import Described, Wanted
from web import here

OAI = "http://www.openarchives.org/OAI/2.0/"
DUBLIN = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
FORMATS = {
    "oai_dc": (f"{OAI}oai_dc.xsd", DUBLIN),
    "akn": ("https://docs.oasis-open.org/legaldocml/akn-core/v1.0/os/part2-specs/schemas/akomantoso30.xsd", AKN),
}
"""Prefix → its schema, its namespace. Akoma Ntoso is given of texts alone."""
ARGUMENTS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset({"resumptionToken"})),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set", "resumptionToken"})),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set", "resumptionToken"})),
}
"""Verb → arguments that it needs, arguments that it may have."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


class Refused(Exception):
    """A request that the protocol answers with an error of its own; `code` is one of the protocol's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list is asked for, and how far it has come: `moment` and `name` of the last item, items given before."""

    prefix: str
    since: str | None = None
    until: str | None = None
    part: str | None = None
    moment: str | None = None
    name: str | None = None
    cursor: int = 0

    @property
    def wanted(self) -> Wanted:
        """The items."""
        texts = {"texts": True, "works": False}.get(self.part or "")
        country = self.part.removeprefix("country-") if self.part and self.part.startswith("country-") else None
        return Wanted(self.since, self.until, country, texts, False) if self.prefix == "oai_dc" else Wanted(
            self.since, self.until, country, True, True
        )  # fmt: skip

    @property
    def impossible(self) -> bool:
        """Whether nothing can be in it: works have no text to give."""
        return self.prefix != "oai_dc" and self.part == "works"

    @property
    def after(self) -> tuple[str, str] | None:
        """The last item given."""
        return (self.moment.removesuffix("Z"), self.name) if self.moment and self.name else None

    def token(self) -> str:
        """The listing as a token: it says all, so that it needs no memory and never grows old."""
        told = json.dumps({k: v for k, v in asdict(self).items() if v}, separators=(",", ":"))
        return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def checked(arguments: MultiDict[str, str]) -> str:
    """The verb of a request whose arguments are those that it takes; raises `Refused`."""
    verbs = arguments.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in ARGUMENTS:
        raise Refused("badVerb", f"One verb is needed, one of {', '.join(ARGUMENTS)}.")
    needed, allowed = ARGUMENTS[verbs[0]]
    given = [name for name in arguments if name != "verb"]
    for name in given:
        if name not in needed | allowed:
            raise Refused("badArgument", f"{verbs[0]} takes no argument {name[:40]!r}.")
        if len(arguments.getlist(name)) > 1:
            raise Refused("badArgument", f"{name} is given more than once.")
    if "resumptionToken" in given:
        if len(given) > 1:
            raise Refused("badArgument", "A resumptionToken stands alone.")
        return verbs[0]
    for name in sorted(needed - set(given)):
        raise Refused("badArgument", f"{verbs[0]} needs the argument {name}.")
    return verbs[0]


def listing(arguments: MultiDict[str, str]) -> Listing:
    """What a list is asked for; raises `Refused`."""
    token = arguments.get("resumptionToken")
    if token is not None:
        return _resumed(token)
    prefix = arguments["metadataPrefix"]
    if prefix not in FORMATS:
        raise Refused("cannotDisseminateFormat", f"There is no format {prefix[:40]!r}.")
    since, until = (_moment(arguments, name) for name in ("from", "until"))
    if since and until:
        if len(arguments["from"]) != len(arguments["until"]):
            raise Refused("badArgument", "from and until are not told to the same part: both to the day or the second.")
        if since > until:
            raise Refused("badArgument", "from is later than until.")
    part = arguments.get("set")
    if part is not None and not _is_set(part):
        raise Refused("noRecordsMatch", f"There is no set {part[:40]!r}.")
    return Listing(prefix, since, until, part)


def _is_set(part: str) -> bool:
    return part in ("texts", "works") or (
        part.startswith("country-") and part.removeprefix("country-") in resources.jurisdictions()
    )


def _resumed(token: str) -> Listing:
    try:
        told = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        found = Listing(**told)
        sound = (
            found.prefix in FORMATS
            and isinstance(found.cursor, int)
            and all(isinstance(v, str | None) for v in (found.since, found.until, found.part, found.moment, found.name))
        )
    except (binascii.Error, ValueError, TypeError):
        sound = False
    if not sound:
        raise Refused("badResumptionToken", "This resumptionToken is none that was given here.")
    return found


def _moment(arguments: MultiDict[str, str], name: str) -> str | None:
    value = arguments.get(name)
    if value is None:
        return None
    try:
        if DAY.fullmatch(value):
            date.fromisoformat(value)
            return value + ("T00:00:00" if name == "from" else "T23:59:59")
        if MOMENT.fullmatch(value):
            datetime.fromisoformat(value)
            return value.removesuffix("Z")
    except ValueError:
        pass
    raise Refused("badArgument", f"{name} is {value[:40]!r}: it must be a day (2026-01-31) or a moment in UTC with Z.")


def envelope(arguments: MultiDict[str, str], *, echo: bool) -> etree._Element:
    """The outermost element with date and request; `echo`: with the arguments, which a bad request does not bear."""
    root = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap={None: OAI, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", f"{OAI} {OAI}OAI-PMH.xsd")
    child(root, "responseDate", datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    request = child(root, "request", here.address("/oai"))
    if echo:
        for name, value in arguments.items():
            request.set(name, fit(value))
    return root


def child(parent: etree._Element, name: str, words: str | None = None) -> etree._Element:
    """An element of the protocol; signs that XML cannot hold are left out."""
    made = etree.SubElement(parent, f"{{{OAI}}}{name}")
    if words is not None:
        made.text = fit(words)
    return made


def fit(words: str) -> str:
    """Words without the signs that XML cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", words)


def identifier(name: str) -> str:
    """The identifier of an item: its lasting address."""
    return here.address(name)


def name_of(value: str) -> str:
    """The lasting path of an identifier; raises `Refused`."""
    own = here.address("/akn/")
    if not value.startswith(own):
        raise Refused("idDoesNotExist", f"{value[:200]} is no identifier of this site; they begin with {own}.")
    return "/akn/" + value.removeprefix(own)


def header(parent: etree._Element, one: Described) -> None:
    """The header of a record."""
    made = child(parent, "header")
    if one.item.gone:
        made.set("status", "deleted")
    child(made, "identifier", identifier(one.item.id))
    child(made, "datestamp", one.item.changed)
    for part in ("texts" if one.item.text else "works", f"country-{one.item.country}"):
        child(made, "setSpec", part)


def dublin_core(parent: etree._Element, one: Described) -> None:
    """The metadata as unqualified Dublin Core."""
    root = etree.SubElement(parent, f"{{{DUBLIN}}}dc", nsmap={"oai_dc": DUBLIN, "dc": DC, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", f"{DUBLIN} {OAI}oai_dc.xsd")
    for name, value in _elements(one):
        if value:
            etree.SubElement(root, f"{{{DC}}}{name}").text = fit(value)


def _elements(one: Described) -> Iterable[tuple[str, str | None]]:
    work, text = one.work, one.text
    assert work is not None
    yield "title", text.title if text else work.title
    if work.title_en and work.title_en != work.title:
        yield "title", work.title_en
    yield "creator", work.issuing_body
    yield "subject", work.subject
    if work.specimen:
        yield "description", "Specimen: written for demonstration, not the law of any country."
    yield "date", work.date_adopted or work.date_published
    yield "type", names.instrument_name(work.instrument, "en")
    yield "type", "Legislation"
    yield "format", "application/akn+xml" if text else None
    yield "identifier", here.address(one.item.id)
    yield "identifier", work.number
    yield "source", work.official_url
    yield "language", text.language if text else work.language
    yield "coverage", names.jurisdiction_name(work.jurisdiction, "en")
    if text:
        yield "relation", here.address(work.id)
        yield "rights", "Unofficial copy: only the text that the competent authority publishes is authentic."
    for held in one.texts:
        yield "relation", here.address(held)
