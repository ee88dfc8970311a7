"""XML from strangers, walked through from start to end with no entity and no outside file read."""

from collections.abc import Callable, Mapping
from html.entities import name2codepoint
from typing import Protocol
from xml.parsers import expat

from corpus.errors import DamagedFile

Attributes = Mapping[str, str]


class XmlHandler(Protocol):
    """What is told of each element and text, in the file's order.

    Names are "prefix:name" with the prefixes that were asked for, whatever the file calls them.
    """

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, content: str) -> None:
        """Text within the element that is open."""


def walk_xml(data: bytes, source: str, prefixes: Mapping[str, str], handler: XmlHandler) -> None:
    """Tell `handler` of all that stands in `data`, the bytes of the XML file `source`.

    `prefixes` gives the prefix for each namespace; names of other namespaces lose theirs. Elements
    may be nested as deep as they like: nothing here calls itself.

    Raises: DamagedFile: when it is not well-formed, or declares anything in a DTD of its own.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    name_of = _names(prefixes)

    def start(name: str, attributes: dict[str, str]) -> None:
        handler.start(name_of(name), {name_of(key): value for key, value in attributes.items()})

    def refuse_declarations(_name: str, _system: object, _public: object, own: object) -> None:
        if own:
            raise _damaged(source, "it declares entities of its own, which are not read")

    def named_entity(name: str, is_parameter: object) -> None:
        if not is_parameter and name in name2codepoint:
            handler.text(chr(name2codepoint[name]))

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: handler.end(name_of(name))
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = refuse_declarations
    parser.SkippedEntityHandler = named_entity
    try:
        parser.Parse(data, True)  # noqa: FBT003
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise _damaged(source, str(error)) from error


def xml_texts(data: bytes, source: str, prefixes: Mapping[str, str]) -> Mapping[str, str]:
    """The first text of each name: of elements that hold text alone, and of "name@attribute"."""
    handler = _Texts()
    walk_xml(data, source, prefixes, handler)
    return handler.found


class _Texts:
    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._parts: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        self._parts.clear()
        for attribute, value in attributes.items():
            self.found.setdefault(f"{name}@{attribute}", value)

    def end(self, name: str) -> None:
        content = " ".join("".join(self._parts).split())
        if content:
            self.found.setdefault(name, content)
        self._parts.clear()

    def text(self, content: str) -> None:
        self._parts.append(content)


def _names(prefixes: Mapping[str, str]) -> Callable[[str], str]:
    known: dict[str, str] = {}

    def name_of(name: str) -> str:
        found = known.get(name)
        if found is None:
            namespace, _, local = name.rpartition(" ")
            prefix = prefixes.get(namespace, "") if namespace else ""
            found = known[name] = f"{prefix}:{local}" if prefix else local
        return found

    return name_of


def _damaged(source: str, why: str) -> DamagedFile:
    return DamagedFile(
        f"{source} is damaged: {why}",
        hint="get the file again, or save it anew from its program",
    )
