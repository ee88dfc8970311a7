"""The text of rich text: groups, paragraphs, tables, notes, and what the document states."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from corpus.characters import clean
from corpus.flow import Flow, Kind
from corpus.readers import rtf_words as words
from corpus.readers.rtf_fonts import Fonts, code_page
from corpus.readers.rtf_tokens import Token, TokenKind, tokens


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits, and gives back when it ends."""

    target: str = words.BODY
    font: int | None = None
    fallback: int = 1  # so many characters after one in Unicode are for programs that know none
    left_out: str = ""  # why the text is not taken
    in_object: bool = False
    table: int = 0  # within so many tables
    style: int | None = None
    outline: int | None = None


@dataclass(slots=True)
class _Place:
    """The document, or a note, box or page header in it, with the paragraph that is open there."""

    name: str = ""
    parts: list[str] = field(default_factory=list)
    marker: str = ""
    tables: int = 0


@dataclass(slots=True)
class _Style:
    name: str = ""
    outline: int | None = None


class RichText:
    """Reads a document's tokens and writes its text to the flow."""

    def __init__(self, flow: Flow) -> None:
        self.stated: dict[str, str] = {}
        self.times: dict[str, dict[str, int]] = {}
        self.pages = 0
        self.unread: Counter[str] = Counter()
        self.left_out: set[str] = set()
        self.fonts = Fonts()
        self._flow = flow
        self._state = _State()
        self._outer: list[_State] = []
        self._closings: dict[int, Callable[[], None]] = {}  # by the depth of the group
        self._places = [_Place()]
        self._styles: dict[int, _Style] = {}
        self._open_style = _Style()
        self._default_font = 0
        self._bytes = bytearray()
        self._starred = False
        self._to_pass = 0  # characters that stand in for one in Unicode
        self._high = 0  # first half of a character beyond U+FFFF
        self._notes = 0
        self._time = ""
        self._words: Mapping[str, Callable[[int | None], None]] = {
            "ansicpg": self._set_code_page,
            "mac": lambda _: self._set_code_page(words.MAC),
            "pc": lambda _: self._set_code_page(words.PC),
            "pca": lambda _: self._set_code_page(words.PCA),
            "deff": self._set_default_font,
            "f": self._set_font,
            "fcharset": lambda number: self.fonts.set_charset(number or 0),
            "cpg": lambda number: self.fonts.set_code_page(number or 0),
            "s": self._set_style,
            "outlinelevel": self._set_outline,
            "plain": lambda _: self._plain(),
            "pard": lambda _: self._pard(),
            "v": lambda number: self._leave_out(words.HIDDEN, on=number != 0),
            "deleted": lambda number: self._leave_out(words.DELETED, on=number != 0),
            "uc": self._set_fallback,
            "u": self._unicode,
            "intbl": lambda _: self._set_table(max(1, self._state.table)),
            "itap": lambda number: self._set_table(number or 0),
            "par": lambda _: self._end_paragraph(),
            "sect": lambda _: self._end_paragraph(),
            "page": lambda _: self._write(words.PAGE),
            "cell": lambda _: self._end_cell(1),
            "row": lambda _: self._end_row(1),
            "nestcell": lambda _: self._end_cell(max(2, self._state.table)),
            "nestrow": lambda _: self._end_row(max(2, self._state.table)),
            "fonttbl": lambda _: self._aim(words.FONTS),
            "stylesheet": lambda _: self._aim(words.STYLE),
            "listtext": lambda _: self._start_marker(),
            "pntext": lambda _: self._start_marker(),
            "pict": lambda _: self._picture(),
            "object": lambda _: self._object(),
            "footnote": lambda _: self._start_note(),
            "ftnalt": lambda _: self._make_endnote(),
            "annotation": lambda _: self._start_comment(),
            "nofpages": self._set_pages,
        }

    def read(self, data: bytes) -> bool:
        """Read the whole document; whether it breaks off before its end."""
        for token in tokens(data):
            self._take(token)
        self._flush()
        breaks_off = bool(self._outer)
        while self._outer:
            self._close_group()
        self._close_place()
        return breaks_off

    def _take(self, token: Token) -> None:
        if token.kind is TokenKind.BYTES:
            passed = min(self._to_pass, len(token.data))
            self._to_pass -= passed
            self._bytes += token.data[passed:]
            self._starred = False
            return
        if self._bytes:
            self._flush()
        if token.kind is TokenKind.WORD:
            self._word(token.word, token.number)
        elif token.kind is TokenKind.OPEN:
            self._open_group()
        elif token.kind is TokenKind.CLOSE:
            self._close_group()
        else:
            self._sign(token.word)

    def _open_group(self) -> None:
        self._outer.append(self._state)
        self._to_pass = 0
        self._starred = False
        if self._state.target == words.STYLE:
            self._open_style = _Style()

    def _close_group(self) -> None:
        closing = self._closings.pop(len(self._outer), None)
        if closing is not None:
            closing()
        if self._outer:
            self._state = self._outer.pop()
        self._to_pass = 0
        self._starred = False

    def _word(self, word: str, number: int | None) -> None:
        starred, self._starred, self._to_pass = self._starred, False, 0
        if self._state.target == words.NOWHERE:
            return
        if word in words.PASSED_OVER or (starred and word not in words.KNOWN_STARRED):
            self._aim(words.NOWHERE)
        elif word in self._words:
            self._words[word](number)
        elif word in words.SIGNS:
            self._write(words.SIGNS[word])
        else:
            self._start_destination(word, number)

    def _start_destination(self, word: str, number: int | None) -> None:
        if word in words.STATED:
            self.stated[word] = ""
            self._aim(word)
        elif word in words.TIMES:
            self._time = word
            self.times[word] = {}
            self._aim(words.TIME)
        elif word in words.TIME_UNITS and self._state.target == words.TIME:
            self.times[self._time][word] = number or 0
        elif word in words.EDGES:
            self._open_place(word, lambda _: self._flow.end_page_edge())
        elif word in words.BOXES:
            self._open_place(word, lambda _: self._flow.end_box())

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self._starred = True
        elif sign in "\r\n":
            self._end_paragraph()
        elif sign in words.SIGNS:
            if self._to_pass:
                self._to_pass -= 1
            else:
                self._write(words.SIGNS[sign])

    def _flush(self) -> None:
        if self._bytes:
            self._write(clean(self.fonts.decode(bytes(self._bytes), self._font())))
            self._bytes.clear()

    def _write(self, content: str) -> None:
        state, place = self._state, self._places[-1]
        match state.target:
            case words.BODY if state.left_out:
                if content.strip():
                    self.left_out.add(state.left_out)
            case words.BODY:
                place.parts.append(content)
            case words.MARKER:
                place.marker += content
            case words.FONTS:
                self.fonts.add_name(content)
            case words.STYLE:
                self._open_style.name += content.partition(";")[0].strip().lower()
            case target if target in words.STATED:
                self.stated[target] += content

    def _font(self) -> int:
        return self._default_font if self._state.font is None else self._state.font

    def _aim(self, target: str) -> None:
        self._state = replace(self._state, target=target)

    def _set_code_page(self, number: int | None) -> None:
        self.fonts.document = code_page(number or 0)

    def _set_default_font(self, number: int | None) -> None:
        self._default_font = number or 0

    def _set_font(self, number: int | None) -> None:
        if self._state.target == words.FONTS:
            self.fonts.define(number or 0)
        else:
            self._state = replace(self._state, font=number or 0)

    def _set_style(self, number: int | None) -> None:
        if self._state.target == words.STYLE:
            self._open_style = self._styles.setdefault(number or 0, _Style())
        else:
            self._state = replace(self._state, style=number or 0)

    def _set_outline(self, number: int | None) -> None:
        if self._state.target == words.STYLE:
            self._open_style.outline = number
        else:
            self._state = replace(self._state, outline=number)

    def _plain(self) -> None:
        self._state = replace(self._state, font=None, left_out="")

    def _pard(self) -> None:
        state = self._state
        if state.table or state.style is not None or state.outline is not None:
            self._state = replace(state, table=0, style=None, outline=None)

    def _leave_out(self, why: str, *, on: bool) -> None:
        self._state = replace(self._state, left_out=why if on else "")

    def _set_fallback(self, number: int | None) -> None:
        fallback = 1 if number is None else max(0, min(number, words.MOST_FALLBACK))
        self._state = replace(self._state, fallback=fallback)

    def _set_table(self, number: int) -> None:
        table = max(0, min(number, words.MOST_TABLES))
        if table != self._state.table:
            self._state = replace(self._state, table=table)

    def _set_pages(self, number: int | None) -> None:
        self.pages = number or 0

    def _unicode(self, number: int | None) -> None:
        code = (number or 0) + (0x10000 if number is not None and number < 0 else 0)
        high, self._high = self._high, 0
        if code in words.HIGH_SURROGATES:
            self._high = code
        elif code in words.LOW_SURROGATES and high:
            self._write(chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00))
        elif code in words.LOW_SURROGATES or not 0 <= code <= words.LAST_CHARACTER:
            self._write("\ufffd")
        else:
            self._write(self.fonts.sign(code, self._font()))
        self._to_pass = self._state.fallback

    def _end_paragraph(self) -> None:
        if self._state.target == words.BODY:
            self._set_tables(self._state.table)
            self._write_paragraph()

    def _write_paragraph(self) -> None:
        """Hand the open paragraph to the flow."""
        place = self._places[-1]
        parts, place.parts = place.parts, []
        marker, place.marker = place.marker.strip(), ""
        style = self._styles.get(-1 if self._state.style is None else self._state.style, _Style())
        if words.CONTENTS_NAME.fullmatch(style.name):
            self.left_out.add(words.CONTENTS)
            parts = [part for part in parts if part == words.PAGE]
        for part in parts:
            if part == words.PAGE:
                self._flow.start_page()
            else:
                self._flow.write(part)
        if marker and not any(sign.isalnum() for sign in marker):
            marker = "-"
        outline = self._outline(style)
        kind = Kind.HEADING if outline < words.BODY_LEVEL else Kind.PARAGRAPH
        if style.name == "title":
            kind = Kind.TITLE
        elif marker and kind is Kind.PARAGRAPH:
            kind = Kind.ITEM
        self._flow.end_paragraph(kind, marker, outline + 1)

    def _outline(self, style: _Style) -> int:
        """The level of the open paragraph, counted from 0, or that of what is no heading."""
        stated = style.outline if self._state.outline is None else self._state.outline
        named = words.HEADING_NAME.fullmatch(style.name)
        if stated is None:
            return int(named[1]) - 1 if named else words.BODY_LEVEL
        return stated

    def _set_tables(self, number: int) -> None:
        """Open and close tables until so many are open around the open paragraph."""
        place = self._places[-1]
        for _ in range(place.tables, number):
            self._flow.start_table()
        for _ in range(number, place.tables):
            self._flow.end_table()
        place.tables = number

    def _end_cell(self, table: int) -> None:
        if self._state.target == words.BODY:
            self._set_tables(table)
            self._write_paragraph()
            self._flow.end_cell()

    def _end_row(self, table: int) -> None:
        if self._state.target == words.BODY:
            self._set_tables(table)
            self._flow.end_row()

    def _start_marker(self) -> None:
        if self._state.target == words.BODY:
            self._aim(words.MARKER)

    def _picture(self) -> None:
        self.unread["picture"] += not self._state.in_object
        self._aim(words.NOWHERE)

    def _object(self) -> None:
        self.unread["object"] += 1
        self._state = replace(self._state, in_object=True)

    def _open_place(self, name: str, closing: Callable[[str], None]) -> None:
        """What follows in this group stands in a box of its own, which `closing` closes."""
        depth = len(self._outer)
        if self._state.target != words.BODY or depth in self._closings:
            return
        self._flow.start_box()
        self._places.append(_Place(name))
        self._state = replace(self._state, table=0, style=None, outline=None)

        def close() -> None:
            closing(self._close_place())

        self._closings[depth] = close

    def _close_place(self) -> str:
        """End what stands in the innermost place, and give its name."""
        self._set_tables(min(self._state.table, self._places[-1].tables))
        self._write_paragraph()
        self._set_tables(0)
        return self._places.pop().name

    def _start_note(self) -> None:
        self._notes += 1
        lead = f"[{self._notes}]"
        self._write(lead)
        self._open_place(words.FOOTNOTES, lambda name: self._flow.end_box_apart(name, lead))

    def _make_endnote(self) -> None:
        if self._places[-1].name == words.FOOTNOTES:
            self._places[-1].name = "endnotes"

    def _start_comment(self) -> None:
        author = " ".join(self.stated.pop("atnauthor", "").split())
        lead = f"{author}:" if author else "Comment:"
        self._open_place("comments", lambda name: self._flow.end_box_apart(name, lead))
