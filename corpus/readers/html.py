"""HTML: the text of the page without its navigation, a mark at each heading, title and date."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from resiliparse.parse.encoding import bytes_to_str, detect_encoding
from resiliparse.parse.html import ElementNode, HTMLTree, Node, TextNode

from corpus.dates import parse_date
from corpus.decoding import DecodedText
from corpus.extract import Extract, TextBuilder
from corpus.lines import CELL_SEPARATOR

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = _HEADINGS | frozenset(
    "address article blockquote body caption center dd details dialog div dl dt fieldset"
    " figcaption figure footer form header hr html legend li main ol p pre section summary table"
    " tbody tfoot thead tr ul".split()
)
# What shows no text to a reader, or is for using the page rather than for reading it.
_NEVER_TEXT = frozenset(
    "button canvas datalist embed head iframe input noscript object option script select style svg"
    " template textarea".split()
)
_NAVIGATION_TAGS = frozenset(("nav", "aside", "menu"))
_PAGE_EDGES = frozenset(("header", "footer"))
_NAVIGATION_ROLES = frozenset("navigation banner contentinfo search complementary menu".split())
_NAVIGATION_CLASSES = frozenset(
    "nav navbar navigation menu breadcrumb breadcrumbs skip-link cookie-banner cookie-consent"
    " noprint pagination toc".split()
)
_SKIP_LINK = re.compile(r"\s*(?:skip|jump) to\b", re.IGNORECASE)
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# A byte order mark, or an encoding named in the page's head.
_DECLARED = re.compile(
    rb"^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)|charset\s*=|encoding\s*=", re.IGNORECASE
)
# A list is a menu when at least so many links hold at least this share of its letters and are
# this short on average. Ours; too loose and a list of sources is lost.
_MENU_LINKS = 4
_MENU_LINK_SHARE = 0.8
_MENU_LINK_LETTERS = 30
_DATE_PROPERTIES = (
    "article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dcterms.date",
    "dc.date.issued",
    "citation_publication_date",
    "pubdate",
)
_HEAD_BLOCKS = 6


def read_html(data: bytes, source: str) -> Extract:  # noqa: ARG001 - every reader takes both
    """Read an HTML page.

    Menus, page headers and footers, forms and scripts are left out; `how` says how large a share
    of the page's letters that was.
    """
    decoded = _decoded(data)
    tree = HTMLTree.parse(decoded.text)
    writer = _Writer()
    if tree.body is not None:
        _write(tree.body, writer)
    text = writer.builder.text
    left_out = writer.letters_left_out
    share = left_out / max(1, left_out + _letters(text))
    return Extract(
        text=text,
        marks=writer.builder.marks,
        title=_title(tree),
        date=_stated_date(tree) or _date_line(text),
        how=f"html, {decoded.encoding}" + (f", {share:.0%} of it navigation" if left_out else ""),
    )


def _decoded(data: bytes) -> DecodedText:
    """The page's text: in the encoding that it declares, else in UTF-8 where that fits."""
    encoding = detect_encoding(data, html5_compatible=True, from_html_meta=True) or "utf-8"
    if not _DECLARED.search(data[:4096]):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            encoding = "utf-8"
    # White space that HTML ignores but that would be a second kind of line break for us.
    text = bytes_to_str(data, encoding).replace("\r\n", "\n").replace("\r", "\n")
    return DecodedText(text, encoding)


@dataclass(slots=True)
class _Writer:
    """Collects inline text until a block ends, and blocks into a text."""

    builder: TextBuilder = field(default_factory=TextBuilder)
    letters_left_out: int = 0
    inline: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)  # the lines of the list or table being written
    counters: list[int] = field(default_factory=list)  # next number of each open list; 0: bullets
    tables: int = 0
    preformatted: int = 0

    def add_text(self, content: str) -> None:
        self.inline.append(content if self.preformatted else re.sub(r"\s+", " ", content))

    def end_block(self, *, heading: bool = False) -> None:
        """Close the inline text: as a heading, as a line of the open list, or as a block."""
        content = "".join(self.inline)
        if not self.preformatted:
            content = "\n".join(" ".join(line.split()) for line in content.split("\n"))
        self.inline.clear()
        if not content.strip():
            return
        if heading:
            self.end_rows()
            self.builder.heading(content)
        elif self.counters or self.tables:
            self.rows.append(content.strip())
        else:
            self.builder.block(content)

    def end_rows(self) -> None:
        """Close the open list or table."""
        self.builder.block("\n".join(self.rows))
        self.rows.clear()


def _write(body: ElementNode, writer: _Writer) -> None:
    """Write all below `body`, depth first, without recursion: pages can be nested very deep."""
    stack: list[tuple[Node, bool]] = [(body, False)]
    while stack:
        node, leaving = stack.pop()
        if isinstance(node, TextNode):
            writer.add_text(node.value or "")
        elif not isinstance(node, ElementNode) or node.tag in _NEVER_TEXT:
            continue
        elif leaving:
            _leave(node.tag or "", writer)
        elif _is_navigation(node):
            writer.letters_left_out += _letters(node.text or "")
        else:
            _enter(node, writer)
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(list(node.child_nodes)))


def _enter(node: ElementNode, writer: _Writer) -> None:
    tag = node.tag
    if tag == "br":
        writer.inline.append("\n")
    elif tag in ("td", "th") and "".join(writer.inline).strip():
        writer.inline.append(CELL_SEPARATOR)
    if tag in _BLOCKS:
        writer.end_block()
    if tag in ("ul", "ol"):
        writer.counters.append(_first_number(node) if tag == "ol" else 0)
    elif tag == "table":
        writer.tables += 1
    elif tag == "pre":
        writer.preformatted += 1
    elif tag == "li" and writer.counters:
        _open_item(writer)


def _open_item(writer: _Writer) -> None:
    number = writer.counters[-1]
    writer.inline.append(f"{number}. " if number else "- ")
    if number:
        writer.counters[-1] += 1


def _first_number(node: ElementNode) -> int:
    start = node.getattr("start") or ""
    return max(1, int(start)) if start.isdecimal() else 1


def _leave(tag: str, writer: _Writer) -> None:
    if tag not in _BLOCKS:
        return
    writer.end_block(heading=tag in _HEADINGS)
    if tag in ("ul", "ol") and writer.counters:
        writer.counters.pop()
    elif tag == "table":
        writer.tables -= 1
    elif tag == "pre":
        writer.preformatted -= 1
    if not (writer.counters or writer.tables):
        writer.end_rows()


def _is_navigation(node: ElementNode) -> bool:
    tag = node.tag
    if tag in _NAVIGATION_TAGS or node.hasattr("hidden") or _HIDING.search(_style(node)):
        return True
    if (node.getattr("role") or "") in _NAVIGATION_ROLES or _has_navigation_class(node):
        return True
    if tag in _PAGE_EDGES:
        return not _within_article(node)
    if tag == "a":
        return (node.getattr("href") or "").startswith("#") and bool(
            _SKIP_LINK.match(node.text or "")
        )
    return tag in ("ul", "ol", "table") and _is_menu(node)


def _style(node: ElementNode) -> str:
    return node.getattr("style") or ""


def _has_navigation_class(node: ElementNode) -> bool:
    names = (node.getattr("class") or "").lower().split()
    return any(name in _NAVIGATION_CLASSES for name in names)


def _within_article(node: ElementNode) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag in ("article", "main", "section"):
            return True
        parent = parent.parent
    return False


def _is_menu(node: ElementNode) -> bool:
    links = [_letters(link.text or "") for link in node.get_elements_by_tag_name("a")]
    if len(links) < _MENU_LINKS:
        return False
    share = sum(links) / max(1, _letters(node.text or ""))
    return share >= _MENU_LINK_SHARE and sum(links) / len(links) <= _MENU_LINK_LETTERS


def _letters(text: str) -> int:
    return sum(1 for sign in text if not sign.isspace())


def _title(tree: HTMLTree) -> str:
    """What the page calls itself; its heading where that is the title without the site's name."""
    stated = " ".join((_properties(tree).get("og:title") or tree.title or "").split())
    headings = tree.body.get_elements_by_tag_name("h1") if tree.body is not None else []
    heading = " ".join((headings[0].text or "").split()) if len(headings) == 1 else ""
    return heading if heading and (not stated or heading in stated) else stated


def _stated_date(tree: HTMLTree) -> date | None:
    """The date of publication from the page's metadata."""
    properties = _properties(tree)
    stated = [properties.get(name, "") for name in _DATE_PROPERTIES]
    stated.extend(_linked_data_dates(tree))
    if tree.body is not None:
        stated.extend(
            time.getattr("datetime") or "" for time in tree.body.get_elements_by_tag_name("time")
        )
    return next((found for found in map(parse_date, stated) if found), None)


def _properties(tree: HTMLTree) -> dict[str, str]:
    """The page's metadata: the first content of each name or property, names in small letters."""
    found: dict[str, str] = {}
    if tree.document is None:
        return found
    for node in tree.document.get_elements_by_tag_name("meta"):
        name = node.getattr("property") or node.getattr("name") or node.getattr("itemprop") or ""
        found.setdefault(name.lower(), node.getattr("content") or "")
    return found


def _linked_data_dates(tree: HTMLTree) -> Iterator[str]:
    """The dates of publication in JSON-LD (schema.org)."""
    if tree.document is None:
        return
    for script in tree.document.get_elements_by_tag_name("script"):
        if script.getattr("type") != "application/ld+json":
            continue
        try:
            content = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        items = content if isinstance(content, list) else [content]
        for item in items:
            if isinstance(item, dict) and isinstance(item.get("datePublished"), str):
                yield item["datePublished"]


def _date_line(text: str) -> date | None:
    lines = (line for block in text.split("\n\n")[:_HEAD_BLOCKS] for line in block.split("\n"))
    return next((found for found in map(parse_date, lines) if found), None)
