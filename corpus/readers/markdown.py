"""Markdown: its text without the markup, a mark at each heading, title and date from its head."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import unescape

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from corpus.dates import parse_date
from corpus.decoding import decode
from corpus.extract import Extract, TextBuilder
from corpus.lines import CELL_SEPARATOR, names_value
from corpus.stated_dates import document_date

# A comment, what shows no text, or a single tag, by how it opens; and what closes it. One that is
# never closed counts as a tag.
_OPENING = re.compile(r"<(?P<kind>!--|script\b|style\b|)", re.IGNORECASE)
_CLOSING = {
    "!--": re.compile("-->"),
    "script": re.compile(r"</script\s*+>", re.IGNORECASE),
    "style": re.compile(r"</style\s*+>", re.IGNORECASE),
    "": re.compile(">"),
}
_LINE_STARTED = re.compile(r"(?:\n|(?:^|\n) *(?:-|\d+\.) )$")
_STARTS_LINE = frozenset(
    "paragraph_open heading_open tr_open blockquote_open fence code_block html_block".split()
)
# Stands for the end of a line within a paragraph; no text from the parser has it.
_SOFT_BREAK = "\0"
# Where front matter says who speaks, the likeliest first.
_ISSUERS = ("issuer", "author", "authors", "publisher")
# A date line further in than this many blocks belongs to what is told.
_HEAD_BLOCKS = 6


def read_markdown(data: bytes, source: str) -> Extract:
    """Read Markdown (CommonMark with tables and front matter).

    The title is the front matter's, else the first heading; the issuer is who the front matter
    names. Pictures give their description, links their words.

    Raises: NotText: when the bytes are no text in any encoding.
    """
    decoded = decode(data, source)
    parser = MarkdownIt("commonmark").enable("table").use(front_matter_plugin)
    tokens = parser.parse(decoded.text)
    front = _front_matter(tokens)
    builder = TextBuilder()
    first_heading = ""
    for block in _blocks(tokens):
        if block.heading:
            builder.heading(block.text, block.heading)
            first_heading = first_heading or " ".join(block.text.split())
        else:
            builder.block(block.text)
    return Extract(
        text=builder.text,
        marks=builder.marks,
        title=_named(front.get("title")) or first_heading,
        date=parse_date(str(front.get("date") or ""))
        or _date_line(builder.text)
        or document_date(builder.text),
        how=f"markdown, {decoded.encoding}",
        issuer=next(filter(None, (_named(front.get(key)) for key in _ISSUERS)), ""),
        notes=decoded.notes,
    )


def _named(stated: object) -> str:
    """Who or what is named: one, several, or one with more about him under `name`."""
    if isinstance(stated, str):
        return " ".join(stated.split())
    if isinstance(stated, Mapping):
        return _named(stated.get("name"))
    if isinstance(stated, list):
        return ", ".join(name for name in map(_named_alone, stated) if name)
    return ""


def _named_alone(stated: object) -> str:
    return "" if isinstance(stated, list) else _named(stated)


@dataclass(slots=True)
class _Block:
    """A heading, a paragraph, a whole list, a table, or a stretch of code."""

    heading: int = 0  # its level, or 0 where it is none
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts)

    @property
    def recent(self) -> str:
        """The end of the text: as much as tells how its last line has begun."""
        return "".join(self.parts[-3:])


def _blocks(tokens: Sequence[Token]) -> Iterator[_Block]:
    """The blocks of the document: what opens at level 0, to where it closes."""
    block = _Block()
    lists: list[int | None] = []  # the number of the next item of each open list; None: bullets
    for token in tokens:
        if token.level == 0 and token.nesting >= 0:
            block = _Block(int(token.tag[1:]) if token.type == "heading_open" else 0)
            lists = []
        _add(block, token, lists)
        if token.level == 0 and token.nesting <= 0:
            yield block


def _add(block: _Block, token: Token, lists: list[int | None]) -> None:
    """Put what one token brings on the block."""
    match token.type:
        case "bullet_list_open":
            lists.append(None)
        case "ordered_list_open":
            lists.append(int(token.attrs.get("start", 1)))
        case "bullet_list_close" | "ordered_list_close":
            lists.pop()
        case "list_item_open":
            _open_item(block, lists)
        case kind if kind in _STARTS_LINE:
            _new_line(block)
    added = _text_of(block, token)
    if added:
        block.parts.append(added)


def _text_of(block: _Block, token: Token) -> str:
    match token.type:
        case "inline":
            return _inline_text(token.children or ())
        case "th_open" | "td_open":
            return CELL_SEPARATOR if block.recent and not block.recent.endswith("\n") else ""
        case "fence" | "code_block":
            return token.content
        case "html_block":
            return unescape(_without_markup(token.content))
    return ""


def _without_markup(content: str) -> str:
    """`content` without comments, tags, and what shows no text; what is never closed stays.

    It is looked for each kind of end only as long as there is one, which takes linear time.
    """
    parts: list[str] = []
    done = 0
    endless: set[str] = set()
    for opening in _OPENING.finditer(content):
        if opening.start() < done:
            continue
        for kind in (opening["kind"].casefold(), ""):
            closing = None if kind in endless else _CLOSING[kind].search(content, opening.end())
            if closing:
                parts.append(content[done : opening.start()])
                done = closing.end()
                break
            endless.add(kind)
    return "".join((*parts, content[done:]))


def _open_item(block: _Block, lists: list[int | None]) -> None:
    _new_line(block)
    indent = "  " * (len(lists) - 1)
    number = lists[-1]
    if number is None:
        block.parts.append(f"{indent}- ")
    else:
        block.parts.append(f"{indent}{number}. ")
        lists[-1] = number + 1


def _new_line(block: _Block) -> None:
    """Start a new line, unless one was just started (by a list item's bullet, for instance)."""
    recent = block.recent
    if recent and not _LINE_STARTED.search(recent):
        block.parts.append("\n")


def _inline_text(tokens: Sequence[Token]) -> str:
    """The text of a paragraph; lines such as "Opened: 1968" stay lines, which Markdown joins."""
    lines = _with_soft_breaks(tokens).split(_SOFT_BREAK)
    return ("\n" if len(lines) > 1 and all(map(names_value, lines)) else " ").join(lines)


def _with_soft_breaks(tokens: Sequence[Token]) -> str:
    parts: list[str] = []
    for token in tokens:
        match token.type:
            case "softbreak":
                parts.append(_SOFT_BREAK)
            case "hardbreak":
                parts.append("\n")
            case "html_inline":
                parts.append("\n" if token.content.lower().startswith("<br") else "")
            case "image":
                parts.append(_with_soft_breaks(token.children or ()))
            case _:
                parts.append(token.content)
    return "".join(parts)


def _front_matter(tokens: Sequence[Token]) -> dict[str, object]:
    if not tokens or tokens[0].type != "front_matter":
        return {}
    try:
        # The base loader makes strings only: "2021-13-45" is then no error but no date.
        content = yaml.load(tokens[0].content, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError):
        return {}
    if not isinstance(content, dict):
        return {}
    return {str(key).lower(): value for key, value in content.items()}


def _date_line(text: str) -> date | None:
    for block in text.split("\n\n")[:_HEAD_BLOCKS]:
        for line in block.split("\n"):
            found = parse_date(line.removeprefix("- "))
            if found:
                return found
    return None
