"""The text of an HTML page's body: blocks, lists and tables, with or without its navigation."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto

from resiliparse.parse.html import ElementNode, Node, TextNode

from corpus.extract import TextBuilder
from corpus.headings import TOP_LEVEL
from corpus.lines import CELL_SEPARATOR

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = _HEADINGS | frozenset(
    "address article blockquote body caption center dd details dialog div dl dt fieldset"
    " figcaption figure footer form header hr html legend li main ol p pre section summary table"
    " tbody tfoot thead tr ul".split()
)
_CELLS = frozenset(("td", "th"))
_PARAGRAPHS = frozenset(("p", "div"))
# What shows no text to a reader, or is for using the page rather than for reading it.
_NEVER_TEXT = frozenset(
    "button canvas datalist embed head iframe input noscript object option script select style svg"
    " template textarea".split()
)
_NAVIGATION_TAGS = frozenset(("nav", "menu"))
_PAGE_EDGES = frozenset(("header", "footer"))
_ARTICLES = frozenset(("article", "main", "section"))
_NAVIGATION_ROLES = frozenset(("navigation", "search", "menu"))
_EDGE_ROLES = frozenset(("banner", "contentinfo", "complementary"))
_NAVIGATION_CLASSES = frozenset(
    "nav navbar navigation menu breadcrumb breadcrumbs skip-link cookie-banner cookie-consent"
    " noprint pagination toc".split()
)
_SKIP_LINK = re.compile(r"\s*(?:skip|jump) to\b", re.IGNORECASE)
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# A list is a menu when at least so many links hold at least this share of its letters and are
# this short on average. Ours; too loose and a list of sources is lost.
_MENU_LINKS = 4
_MENU_LINK_SHARE = 0.8
_MENU_LINK_LETTERS = 30
# What stands at the edges of a page says something with so many words outside of its links, or with
# so many and a figure among them: "All rights reserved" does not, and opening hours do. Ours.
_SAYING_WORDS, _SAYING_WORDS_WITH_FIGURES = 5, 3
_WORD = re.compile(r"(?=\w)[\u2e80-\uffff]|[^\W\u2e80-\uffff]+")  # a sign of Chinese is one, too
# No list counts from further on; Python refuses to make numbers of thousands of digits. Ours.
_START_DIGITS = 9
_QUOTED_LETTERS = 60
# Raised figures would else be part of the word or the number before: "Ruiz1", "106".
_RAISED = re.compile(r"[+\u2212,\s-]*+\d[\d+\u2212,\s-]*+")
_RAISING = str.maketrans("0123456789+-\u2212", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")


class Scope(Enum):
    """How much of what can be seen on a page is its text."""

    PROSE = auto()
    """All but navigation, and edges of the page that say nothing."""
    BOOK = auto()
    """All but `nav`, where books keep their contents."""
    ALL = auto()
    """All, and what is hidden."""


class Reason(StrEnum):
    """Why a part of a page is not in its text."""

    HIDDEN = "text that the page hides"
    NAVIGATION = "navigation"
    EDGE = "what stands at the page's edges"


@dataclass(slots=True)
class PageWriter:
    """Collects inline text until a block ends, and blocks into a text."""

    builder: TextBuilder = field(default_factory=TextBuilder)
    letters_left_out: int = 0
    left_out: dict[Reason, str] = field(default_factory=dict)  # what was, as far as can be quoted
    pictures: int = 0
    inline: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)  # the lines of the list or table being written
    counters: list[int | None] = field(default_factory=list)  # next number; None: bullets
    bullet: str = ""  # what stands before the first line of the list item that was opened last
    main_headings: list[str] = field(default_factory=list)
    open: Counter[str] = field(default_factory=Counter)  # how many elements of each name are open
    scope: Scope = Scope.PROSE
    chapters: Mapping[str, str] = field(default_factory=dict)  # id -> label of what begins there
    chapter: str = ""  # the label of a chapter whose first words are still to come

    def leave_out(self, content: str, reason: Reason) -> None:
        """Note that this is not in the text."""
        self.letters_left_out += letters(content)
        before = self.left_out.get(reason, "")
        if content.strip() and len(before) <= _QUOTED_LETTERS:
            self.left_out[reason] = f"{before} {' '.join(content.split())}".strip()

    def notes(self) -> tuple[str, ...]:
        """What of the page is not in the text, and why."""
        return tuple(
            f'{reason.value} is not in the text: "{content[:_QUOTED_LETTERS]}'
            + ('..."' if len(content) > _QUOTED_LETTERS else '"')
            for reason, content in self.left_out.items()
        )

    def within(self, tags: Iterable[str]) -> bool:
        """Whether an element of one of these names is open."""
        return any(self.open[tag] for tag in tags)

    def add_text(self, content: str) -> None:
        """Add to the inline text."""
        if self.open["sup"] and _RAISED.fullmatch(content):
            content = content.translate(_RAISING)
        if self.open["pre"]:
            self.inline.append(content.replace("\r", "\n"))
        else:
            self.inline.append(re.sub(r"\s+", " ", content))

    def end_line(self) -> None:
        """Go to the next line within a cell, unless nothing stands on this one."""
        last = next((piece for piece in reversed(self.inline) if piece.strip()), CELL_SEPARATOR)
        if last != CELL_SEPARATOR:
            self.inline.append("\n")

    def start_cell(self) -> None:
        """Go to the next cell of the row."""
        while self.inline and not self.inline[-1].strip():
            self.inline.pop()
        if self.inline:
            self.inline.append(CELL_SEPARATOR)

    def end_heading(self, tag: str) -> None:
        """Close the inline text as a heading."""
        content = " ".join("".join(self.inline).split())
        self.inline.clear()
        self.end_rows()
        self._start_chapter(content)
        # A place in a book is named by its chapter and the nearest heading.
        self.builder.heading(content, TOP_LEVEL if self.scope is Scope.BOOK else int(tag[1:]))
        if tag == "h1":
            self.main_headings.append(content)

    def end_block(self) -> None:
        """Close the inline text: as a line of the open list or table, or as a block."""
        content = "".join(self.inline)
        if not self.open["pre"]:
            content = "\n".join(" ".join(line.split()) for line in content.split("\n"))
        self.inline.clear()
        if not content.strip():
            return
        if self.counters or self.open["table"]:
            self.rows.append(self.bullet + content.strip())
            self.bullet = ""
        else:
            self._start_chapter(content)
            self.builder.block(content)

    def end_rows(self) -> None:
        """Close the open list or table."""
        content = "\n".join(self.rows)
        self._start_chapter(content)
        self.builder.block(content)
        self.rows.clear()

    def _start_chapter(self, content: str) -> None:
        """Mark the chapter that begins with `content`, where one begins and there is any."""
        if self.chapter and content.strip():
            self.builder.place(self.chapter)
            self.chapter = ""


def write_body(body: ElementNode, writer: PageWriter) -> None:
    """Write all below `body`, depth first, without recursion: pages can be nested very deep."""
    stack = [(child, False) for child in reversed(_children(body))]
    while stack:
        node, leaving = stack.pop()
        if isinstance(node, TextNode):
            writer.add_text(node.value or "")
        elif not isinstance(node, ElementNode) or node.tag in _NEVER_TEXT:
            writer.pictures += node.tag == "svg"
        elif leaving:
            _leave(node.tag or "", writer)
        elif reason := _reason_to_leave_out(node, writer):
            writer.leave_out(_seen_in(node), reason)
        else:
            _enter(node, writer)
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(_children(node)))
    writer.end_block()
    writer.end_rows()


def _children(node: Node) -> list[Node]:
    """What stands directly below `node`.

    resiliparse's own lists of nodes take quadratic time to walk: minutes for 5,000 paragraphs.
    """
    children: list[Node] = []
    child = node.first_child
    while child is not None:
        children.append(child)
        child = child.next
    return children


def elements(node: Node, tag: str) -> Iterator[ElementNode]:
    """The elements of one name below `node`, in the page's order."""
    stack: list[Node] = [node]
    while stack:
        found = stack.pop()
        if isinstance(found, ElementNode) and found.tag == tag:
            yield found
        stack.extend(reversed(_children(found)))


def _enter(node: ElementNode, writer: PageWriter) -> None:
    tag = node.tag or ""
    if tag == "br":
        writer.inline.append("\n")
    elif tag in _CELLS:
        writer.start_cell()
    _end_text_before(tag, writer)
    _meet_chapter(node, writer)
    writer.pictures += tag == "img"
    writer.open[tag] += 1
    if tag in ("ul", "ol"):
        writer.counters.append(_first_number(node) if tag == "ol" else None)
    elif tag == "li" and writer.counters:
        _open_item(writer)


def _meet_chapter(node: ElementNode, writer: PageWriter) -> None:
    identifier = node.getattr("id") if writer.chapters else None
    if identifier:
        writer.chapter = writer.chapters.get(identifier, writer.chapter)


def _end_text_before(tag: str, writer: PageWriter) -> None:
    if tag in _PARAGRAPHS and writer.within(_CELLS):
        writer.end_line()
    elif tag in _BLOCKS:
        writer.end_block()


def _open_item(writer: PageWriter) -> None:
    number = writer.counters[-1]
    if number is None:
        writer.bullet = "- "
    else:
        writer.bullet = f"{number}. "
        writer.counters[-1] = number + 1


def _first_number(node: ElementNode) -> int:
    start = node.getattr("start") or ""
    return int(start) if start.isdecimal() and len(start) <= _START_DIGITS else 1


def _leave(tag: str, writer: PageWriter) -> None:
    if tag in _HEADINGS:
        writer.end_heading(tag)
    else:
        _end_text_before(tag, writer)
    writer.open[tag] -= 1
    if tag in ("ul", "ol"):
        writer.counters.pop()
    if tag in _BLOCKS and not (writer.counters or writer.open["table"]):
        writer.end_rows()


def _reason_to_leave_out(node: ElementNode, writer: PageWriter) -> Reason | None:
    if writer.scope is Scope.ALL:
        return None
    if _is_hidden(node):
        return Reason.HIDDEN
    if writer.scope is Scope.BOOK:
        return Reason.NAVIGATION if node.tag == "nav" else None
    if _is_navigation(node):
        return Reason.NAVIGATION
    return Reason.EDGE if _is_edge(node, writer) and not _says_something(node) else None


def _is_hidden(node: ElementNode) -> bool:
    return node.hasattr("hidden") or bool(_HIDING.search(_style(node)))


def _is_navigation(node: ElementNode) -> bool:
    tag = node.tag
    if tag in _NAVIGATION_TAGS:
        return True
    if (node.getattr("role") or "") in _NAVIGATION_ROLES or _has_navigation_class(node):
        return True
    if tag == "a":
        return (node.getattr("href") or "").startswith("#") and bool(
            _SKIP_LINK.match(node.text or "")
        )
    return tag in ("ul", "ol", "table") and _is_menu(node)


def _seen_in(node: ElementNode) -> str:
    """The text below `node`, with a space between what stands in different elements."""
    pieces: list[str] = []
    stack: list[Node] = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, TextNode):
            pieces.append(part.value or "")
        elif isinstance(part, ElementNode) and part.tag not in _NEVER_TEXT:
            stack.extend(reversed(_children(part)))
    return " ".join(pieces)


def _is_edge(node: ElementNode, writer: PageWriter) -> bool:
    if node.tag in _PAGE_EDGES:
        return not writer.within(_ARTICLES)
    return node.tag == "aside" or (node.getattr("role") or "") in _EDGE_ROLES


def _says_something(node: ElementNode) -> bool:
    words = 0
    figures = False
    stack: list[Node] = [node]
    while stack and words < _SAYING_WORDS:
        part = stack.pop()
        if isinstance(part, TextNode):
            found = _WORD.findall(part.value or "")
            words += len(found)
            figures = figures or any(word.isdecimal() for word in found)
        elif part is node or (isinstance(part, ElementNode) and _is_spoken(part)):
            stack.extend(reversed(_children(part)))
    return words >= (_SAYING_WORDS_WITH_FIGURES if figures else _SAYING_WORDS)


def _is_spoken(node: ElementNode) -> bool:
    return node.tag not in _NEVER_TEXT | {"a"} and not _is_hidden(node) and not _is_navigation(node)


def _style(node: ElementNode) -> str:
    return node.getattr("style") or ""


def _has_navigation_class(node: ElementNode) -> bool:
    names = (node.getattr("class") or "").lower().split()
    return any(name in _NAVIGATION_CLASSES for name in names)


def _is_menu(node: ElementNode) -> bool:
    if len(node.get_elements_by_tag_name("a")) < _MENU_LINKS:
        return False
    links = [letters(link.text or "") for link in elements(node, "a")]
    share = sum(links) / max(1, letters(node.text or ""))
    return share >= _MENU_LINK_SHARE and sum(links) / len(links) <= _MENU_LINK_LETTERS


def letters(text: str) -> int:
    """How many characters of `text` are not white space."""
    return sum(1 for sign in text if not sign.isspace())
