"""The package of an EPUB book: its parts in reading order, its contents, and what it states."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote

from corpus.dates import parse_date
from corpus.errors import DamagedFile, NeedsPassword
from corpus.xml_walk import Attributes, walk_xml
from corpus.zipped import ZippedFile

SECTION = ", section "  # parts the chapter from the heading within it
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
# Fonts are scrambled in these two ways; that protects nothing else (EPUB 3.3, section 4.4).
_FONT_SCRAMBLING = frozenset(
    ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
)
_PAGE_TYPES = frozenset(("application/xhtml+xml", "text/html", "text/x-oeb1-document"))
_NCX_TYPE = "application/x-dtbncx+xml"
_STATED = frozenset(("title", "creator", "publisher", "date"))
_OTHER_EVENTS = frozenset(("conversion", "modification", "creation", "ops-publication"))


def chapter_label(title: str) -> str:
    """How a chapter of that title is cited."""
    return title if title.lower().startswith("chapter") else f"chapter {title}"


def section_label(chapter: str, heading: str) -> str:
    """How a heading within a chapter is cited; one that the chapter's title names is no other."""
    if heading.casefold() in chapter.casefold():
        return chapter
    return f"{chapter}{SECTION}{heading}" if chapter else f"section {heading}"


@dataclass(frozen=True, slots=True)
class Item:
    """A part of the book: where it lies, and what it is."""

    path: str
    media_type: str
    properties: frozenset[str]

    @property
    def is_page(self) -> bool:
        """Whether it is text, and not a picture or a font."""
        return self.media_type in _PAGE_TYPES


@dataclass(frozen=True, slots=True)
class Book:
    """What the package says.

    `contents` gives the label of each chapter by the path of its page, and by the id of the element
    where it begins ("" for one that begins with the page).
    """

    pages: tuple[Item, ...]
    others: tuple[Item, ...]
    contents: Mapping[str, Mapping[str, str]]
    title: str
    issuer: str
    date: date | None
    faults: tuple[str, ...]


def open_book(zipped: ZippedFile) -> Book:
    """The book in a zip file.

    Raises: DamagedFile: when there is none. NeedsPassword: when it is protected against copying.
    """
    path = _package_path(zipped)
    package = _Package(posixpath.dirname(path))
    walk_xml(zipped.read(path), f"{zipped.source}: {path}", {}, package)
    faults: list[str] = []
    pages: dict[str, Item] = {}
    for identifier in dict.fromkeys(package.spine):
        if identifier in package.items:
            pages[package.items[identifier].path] = package.items[identifier]
        else:
            faults.append(f"a part that its order names ({identifier}) is missing")
    _refuse_protected(zipped, pages)
    return Book(
        pages=tuple(pages.values()),
        others=tuple(item for item in package.items.values() if item.path not in pages),
        contents=_contents(zipped, package, faults),
        title=" ".join(package.first("title").split()),
        issuer=", ".join(package.all("creator")) or package.first("publisher"),
        date=next((found for found in map(parse_date, package.all("date")) if found), None),
        faults=tuple(faults),
    )


def _package_path(zipped: ZippedFile) -> str:
    if _CONTAINER in zipped.names():
        container = _Container()
        walk_xml(zipped.read(_CONTAINER), f"{zipped.source}: {_CONTAINER}", {}, container)
        if container.path in zipped.names():
            return container.path
    found = next((name for name in zipped.names() if name.lower().endswith(".opf")), "")
    if not found:
        raise DamagedFile(
            f"{zipped.source} holds no book: it has no package document",
            hint="give it the suffix of its real format, or get the file again",
        )
    return found


def _refuse_protected(zipped: ZippedFile, pages: Mapping[str, Item]) -> None:
    if _ENCRYPTION not in zipped.names():
        return
    encryption = _Encryption()
    walk_xml(zipped.read(_ENCRYPTION), f"{zipped.source}: {_ENCRYPTION}", {}, encryption)
    locked = [path for path in encryption.locked if path in pages]
    if locked:
        raise NeedsPassword(
            f"{zipped.source} is protected against copying (DRM): {locked[0]} in it is encrypted",
            hint="index a copy without that protection, if you have the right to one",
        )


def _contents(
    zipped: ZippedFile, package: "_Package", faults: list[str]
) -> Mapping[str, Mapping[str, str]]:
    """The titles of the chapters, from the newer kind of contents or else the older one."""
    newer = [item for item in package.items.values() if "nav" in item.properties]
    older = [item for item in package.items.values() if item.media_type == _NCX_TYPE]
    for item in (*newer, *older):
        folder = posixpath.dirname(item.path)
        contents: _Contents = _Ncx(folder) if item in older else _Nav(folder)
        try:
            walk_xml(zipped.read(item.path), f"{zipped.source}: {item.path}", {}, contents)
        except DamagedFile as error:
            faults.append(f"the table of contents could not be read: {error.message}")
        if contents.found:
            return contents.found
    return {}


def _within(folder: str, reference: str) -> str:
    """The path in the zip file that a reference from a file in `folder` leads to."""
    return posixpath.normpath(posixpath.join("/", folder, unquote(reference))).lstrip("/")


class _Quiet:
    """A handler to which most of a file means nothing."""

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, content: str) -> None:
        """Text within the element that is open."""


class _Container(_Quiet):
    path = ""

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "rootfile" and not self.path:
            self.path = _within("", attributes.get("full-path", ""))


class _Encryption(_Quiet):
    def __init__(self) -> None:
        self.locked: list[str] = []
        self._method = ""

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "EncryptedData":
            self._method = ""
        elif name == "EncryptionMethod":
            self._method = self._method or attributes.get("Algorithm", "")
        elif name == "CipherReference" and self._method not in _FONT_SCRAMBLING:
            self.locked.append(_within("", attributes.get("URI", "")))


class _Package(_Quiet):
    """The package document: items, their order, and what is stated of the book."""

    def __init__(self, folder: str) -> None:
        self.items: dict[str, Item] = {}
        self.spine: list[str] = []
        self._folder = folder
        self._stated: list[tuple[str, str]] = []
        self._open = ""
        self._parts: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        self._open = ""
        if name == "item":
            self.items[attributes.get("id", "")] = Item(
                path=_within(self._folder, attributes.get("href", "")),
                media_type=attributes.get("media-type", "").lower(),
                properties=frozenset(attributes.get("properties", "").split()),
            )
        elif name == "itemref":
            self.spine.append(attributes.get("idref", ""))
        elif name in _STATED and attributes.get("event") not in _OTHER_EVENTS:
            self._open = name
            self._parts = []

    def end(self, name: str) -> None:
        if name == self._open:
            self._stated.append((name, " ".join("".join(self._parts).split())))
            self._open = ""

    def text(self, content: str) -> None:
        if self._open:
            self._parts.append(content)

    def all(self, name: str) -> Iterator[str]:
        """All that is stated under a name."""
        return (content for stated, content in self._stated if stated == name and content)

    def first(self, name: str) -> str:
        """What is stated first under a name."""
        return next(self.all(name), "")


class _Contents(_Quiet):
    """A table of contents: the titles of chapters by path and id."""

    def __init__(self, folder: str) -> None:
        self.found: dict[str, dict[str, str]] = {}
        self._folder = folder
        self._title: list[str] | None = None
        self._chapter = ""  # the last one that is no part of another
        self._depth = 0

    def text(self, content: str) -> None:
        if self._title is not None:
            self._title.append(content)

    def _add(self, reference: str) -> None:
        title = " ".join("".join(self._title or ()).split())
        self._title = None
        path, _, identifier = reference.partition("#")
        if not (title and path):
            return
        label = chapter_label(title)
        if self._depth > 1 and identifier and self._chapter and label != title:
            label = section_label(self._chapter, title)
        else:
            self._chapter = label
        page = self.found.setdefault(_within(self._folder, path), {})
        page.setdefault(unquote(identifier), label)


class _Ncx(_Contents):
    """The kind of EPUB 2: points with a label and a reference; lists of pages are not read."""

    _in_map = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "navMap":
            self._in_map = True
        elif name == "navPoint":
            self._depth += 1
        elif name == "navLabel":
            self._title = []
        elif name == "content" and self._in_map:
            self._add(attributes.get("src", ""))

    def end(self, name: str) -> None:
        if name == "navMap":
            self._in_map = False
        elif name == "navPoint":
            self._depth -= 1


class _Nav(_Contents):
    """The kind of EPUB 3: links in the one `nav` that is the table of contents."""

    _navs = 0
    _reference = ""

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "nav" and (self._navs or "toc" in attributes.get("type", "").split()):
            self._navs += 1
        elif name == "ol":
            self._depth += 1
        elif name == "a" and self._navs:
            self._title = []
            self._reference = attributes.get("href", "")

    def end(self, name: str) -> None:
        if name == "nav" and self._navs:
            self._navs -= 1
        elif name == "ol":
            self._depth -= 1
        elif name == "a" and self._title is not None:
            self._add(self._reference)
