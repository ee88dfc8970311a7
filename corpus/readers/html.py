"""HTML: the text of the page without its navigation, a mark at each heading, title and date."""

import codecs
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from resiliparse.parse.encoding import (
    bytes_to_str,
    detect_encoding,
    map_encoding_to_html5,
)
from resiliparse.parse.html import HTMLTree

from corpus.dates import parse_date
from corpus.decoding import DecodedText, as_utf8, decode
from corpus.extract import Extract, TextBuilder
from corpus.readers.html_text import PageWriter, Scope, elements, letters, write_body
from corpus.stated_dates import document_date
from corpus.statements import stated_author

# Tags that end themselves in the XHTML of books, but take all that follows with them in HTML.
_SELF_CLOSED = re.compile(
    r"<(title|script|style|iframe|textarea|noscript|select|object|template|button|canvas|video"
    r"|audio)\b([^<>]*)/>",
    re.IGNORECASE,
)
# A byte order mark, or an encoding named in the page's head.
_DECLARED = re.compile(rb"^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)|charset\s*=", re.IGNORECASE)
# An encoding named in the first line of a page that is XML.
_DECLARED_AS_XML = re.compile(rb"^\s*<\?xml\b[^>]*\bencoding\s*=\s*[\"']([\w.:-]+)[\"']")
_HEAD_BYTES = 4096
_ISSUER_PROPERTIES = (
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "publisher",
    "dc.publisher",
    "article:publisher",
    "og:site_name",
)
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


def read_html(data: bytes, source: str) -> Extract:
    """Read an HTML page.

    Menus, what the page hides, and page headers, footers and asides that say nothing are left out;
    `how` says how large a share of the page's letters that was, and the notes what it was. A page
    that has nothing else is read whole.
    """
    decoded = _decoded(data, source)
    tree = HTMLTree.parse(decoded.text)
    writer = _written(tree, Scope.PROSE)
    notes = writer.notes()
    if not writer.builder.text and notes:
        writer = _written(tree, Scope.ALL)
        notes = ("it has nothing but navigation, page edges and hidden text, and was read whole",)
    text = writer.builder.text
    left_out = writer.letters_left_out
    share = left_out / max(1, left_out + letters(text))
    return Extract(
        text=text,
        marks=writer.builder.marks,
        title=_title(tree, writer.main_headings),
        date=_stated_date(tree) or document_date(text),
        how=f"html, {decoded.encoding}" + (f", {share:.0%} of it left out" if left_out else ""),
        issuer=stated_author(_issuer(tree)),
        notes=(*decoded.notes, *notes),
    )


def _written(tree: HTMLTree, scope: Scope) -> PageWriter:
    writer = PageWriter(scope=scope)
    if tree.body is not None:
        write_body(tree.body, writer)
    return writer


@dataclass(frozen=True, slots=True)
class PageCounts:
    """What was not written of a page of a book."""

    pictures: int
    letters_of_navigation: int
    notes: tuple[str, ...] = ()


def write_book_page(
    data: bytes, source: str, builder: TextBuilder, chapters: Mapping[str, str]
) -> PageCounts:
    """Write what a page of a book says to `builder`, all but its navigation.

    `chapters` gives the label of the chapter that begins at the element with an id; that of ""
    begins with the page.

    Raises: NotText: when the bytes are no text in any encoding.
    """
    decoded = _decoded(data, source)
    page = _SELF_CLOSED.sub(r"<\1\2></\1>", decoded.text.replace("\ufeff", ""))
    tree = HTMLTree.parse(page)
    if tree.body is None:
        return PageCounts(0, 0)
    writer = PageWriter(builder, scope=Scope.BOOK, chapters=chapters, chapter=chapters.get("", ""))
    write_body(tree.body, writer)
    return PageCounts(writer.pictures, writer.letters_left_out, decoded.notes)


def _decoded(data: bytes, source: str) -> DecodedText:
    """The page's text: in the encoding that it declares, else in UTF-8 where that fits."""
    if b"\0" in data and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(data, source)
    head = data[:_HEAD_BYTES]
    encoding = detect_encoding(data, html5_compatible=True, from_html_meta=True) or "utf-8"
    declared = bool(_DECLARED.search(head))
    as_xml = _DECLARED_AS_XML.match(head)
    if as_xml and not declared:
        encoding = map_encoding_to_html5(as_xml[1].decode("ascii")) or "utf-8"
        declared = True
    decoded = None
    if encoding == "utf-8" or not declared:
        decoded = as_utf8(data)
    if decoded is None:
        decoded = DecodedText(bytes_to_str(data, encoding), encoding)
    # White space that HTML ignores but that would be a second kind of line break for us.
    text = decoded.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return replace(decoded, text=text)


def _title(tree: HTMLTree, headings: Sequence[str]) -> str:
    """What the page calls itself; its heading where that is the title without the site's name."""
    stated = " ".join((_properties(tree).get("og:title") or tree.title or "").split())
    heading = headings[0] if len(headings) == 1 else ""
    return heading if heading and (not stated or heading in stated) else stated


def _stated_date(tree: HTMLTree) -> date | None:
    """The date of publication from the page's metadata."""
    properties = _properties(tree)
    stated = [properties.get(name, "") for name in _DATE_PROPERTIES]
    stated.extend(_linked_data_dates(tree))
    if tree.body is not None:
        stated.extend(time.getattr("datetime") or "" for time in elements(tree.body, "time"))
    return next((found for found in map(parse_date, stated) if found), None)


def _properties(tree: HTMLTree) -> dict[str, str]:
    """The page's metadata: the first content of each name or property, names in small letters."""
    found: dict[str, str] = {}
    if tree.document is None:
        return found
    for node in elements(tree.document, "meta"):
        name = node.getattr("property") or node.getattr("name") or node.getattr("itemprop") or ""
        found.setdefault(name.lower(), node.getattr("content") or "")
    return found


def _issuer(tree: HTMLTree) -> str:
    """Who speaks, by the page's metadata: its author, else its publisher, else the site."""
    properties = _properties(tree)
    stated = [" ".join(properties.get(name, "").split()) for name in _ISSUER_PROPERTIES]
    # An address is not who speaks; some sites give that of the author's page.
    return next((name for name in stated if name and "://" not in name), "")


def _linked_data_dates(tree: HTMLTree) -> Iterator[str]:
    """The dates of publication in JSON-LD (schema.org)."""
    if tree.document is None:
        return
    for script in elements(tree.document, "script"):
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
