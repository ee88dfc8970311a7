"""The text of a Word document's parts: its body, notes, comments, page headers and footers."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from corpus.flow import Flow, Kind
from corpus.readers.docx_numbering import Lists
from corpus.readers.docx_styles import BODY_LEVEL, Styles, level_of
from corpus.symbols import symbol
from corpus.xml_walk import Attributes

# What is not the text as it stands now, with what to say of it where it holds text.
_PASSED_OVER = {
    "w:del": "text deleted in tracked changes was left out",
    "w:moveFrom": "",
    "mc:Fallback": "",  # says again what its neighbour says
    "w:rt": "the readings beside Japanese signs were left out",
    "w:rPrChange": "",
    "w:pPrChange": "",
    "w:sectPr": "",
    "w:tabs": "",
}
_UNREAD = {
    "pic:pic": "picture",
    "c:chart": "chart",
    "dgm:relIds": "diagram",
}
_SIGNS = {
    "w:cr": "\n",
    "w:tab": "\t",
    "w:ptab": "\t",
    "w:noBreakHyphen": "-",
}
_MATHS_BEFORE = {"m:sup": "^(", "m:sub": "_(", "m:num": "(", "m:den": "/("}
_TEXTS = frozenset(("w:t", "m:t"))
_OFF = frozenset(("0", "false", "off"))
_SEPARATORS = frozenset(("separator", "continuationSeparator", "continuationNotice"))
_NOTES = {"w:footnote": "footnotes", "w:endnote": "endnotes", "w:comment": "comments"}
_HIDDEN = "hidden text was left out"
_CONTENTS = "the table of contents was left out"


@dataclass(slots=True)
class Findings:
    """What was met in all parts: things that were not read, text left out, notes referred to."""

    unread: Counter[str] = field(default_factory=Counter)
    left_out: set[str] = field(default_factory=set)
    references: dict[tuple[str, str], int] = field(default_factory=dict)  # -> number of the note
    has_body: bool = False
    chunks: list[str] = field(default_factory=list)  # relations to files that stand in the text

    def refer(self, place: str, identifier: str) -> int:
        """The number of a note, counted in the order in which the text refers to them."""
        return self.references.setdefault((place, identifier), len(self.references) + 1)


@dataclass(slots=True)
class _Paragraph:
    style: str = ""
    outline: int | None = None
    list_id: str = ""
    level: int | None = None


class Part:
    """Walks through one part of the document and writes its text to the flow."""

    def __init__(
        self, flow: Flow, styles: Styles, lists: Lists, findings: Findings, *, rendered: bool
    ) -> None:
        """`rendered` says that Word noted where the pages began when it last showed them."""
        self._flow = flow
        self._styles = styles
        self._lists = lists
        self._findings = findings
        self._rendered = rendered
        self._paragraphs: list[_Paragraph] = []
        self._hidden: list[bool] = []  # for each run that is open
        self._objects = 0
        self._in_text = False
        self._note = ""  # what stands before the note that is open
        self._skipping = 0  # depth within what is passed over
        self._reason = ""
        self._starts: Mapping[str, Callable[[Attributes], None]] = {
            "w:body": self._start_body,
            "w:p": self._start_paragraph,
            "w:r": self._start_run,
            "w:vanish": self._hide,
            "w:br": self._break,
            "w:lastRenderedPageBreak": self._rendered_page,
            "w:sym": self._symbol,
            "w:footnoteReference": lambda given: self._refer("footnotes", given),
            "w:endnoteReference": lambda given: self._refer("endnotes", given),
            "w:tbl": lambda _: flow.start_table(),
            "w:txbxContent": lambda _: flow.start_box(),
            "w:object": self._start_object,
            "v:imagedata": self._picture,
            "w:altChunk": lambda given: findings.chunks.append(given.get("r:id", "")),
            "w:hdr": lambda _: flow.start_box(),
            "w:ftr": lambda _: flow.start_box(),
            "w:pStyle": self._set_style,
            "w:outlineLvl": self._set_outline,
            "w:numId": self._set_list,
            "w:ilvl": self._set_level,
        }
        self._ends: Mapping[str, Callable[[], None]] = {
            "w:p": self._end_paragraph,
            "w:r": self._end_run,
            "w:tc": flow.end_cell,
            "w:tr": flow.end_row,
            "w:tbl": flow.end_table,
            "w:txbxContent": flow.end_box,
            "w:object": self._end_object,
            "w:hdr": flow.end_page_edge,
            "w:ftr": flow.end_page_edge,
        }

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if self._skipping:
            self._skipping += 1
        elif name in _PASSED_OVER:
            self._pass_over(_PASSED_OVER[name])
        elif name in _NOTES:
            self._start_note(name, attributes)
        elif name in self._starts:
            self._starts[name](attributes)
        else:
            self._start_content(name)

    def _start_content(self, name: str) -> None:
        if name in _TEXTS:
            self._in_text = True
        elif name in _SIGNS:
            self._write(_SIGNS[name])
        elif name in _UNREAD:
            self._findings.unread[_UNREAD[name]] += 1
        elif name in _MATHS_BEFORE:
            self._flow.write(_MATHS_BEFORE[name])

    def end(self, name: str) -> None:
        """An element ends."""
        if self._skipping:
            self._skipping -= 1
        elif name in _TEXTS:
            self._in_text = False
        elif name in self._ends:
            self._ends[name]()
        elif name in _MATHS_BEFORE:
            self._flow.write(")")
        elif name in _NOTES:
            self._flow.end_box_apart(_NOTES[name], self._note)

    def text(self, content: str) -> None:
        """Text within the element that is open."""
        if self._skipping:
            if self._reason and content.strip():
                self._findings.left_out.add(self._reason)
        elif self._in_text:
            self._write(content)

    def _write(self, content: str) -> None:
        if self._hidden and self._hidden[-1]:
            self._findings.left_out.add(_HIDDEN)
        else:
            self._flow.write(content)

    def _pass_over(self, reason: str) -> None:
        self._skipping = 1
        self._reason = reason

    def _start_body(self, _attributes: Attributes) -> None:
        self._findings.has_body = True

    def _start_paragraph(self, _attributes: Attributes) -> None:
        self._paragraphs.append(_Paragraph(style=self._styles.default))

    def _end_paragraph(self) -> None:
        paragraph = self._paragraphs.pop()
        if self._styles.is_contents(paragraph.style):
            if not self._flow.is_blank():
                self._findings.left_out.add(_CONTENTS)
            self._flow.drop_paragraph()
            self._flow.end_paragraph()
            return
        outline = self._outline(paragraph)
        kind = self._kind(paragraph, outline)
        marker = "" if self._flow.is_blank() else self._marker(paragraph)
        if marker and kind is Kind.PARAGRAPH:
            kind = Kind.ITEM
        self._flow.end_paragraph(kind, marker, outline + 1)

    def _outline(self, paragraph: _Paragraph) -> int:
        stated = paragraph.outline
        return self._styles.outline_of(paragraph.style) if stated is None else stated

    def _kind(self, paragraph: _Paragraph, outline: int) -> Kind:
        if self._styles.is_title(paragraph.style):
            return Kind.TITLE
        return Kind.HEADING if outline < BODY_LEVEL else Kind.PARAGRAPH

    def _marker(self, paragraph: _Paragraph) -> str:
        list_id, level, style = self._styles.list_of(paragraph.style)
        if paragraph.list_id:
            list_id, level = paragraph.list_id, paragraph.level or 0
        elif paragraph.level is not None:
            level = paragraph.level
        return self._lists.marker(list_id, level, style)

    def _set_style(self, attributes: Attributes) -> None:
        if self._paragraphs:
            self._paragraphs[-1].style = attributes.get("w:val", "")

    def _set_outline(self, attributes: Attributes) -> None:
        if self._paragraphs:
            self._paragraphs[-1].outline = level_of(attributes.get("w:val", ""))

    def _set_list(self, attributes: Attributes) -> None:
        if self._paragraphs:
            self._paragraphs[-1].list_id = attributes.get("w:val", "")

    def _set_level(self, attributes: Attributes) -> None:
        if self._paragraphs:
            self._paragraphs[-1].level = level_of(attributes.get("w:val", ""))

    def _start_run(self, _attributes: Attributes) -> None:
        self._hidden.append(False)

    def _end_run(self) -> None:
        self._hidden.pop()

    def _hide(self, attributes: Attributes) -> None:
        if self._hidden:
            self._hidden[-1] = attributes.get("w:val", "") not in _OFF

    def _break(self, attributes: Attributes) -> None:
        if attributes.get("w:type") != "page":
            self._write("\n")
        elif not self._rendered:
            self._flow.start_page()

    def _rendered_page(self, _attributes: Attributes) -> None:
        self._flow.start_page()

    def _symbol(self, attributes: Attributes) -> None:
        code = attributes.get("w:char", "")
        try:
            self._write(symbol(int(code[:4], 16), attributes.get("w:font", "")))
        except ValueError:
            self._write("\ufffd")

    def _refer(self, place: str, attributes: Attributes) -> None:
        self._write(f"[{self._findings.refer(place, attributes.get('w:id', ''))}]")

    def _start_object(self, _attributes: Attributes) -> None:
        self._objects += 1

    def _end_object(self) -> None:
        self._objects -= 1

    def _picture(self, _attributes: Attributes) -> None:
        if not self._objects:  # there it is the look of a file that is embedded
            self._findings.unread["picture"] += 1

    def _start_note(self, name: str, attributes: Attributes) -> None:
        if attributes.get("w:type") in _SEPARATORS:
            self._pass_over("")
            return
        if name == "w:comment":
            author = " ".join(attributes.get("w:author", "").split())
            self._note = f"{author}:" if author else "Comment:"
        else:
            number = self._findings.refer(_NOTES[name], attributes.get("w:id", ""))
            self._note = f"[{number}]"
        self._flow.start_box()
