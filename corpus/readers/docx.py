"""Word documents (docx, docm, dotx): the package, its parts, and what its properties state."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote

from corpus.compound import SIGNATURE, packaged_file
from corpus.dates import parse_date
from corpus.errors import DamagedFile, NeedsPassword, UnreadableDocument
from corpus.extract import Extract, Member
from corpus.flow import Flow, FlowedText
from corpus.readers.docx_body import Findings, Part
from corpus.readers.docx_numbering import Lists
from corpus.readers.docx_styles import PREFIXES, Styles
from corpus.stated_dates import document_date
from corpus.statements import not_read, stated_author, stated_title
from corpus.titles import title_line
from corpus.xml_walk import Attributes, XmlHandler, walk_xml, xml_texts
from corpus.zipped import ZippedFile

_PROPERTIES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
}
_PARTS_BESIDE = ("footnotes", "endnotes", "comments", "header", "footer")
# What python-docx's own template says when nobody gave a date or an author.
_LIBRARY = "python-docx"
_RENDERED = b"lastRenderedPageBreak"
_PAGE_DIGITS = 7


def read_docx(data: bytes, source: str) -> Extract:
    """Read a Word document of the kind that is a zip file of XML.

    Pages are told where Word noted them and counted as many. Footnotes, endnotes, comments and
    page headers stand at the end; what tracked changes deleted does not stand in the text.

    Raises: NeedsPassword, DamagedFile, LimitReached: when it cannot be read.
    """
    _refuse_other_formats(data, source)
    package = _Package(data, source)
    findings = Findings()
    flowed = _flowed(package, findings)
    properties = package.properties("core-properties")
    told = (properties.get(name, "") for name in ("dc:creator", "dc:description"))
    by_library = any(_LIBRARY in one for one in told)
    return Extract(
        text=flowed.text,
        marks=flowed.marks,
        title=flowed.title
        or stated_title(properties.get("dc:title", ""))
        or title_line(flowed.text),
        date=document_date(flowed.text) or (None if by_library else _stated_date(properties)),
        how="Word document" + (f", {flowed.pages} pages" if flowed.pages else ""),
        issuer=stated_author(properties.get("dc:creator", "")),
        notes=(*not_read(findings.unread), *sorted(findings.left_out), *package.faults),
        members=tuple(_members(package, findings)),
    )


@dataclass(frozen=True, slots=True)
class _Relation:
    kind: str  # the last word of its type, such as "styles"
    path: str  # of the member that it leads to; "" where that is outside of the file


class _Relations:
    """The relations of one part to others, by id, read by walking through them."""

    def __init__(self, part: str) -> None:
        self.found: dict[str, _Relation] = {}
        self._folder = posixpath.dirname(part)

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            outside = attributes.get("TargetMode", "") == "External"
            path = posixpath.join("/", self._folder, unquote(attributes.get("Target", "")))
            self.found[attributes.get("Id", "")] = _Relation(
                kind=attributes.get("Type", "").rpartition("/")[2],
                path="" if outside else posixpath.normpath(path).lstrip("/"),
            )

    def end(self, name: str) -> None:
        pass

    def text(self, content: str) -> None:
        pass


class _Package:
    """The parts of the file, which are found by their relations and not by their names."""

    def __init__(self, data: bytes, source: str) -> None:
        """Open the file.

        Raises: DamagedFile: when it is no zip file, or there is no Word document in it.
        """
        self._zipped = ZippedFile(data, source)
        self._top = self._relations_of("")
        mains = [found.path for found in self._top.values() if found.kind == "officeDocument"]
        self.main = next(iter(mains), "word/document.xml")
        self.relations = self._relations_of(self.main)
        self.faults: list[str] = []

    @property
    def source(self) -> str:
        """The file's name."""
        return self._zipped.source

    def names(self) -> tuple[str, ...]:
        """The paths of all members."""
        return self._zipped.names()

    def read(self, path: str) -> bytes:
        """The bytes of one member."""
        return self._zipped.read(path)

    def parts(self, kind: str) -> Iterator[str]:
        """The paths of the parts of a kind that the document has."""
        known = frozenset(self.names())
        paths = (found.path for found in self.relations.values() if found.kind == kind)
        return (path for path in dict.fromkeys(paths) if path in known)

    def walk(self, kind: str, handler: XmlHandler) -> None:
        """Walk through the parts of a kind; one that is broken is noted, and the rest is read."""
        for path in self.parts(kind):
            try:
                walk_xml(self.read(path), f"{self.source}: {path}", PREFIXES, handler)
            except DamagedFile as error:
                self.faults.append(f"{path} is broken and was not read: {error.message}")

    def properties(self, kind: str) -> Mapping[str, str]:
        """What the file's properties of a kind state; nothing where they are broken."""
        paths = [found.path for found in self._top.values() if found.kind == kind]
        for path in paths:
            try:
                return xml_texts(self.read(path), f"{self.source}: {path}", _PROPERTIES)
            except DamagedFile as error:
                self.faults.append(f"{path} is broken and was not read: {error.message}")
        return {}

    def _relations_of(self, part: str) -> Mapping[str, _Relation]:
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        relations = _Relations(part)
        if path in self.names():
            walk_xml(self.read(path), f"{self.source}: {path}", {}, relations)
        return relations.found


def _flowed(package: _Package, findings: Findings) -> FlowedText:
    """The text of all parts."""
    styles, lists = Styles(), Lists()
    package.walk("styles", styles)
    package.walk("numbering", lists)
    body = _main_part(package)
    flow = Flow(package.source)
    reader = Part(flow, styles, lists, findings, rendered=_RENDERED in body)
    walk_xml(body, f"{package.source}: {package.main}", PREFIXES, reader)
    if not findings.has_body:
        raise _no_document(package.source)
    flow.end_all()
    for kind in _PARTS_BESIDE:
        package.walk(kind, Part(flow, styles, lists, findings, rendered=True))
        flow.end_all()
    stated = package.properties("extended-properties").get("Pages", "")
    return flow.finish(int(stated) if stated.isdecimal() and len(stated) < _PAGE_DIGITS else 0)


def _main_part(package: _Package) -> bytes:
    if package.main not in package.names():
        raise _no_document(package.source)
    return package.read(package.main)


def _no_document(source: str) -> DamagedFile:
    return DamagedFile(
        f"{source} holds no Word document",
        hint="give it the suffix of its real format, or save it as docx anew",
    )


def _members(package: _Package, findings: Findings) -> Iterator[Member]:
    """The files that are embedded in the document."""
    chunks = [
        package.relations[found].path for found in findings.chunks if found in package.relations
    ]
    folder = posixpath.join(posixpath.dirname(package.main), "embeddings", "")
    embedded = [name for name in package.names() if name.startswith(folder)]
    for name in dict.fromkeys((*embedded, *chunks)):
        try:
            data = package.read(name)
            wrapped = packaged_file(data)
            yield Member(f"{name}/{wrapped.name}", wrapped.data) if wrapped else Member(name, data)
        except UnreadableDocument as error:
            yield Member(name, b"", refusal=error)


def _stated_date(properties: Mapping[str, str]) -> date | None:
    stated = (properties.get("dcterms:created", ""), properties.get("dcterms:modified", ""))
    return next((found for found in map(parse_date, stated) if found), None)


def _refuse_other_formats(data: bytes, source: str) -> None:
    """Say of files that are not zip files at all what they are, where that is known."""
    if data.startswith(SIGNATURE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise NeedsPassword(
                f"{source} needs a password: it is encrypted",
                hint="save a copy without a password, and index that",
            )
        if "WordDocument".encode("utf-16-le") in data:
            raise DamagedFile(
                f"{source} is a document of an old Word (doc) under another name",
                hint="open it in Word or LibreOffice and save it as docx",
            )
    if data.startswith(b"{\\rtf"):
        raise DamagedFile(
            f"{source} is a rich text file under another name",
            hint="rename it so that it ends in .rtf",
        )
