"""OpenDocument text (odt, ott): its paragraphs, lists, tables, notes and what its meta states."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from corpus.dates import parse_date
from corpus.errors import DamagedFile, NeedsPassword
from corpus.extract import Extract
from corpus.flow import Flow, Kind
from corpus.headings import TOP_LEVEL
from corpus.readers.odt_lists import BULLET, ListStyles, number
from corpus.stated_dates import document_date
from corpus.statements import not_read, stated_author, stated_title
from corpus.titles import title_line
from corpus.xml_walk import Attributes, XmlHandler, walk_xml, xml_texts
from corpus.zipped import ZippedFile

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_PREFIXES = {
    f"{_OASIS}:office:1.0": "office",
    f"{_OASIS}:text:1.0": "text",
    f"{_OASIS}:table:1.0": "table",
    f"{_OASIS}:drawing:1.0": "draw",
    f"{_OASIS}:style:1.0": "style",
    f"{_OASIS}:meta:1.0": "meta",
    f"{_OASIS}:manifest:1.0": "manifest",
    "http://purl.org/dc/elements/1.1/": "dc",
}
_CONTENT, _STYLES, _META, _MANIFEST = (
    *("content.xml", "styles.xml", "meta.xml"),
    "META-INF/manifest.xml",
)
_CONTENTS = "the table of contents was left out"
# What is not the text as it stands now, with what to say of it where it holds text.
_PASSED_OVER = {
    "text:tracked-changes": "text deleted in tracked changes was left out",
    "text:table-of-content": _CONTENTS,
    "text:illustration-index": _CONTENTS,
    "text:table-index": _CONTENTS,
    "text:ruby-text": "the readings beside Japanese signs were left out",
    "text:note-citation": "",
    "text:hidden-text": "hidden text was left out",
    "text:hidden-paragraph": "",
    "office:forms": "",
    "office:scripts": "",
    "office:binary-data": "",
    "dc:date": "",  # of a comment
    "meta:date-string": "",
    "title": "",  # of a picture, and what it shows
    "desc": "",
}
_UNREAD = {"draw:image": "picture", "draw:object": "object", "draw:object-ole": "object"}
_SHAPES = frozenset(
    f"draw:{shape}"
    for shape in "text-box custom-shape rect ellipse circle line polyline polygon regular-polygon"
    " path connector caption measure".split()
)
# A space may be said to stand so many times; more are for nobody to read. Ours.
_MOST_SPACES = 200
_SPACE = re.compile(r"[ \t\r\n]+")
_EDGES = frozenset(
    f"style:{edge}{which}" for edge in ("header", "footer") for which in ("", "-left", "-first")
)
_PAGE_COUNT = "meta:document-statistic@meta:page-count"
_TITLE = "Title"


def read_odt(data: bytes, source: str) -> Extract:
    """Read an OpenDocument text.

    Pages are told where the file notes them and counts as many. Footnotes, endnotes and comments
    stand at the end; what tracked changes deleted does not stand in the text.

    Raises: NeedsPassword, DamagedFile, LimitReached: when it cannot be read.
    """
    zipped = ZippedFile(data, source)
    _refuse_encrypted(zipped)
    notes: list[str] = []
    flow = Flow(source)
    body = _Body(flow)
    for name in (_STYLES, _CONTENT):
        _walk(zipped, name, body, notes)
        flow.end_all()
    if not body.is_text:
        raise DamagedFile(
            f"{source} holds no text document",
            hint="give it the suffix of its real format, or save it as odt anew",
        )
    meta = _meta(zipped, notes)
    flowed = flow.finish(number(meta.get(_PAGE_COUNT, ""), 0))
    return Extract(
        text=flowed.text,
        marks=flowed.marks,
        title=flowed.title or stated_title(meta.get("dc:title", "")) or title_line(flowed.text),
        date=document_date(flowed.text) or _stated_date(meta),
        how="OpenDocument text" + (f", {flowed.pages} pages" if flowed.pages else ""),
        issuer=stated_author(meta.get("meta:initial-creator") or meta.get("dc:creator", "")),
        notes=(*not_read(body.unread), *sorted(body.left_out), *notes),
    )


def _refuse_encrypted(zipped: ZippedFile) -> None:
    if _MANIFEST in zipped.names() and b"encryption-data" in zipped.read(_MANIFEST):
        raise NeedsPassword(
            f"{zipped.source} needs a password: it is encrypted",
            hint="save a copy without a password, and index that",
        )


def _walk(zipped: ZippedFile, name: str, handler: XmlHandler, notes: list[str]) -> None:
    """Walk through a member; where it is beside the text and broken, that is noted."""
    if name != _CONTENT and name not in zipped.names():
        return
    try:
        walk_xml(zipped.read(name), f"{zipped.source}: {name}", _PREFIXES, handler)
    except DamagedFile as error:
        if name == _CONTENT:
            raise
        notes.append(f"{name} is broken and was not read: {error.message}")


def _meta(zipped: ZippedFile, notes: list[str]) -> Mapping[str, str]:
    """What the file states of itself; nothing where that is broken."""
    if _META not in zipped.names():
        return {}
    try:
        return xml_texts(zipped.read(_META), f"{zipped.source}: {_META}", _PREFIXES)
    except DamagedFile as error:
        notes.append(f"{_META} is broken and was not read: {error.message}")
        return {}


def _stated_date(meta: Mapping[str, str]) -> date | None:
    stated = (meta.get("meta:creation-date", ""), meta.get("dc:date", ""))
    return next((found for found in map(parse_date, stated) if found), None)


@dataclass(slots=True)
class _Paragraph:
    kind: Kind
    marker: str
    level: int


class _Body:
    """Walks through the content, or the styles with their page headers, and writes the text."""

    def __init__(self, flow: Flow) -> None:
        self._lists = ListStyles()
        self._parents: dict[str, str] = {}
        self.unread: Counter[str] = Counter()
        self.left_out: set[str] = set()
        self.is_text = False
        self._flow = flow
        self._paragraphs: list[_Paragraph] = []
        self._after_space = True  # white space that comes now adds nothing
        self._notes = 0
        self._leads: list[str] = []  # what stands before the notes and comments that are open
        self._places: list[str] = []
        self._author: list[str] | None = None
        self._frames: list[str] = []  # what each open frame holds that is not read
        self._skipping = 0
        self._reason = ""
        self._starts: Mapping[str, Callable[[Attributes], None]] = {
            "text:p": self._start_paragraph,
            "text:h": self._start_heading,
            "text:s": self._spaces,
            "text:tab": lambda _: self._sign("\t"),
            "text:line-break": lambda _: self._sign("\n"),
            "text:soft-page-break": lambda _: flow.start_page(),
            "text:list": self._lists.open_list,
            "text:list-item": self._lists.open_item,
            "text:note": self._start_note,
            "text:note-body": lambda _: flow.start_box(),
            "office:annotation": self._start_comment,
            "office:text": self._start_text,
            "dc:creator": self._start_author,
            "table:table": lambda _: flow.start_table(),
            "draw:frame": lambda _: self._frames.append(""),
            "style:style": self._define_style,
        }
        self._ends: Mapping[str, Callable[[], None]] = {
            "text:p": self._end_paragraph,
            "text:h": self._end_paragraph,
            "text:list": self._lists.close_list,
            "text:note-body": self._end_note,
            "office:annotation": self._end_note,
            "dc:creator": self._end_author,
            "table:table-cell": flow.end_cell,
            "table:covered-table-cell": flow.end_cell,
            "table:table-row": flow.end_row,
            "table:table": flow.end_table,
            "draw:frame": self._end_frame,
        }

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if self._skipping:
            self._skipping += 1
        elif name in _PASSED_OVER:
            self._skipping = 1
            self._reason = _PASSED_OVER[name]
        elif name in self._starts:
            self._starts[name](attributes)
        elif name in _SHAPES or name in _EDGES:
            self._flow.start_box()
        elif name in _UNREAD:
            self._unread(_UNREAD[name])
        else:
            self._lists.define(name, attributes)

    def end(self, name: str) -> None:
        """An element ends."""
        if self._skipping:
            self._skipping -= 1
        elif name in self._ends:
            self._ends[name]()
        elif name in _SHAPES:
            self._flow.end_box()
            self._after_space = False
        elif name in _EDGES:
            self._flow.end_page_edge()

    def text(self, content: str) -> None:
        """Text within the element that is open."""
        if self._skipping:
            if self._reason and content.strip():
                self.left_out.add(self._reason)
        elif self._author is not None:
            self._author.append(content)
        elif self._paragraphs:
            content = _SPACE.sub(" ", content)
            content = content.lstrip(" ") if self._after_space else content
            if content:
                self._flow.write(content)
                self._after_space = content.endswith(" ")

    def _start_text(self, _attributes: Attributes) -> None:
        self.is_text = True

    def _define_style(self, attributes: Attributes) -> None:
        parent = attributes.get("style:parent-style-name", "")
        self._parents[attributes.get("style:name", "")] = parent

    def _start_paragraph(self, attributes: Attributes) -> None:
        style = attributes.get("text:style-name", "")
        is_title = _TITLE in (style, self._parents.get(style))
        kind = Kind.TITLE if is_title else Kind.PARAGRAPH
        if kind is Kind.PARAGRAPH and self._lists.in_list:
            kind = Kind.ITEM
        self._open_paragraph(kind, self._lists.marker())

    def _start_heading(self, attributes: Attributes) -> None:
        marker = self._lists.marker()
        level = number(attributes.get("text:outline-level", ""), TOP_LEVEL)
        if not marker and attributes.get("text:is-list-header") != "true":
            marker = self._lists.heading_marker(level)
        self._open_paragraph(Kind.HEADING, marker if marker != BULLET else "", level)

    def _open_paragraph(self, kind: Kind, marker: str, level: int = TOP_LEVEL) -> None:
        self._paragraphs.append(_Paragraph(kind, marker, level))
        self._after_space = True

    def _end_paragraph(self) -> None:
        paragraph = self._paragraphs.pop()
        self._flow.end_paragraph(paragraph.kind, paragraph.marker, paragraph.level)
        self._after_space = False

    def _spaces(self, attributes: Attributes) -> None:
        self._sign(" " * min(number(attributes.get("text:c", ""), 1), _MOST_SPACES))

    def _sign(self, sign: str) -> None:
        self._flow.write(sign)
        self._after_space = sign == "\n"

    def _start_note(self, attributes: Attributes) -> None:
        self._notes += 1
        self._flow.write(f"[{self._notes}]")
        kind = "endnotes" if attributes.get("text:note-class") == "endnote" else "footnotes"
        self._leads.append(f"[{self._notes}]")
        self._places.append(kind)

    def _start_comment(self, _attributes: Attributes) -> None:
        self._flow.start_box()
        self._leads.append("Comment:")
        self._places.append("comments")

    def _end_note(self) -> None:
        lead, place = (self._leads.pop(), self._places.pop()) if self._leads else ("", "footnotes")
        self._flow.end_box_apart(place, lead)
        self._after_space = False

    def _start_author(self, _attributes: Attributes) -> None:
        self._author = []

    def _end_author(self) -> None:
        author = " ".join("".join(self._author or ()).split())
        self._author = None
        if author and self._places and self._places[-1] == "comments":
            self._leads[-1] = f"{author}:"

    def _unread(self, what: str) -> None:
        if self._frames:
            self._frames[-1] = self._frames[-1] or what

    def _end_frame(self) -> None:
        what = self._frames.pop()
        if what:
            self.unread[what] += 1
