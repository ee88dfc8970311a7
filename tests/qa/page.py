"""HTML as a browser takes it apart: elements with their attributes and the text within them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

# Elements that have no end.
_VOID = {"br", "img", "input", "link", "meta", "hr", "base", "embed", "source"}


@dataclass
class Element:
    """One element: its name, its attributes, and all text within it; `br` is a line break."""

    tag: str
    attributes: tuple[tuple[str, str | None], ...]
    text: str = ""

    def has_class(self, name: str) -> bool:
        """Whether the element is of that class."""
        return ("class", name) in self.attributes


@dataclass
class Page(HTMLParser):
    """The elements of a piece of HTML in their order, and what is no element and no text."""

    elements: list[Element] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    text: str = ""
    _open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, tuple(attrs))
        self.elements.append(element)
        if tag == "br":
            self.handle_data("\n")
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            self.foreign.append(f"</{tag}> where it does not belong")
        else:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data
        for element in self._open:
            element.text += data

    def handle_comment(self, data: str) -> None:
        self.foreign.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.foreign.append(f"declaration {decl}")

    def unknown_decl(self, data: str) -> None:
        self.foreign.append(f"declaration {data}")

    def handle_pi(self, data: str) -> None:
        self.foreign.append(f"instruction {data}")

    def all(self, tag: str, class_name: str = "") -> list[Element]:
        """The elements of that name, and of that class if given."""
        return [
            element
            for element in self.elements
            if element.tag == tag and (not class_name or element.has_class(class_name))
        ]

    def only(self, tag: str, class_name: str = "") -> Element:
        """The one element of that name and class."""
        (element,) = self.all(tag, class_name)
        return element

    def skeleton(self) -> list[tuple[str, tuple[tuple[str, str | None], ...]]]:
        """What there is but text: elements and attributes, without where they lead."""
        return [
            (
                element.tag,
                tuple(
                    (name, "" if name in {"href", "data-link"} else value)
                    for name, value in element.attributes
                ),
            )
            for element in self.elements
            if element.tag != "br"
        ]


def page_of(html: str) -> Page:
    """`html`, taken apart; all that was opened is closed, and nothing but elements and text."""
    page = Page()
    page.feed(html)
    page.close()
    assert page._open == []
    assert page.foreign == []
    return page
