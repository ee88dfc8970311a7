"""Paragraph styles of Word documents: which paragraphs are headings, and which list they are in."""

import re
from dataclasses import dataclass, field

from corpus.xml_walk import Attributes

_OFFICE = "http://schemas.openxmlformats.org"
_STRICT = "http://purl.oclc.org/ooxml"  # the namespaces of files saved as "Strict Open XML"
PREFIXES = {
    f"{_OFFICE}/wordprocessingml/2006/main": "w",
    f"{_STRICT}/wordprocessingml/main": "w",
    f"{_OFFICE}/officeDocument/2006/relationships": "r",
    f"{_STRICT}/officeDocument/relationships": "r",
    f"{_OFFICE}/officeDocument/2006/math": "m",
    f"{_STRICT}/officeDocument/math": "m",
    f"{_OFFICE}/drawingml/2006/picture": "pic",
    f"{_STRICT}/drawingml/picture": "pic",
    f"{_OFFICE}/drawingml/2006/chart": "c",
    f"{_STRICT}/drawingml/chart": "c",
    f"{_OFFICE}/drawingml/2006/diagram": "dgm",
    f"{_STRICT}/drawingml/diagram": "dgm",
    f"{_OFFICE}/markup-compatibility/2006": "mc",
    "urn:schemas-microsoft-com:vml": "v",
}
# Word writes the names of its own styles in English, whatever language it speaks.
_HEADING_NAME = re.compile(r"heading (\d)")
_CONTENTS_NAME = re.compile(r"toc \d|table of figures")
BODY_LEVEL = 9  # the outline level of what is no heading
# A style is based on another, that on a third, and so on: no further than this. Ours.
_LONGEST_CHAIN = 30


@dataclass(slots=True)
class _Style:
    name: str = ""
    based_on: str = ""
    outline: int | None = None
    list_id: str = ""
    level: int | None = None

    def set(self, name: str, value: str) -> None:
        """Take what one element says of the style."""
        match name:
            case "w:name":
                self.name = value.lower()
            case "w:basedOn":
                self.based_on = value
            case "w:outlineLvl":
                self.outline = level_of(value)
            case "w:numId":
                self.list_id = value
            case "w:ilvl":
                self.level = level_of(value)


@dataclass(slots=True)
class Styles:
    """The paragraph styles of a document, by id, read by walking through its styles.

    What a style does not say, the one that it is based on says.
    """

    default: str = ""
    _styles: dict[str, _Style] = field(default_factory=dict)
    _open: _Style | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if name == "w:style":
            self._open = None
            if attributes.get("w:type") == "paragraph":
                identifier = attributes.get("w:styleId", "")
                self._open = self._styles[identifier] = _Style()
                if attributes.get("w:default") in ("1", "true", "on"):
                    self.default = identifier
        elif self._open is not None:
            self._open.set(name, attributes.get("w:val", ""))

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "w:style":
            self._open = None

    def text(self, content: str) -> None:
        """Text: styles hold none."""

    def is_title(self, style: str) -> bool:
        """Whether a paragraph of this style is the title of the document."""
        return any(found.name == "title" for _, found in self._chain(style))

    def is_contents(self, style: str) -> bool:
        """Whether a paragraph of this style is a line of a table of contents."""
        return any(_CONTENTS_NAME.fullmatch(found.name) for _, found in self._chain(style))

    def outline_of(self, style: str) -> int:
        """The level of headings of this style, counted from 0, or that of what is no heading."""
        for _, found in self._chain(style):
            if found.outline is not None:
                return found.outline
            if named := _HEADING_NAME.fullmatch(found.name):
                return int(named[1]) - 1
        return BODY_LEVEL

    def list_of(self, style: str) -> tuple[str, int | None, str]:
        """The list that paragraphs of `style` are in, their level, and the style that says so."""
        level: int | None = None
        for identifier, found in self._chain(style):
            level = found.level if level is None else level
            if found.list_id:
                return found.list_id, level, identifier
        return "", None, ""

    def _chain(self, style: str) -> tuple[tuple[str, _Style], ...]:
        """The style and those that it is based on; it ends where it would go round."""
        chain: dict[str, _Style] = {}
        while style in self._styles and style not in chain and len(chain) < _LONGEST_CHAIN:
            chain[style] = self._styles[style]
            style = chain[style].based_on
        return tuple(chain.items())


def level_of(value: str) -> int | None:
    """A level of headings or lists, counted from 0, or None where it is no number up to 9."""
    return int(value) if len(value) == 1 and value in "0123456789" else None
