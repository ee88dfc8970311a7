"""The text of rich text: groups, paragraphs, tables, notes, and what the document states."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from corpus.flow import Flow, Kind
from corpus.readers.rtf_fonts import Fonts, code_page
from corpus.readers.rtf_tokens import Token, TokenKind, tokens

# Where text goes that stands in a group: into the document, nowhere, or to what it is about.
_BODY, _NOWHERE, _FONTS, _STYLE, _MARKER = "body", "nowhere", "fonts", "style", "marker"
_STATED = frozenset(("title", "author", "atnauthor"))
_TIMES = frozenset(("creatim", "revtim"))
_PASSED_OVER = frozenset(
    "colortbl nonshppict shprslt sn sv fldinst datafield formfield xe tc tcn rxe txe private"
    " template filetbl ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn nonesttables objdata objclass"
    " objname objalias buptim printim subject operator manager company category keywords comment"
    " doccomm hlinkbase vern mmathPict revtbl rsidtbl listtable listoverridetable".split()
)
# Groups that a program may pass over when it does not know them; these are known.
_KNOWN_STARRED = frozenset(
    "shpinst shppict nesttableprops ud annotation atnauthor do moMath moMathPara shptxt"
    " dptxbxtext".split()
)
_BOXES = frozenset(("shptxt", "dptxbxtext"))
_EDGES = frozenset(
    f"{edge}{which}" for edge in ("header", "footer") for which in ("", "l", "r", "f")
)
_SIGNS = {
    "tab": "\t",
    "line": "\n",
    "softline": "\n",
    "column": "\n",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "~": "\u00a0",
    "_": "-",
    "{": "{",
    "}": "}",
    "\\": "\\",
    "\t": "\t",
}
_DELETED = "text deleted in tracked changes was left out"
_HIDDEN = "hidden text was left out"
_CONTENTS = "the table of contents was left out"
_BODY_LEVEL = 9  # the outline level of what is no heading
# Tables within tables; a number further on is no table that anyone drew. Ours.
_MOST_TABLES = 20
_SURROGATES = range(0xD800, 0xE000)
_PAGE = ""  # stands in a paragraph where a page begins


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits, and gives back when it ends."""

    target: str = _BODY
    font: int = -1
    fallback: int = 1  # so many characters after one in Unicode are for programs that know none
    left_out: str = ""  # why the text is not taken
    table: int = 0  # within so many tables
    style: int = -1
    outline: int | None = None


@dataclass(slots=True)
class _Place:
    """The document, or a note, box or page header in it, with the paragraph that is open there."""

    parts: list[str] = field(default_factory=list)
    marker: str = ""
    tables: int = 0


@dataclass(slots=True)
class _Style:
    name: str = ""
    outline: int | None = None


class RichText:
    """Reads the tokens of a document and writes its text to the flow."""

    def __init__(self, flow: Flow) -> None:
        self.stated: dict[str, str] = {}
        self.pages = 0
        self.unread: Counter[str] = Counter()
        self.left_out: set[str] = set()
        self.fonts = Fonts()
        self._times: dict[str, dict[str, int]] = {}
        self._flow = flow
        self._state = _State()
        self._outer: list[_State] = []
        self._closing: dict[int, Callable[[], None]] = {}  # by the depth of the group
        self._places = [_Place()]
        self._styles: dict[int, _Style] = {}
        self._open_style = _Style()
        self._default_font = 0
        self._bytes = bytearray()
        self._starred = False
        self._to_pass = 0  # characters that stand in for one in Unicode
        self._high = 0  # first half of a character beyond U+FFFF
        self._notes = 0
        self._note_place = "footnotes"
        self._time = ""
        self._words: Mapping[str, Callable[[int | None], None]] = {
            "ansicpg": self._set_code_page,
            "mac": lambda _: self._set_encoding("mac_roman"),
            "pc": lambda _: self._set_encoding("cp437"),
            "pca": lambda _: self._set_encoding("cp850"),
            "deff": self._set_default_font,
            "f": self._set_font,
            "fcharset": lambda number: self._in_fonts(self.fonts.set_charset, number),
            "cpg": lambda number: self._in_fonts(self.fonts.set_code_page, number),
            "s": self._set_style,
            "outlinelevel": self._set_outline,
            "plain": self._plain,
            "pard": self._pard,
            "v": lambda number: self._leave_out(_HIDDEN, on=number != 0),
            "deleted": lambda number: self._leave_out(_DELETED, on=number != 0),
            "uc": self._set_fallback,
            "u": self._unicode,
            "intbl": lambda _: self._set(table=max(1, self._state.table)),
            "itap": lambda number: self._set(table=max(0, min(number or 0, _MOST_TABLES))),
            "par": lambda _: self._end_paragraph(),
            "sect": lambda _: self._end_paragraph(),
            "page": lambda _: self._start_page(),
            "cell": lambda _: self._end_cell(1),
            "row": lambda _: self._end_row(1),
            "nestcell": lambda _: self._end_cell(max(2, self._state.table)),
            "nestrow": lambda _: self._end_row(max(2, self._state.table)),
            "fonttbl": lambda _: self._aim(_FONTS),
            "stylesheet": lambda _: self._aim(_STYLE),
            "listtext": lambda _: self._start_marker(),
            "pntext": lambda _: self._start_marker(),
            "pict": lambda _: self._picture(),
            "object": lambda _: self._object(),
            "footnote": lambda _: self._start_note(),
            "ftnalt": lambda _: self._make_endnote(),
            "annotation": lambda _: self._start_comment(),
            "nofpages": self._set_pages,
        }
