"""Export: an answer as a file to keep or pass on, which `qa verify` can check.

A JSON file is the answer's record. A Markdown or HTML file is for people, and carries the same
record inside, where it is not seen.
"""

import html
import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path, PurePath
from typing import Literal, Protocol

from corpus.citation import Citation
from corpus.document import sha256_of
from corpus.reading import READERS_VERSION
from qa.answer import Answer, answer_as_json
from qa.errors import ExportError
from qa.settings import text_of

Kind = Literal["json", "md", "html"]


class Said(Protocol):
    """What people see of an answer: an `Answer`, or what was kept of one."""

    @property
    def question(self) -> str:
        """The question as it was asked of the documents."""

    @property
    def found(self) -> bool:
        """Whether the documents answer it."""

    @property
    def confidence(self) -> float:
        """The probability that the answer is right."""

    @property
    def text(self) -> str:
        """The answer; empty where there is none."""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Its citations, of which the first is its own place."""


_PROGRAM = "chapterverse"
_KINDS: dict[str, Kind] = {
    ".json": "json",
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
}
_MARKDOWN_RECORD = re.compile(r"^<!-- chapterverse-answer\n(.*)\n-->$", re.MULTILINE)
_HTML_RECORD = re.compile(
    r'<script type="application/json" id="chapterverse-answer">\n(.*)\n</script>'
)
# Signs that mean something to Markdown or HTML, each shown as itself.
_MARKDOWN_SIGNS = re.compile(
    r"[\\`*_{}\[\]<>()#+!|~&$-]|(?<=^\d)\.|(?<=^\d\d)\.|(?<=^\d\d\d)\.|(?<=^\d{4})\.", re.MULTILINE
)


def kind_of(name: str) -> Kind:
    """What kind of export a file of this name is.

    Raises: ExportError: when its suffix says nothing that can be written.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in _KINDS:
        raise ExportError(
            f"an answer cannot be saved as {name}",
            hint=f"let the name end in one of {' '.join(_KINDS)}",
        )
    return _KINDS[suffix]


def export(answer: Answer, kind: Kind, readers: int = READERS_VERSION) -> str:
    """The answer as the text of a file. What is for people records a checksum of what it shows.

    `readers` is the version of the readers that the documents were read by.
    """
    record = answer_as_json(answer) | {"made_by": made_by(readers)}
    return written(answer.question, [(answer.question, answer)], record, kind)


def written(
    title: str, said: Sequence[tuple[str, Said]], record: Mapping[str, object], kind: Kind
) -> str:
    """What was `said`, each under its heading, as the text of a file that carries `record`."""
    if kind == "json":
        return json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    form = _markdown if kind == "md" else _html
    shown = sha256_of(shown_in(form(title, said, record)).encode())
    return form(title, said, {**record, "shown_sha256": shown})


def check_place(path: Path) -> None:
    """See that `save` may write to `path`: that no file is there, or one that was saved before.

    Raises: ExportError: when there is another, or one in which something was changed since.
    """
    if path.exists() and not (path.is_file() and _was_saved(path)):
        raise ExportError(
            f"{path} is there already, and is no answer as it was saved",
            hint="choose another name; only an answer that was saved is replaced",
        )


def save(path: Path, text: str) -> None:
    """Write a file, whole or not at all; one that is there is replaced if it was saved, too.

    Raises: ExportError: when it cannot be written, or as `check_place`.
    """
    beside = path.with_name(f".{path.name}.new")
    try:
        check_place(path)
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise ExportError(
            f"{path} cannot be written: {error.strerror or error}",
            hint="choose a folder that is there and that you may write to",
        ) from error


def _was_saved(path: Path) -> bool:
    """Whether a file is as `written` made it."""
    try:
        text = text_of(path)
        record = json.loads(record_in(text))
        program, shown_sha256 = record["made_by"]["program"], record.get("shown_sha256")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    shown = shown_in(text)
    return program == _PROGRAM and (not shown or shown_sha256 == sha256_of(shown.encode()))


def made_by(readers: int) -> dict[str, object]:
    """The program that extracted the documents' text: its version, and that of its readers."""
    return {"program": _PROGRAM, "version": version("chapterverse"), "readers": readers}


def record_in(text: str) -> str:
    """The JSON text of the record in an exported file, or the whole text where there is none."""
    found = _HTML_RECORD.search(text) or _MARKDOWN_RECORD.search(text)
    return found[1] if found else text


def shown_in(text: str) -> str:
    """What a person sees of an exported file, white space aside, without marks and signs."""
    if _HTML_RECORD.search(text):
        visible = re.sub(r"<[^>]*>", "", _HTML_RECORD.sub("", text))
    elif _MARKDOWN_RECORD.search(text):
        visible = re.sub(r"^> ?", "", _MARKDOWN_RECORD.sub("", text), flags=re.MULTILINE)
    else:
        return ""
    return " ".join(html.unescape(visible).split())


def _markdown(title: str, said: Sequence[tuple[str, Said]], record: Mapping[str, object]) -> str:
    lines = [f"# {_plain(title)}", ""]
    for heading, one in said:
        lines += [f"## {_plain(heading)}", ""] if heading != title else []
        lines += _markdown_lines(one)
    return "\n".join([*lines, "<!-- chapterverse-answer", _hidden(record), "-->", ""])


def _markdown_lines(said: Said) -> list[str]:
    if not said.found:
        return ["The documents do not answer this.", ""]
    lines = [f"{_plain(said.text)} \\[1\\]", "", f"Confidence {said.confidence:.2f}.", ""]
    for number, citation in enumerate(said.citations, start=1):
        place = ", ".join(
            part for part in (citation.title, citation.source, citation.label) if part
        )
        lines += [
            f"{number}. {_plain(place)}, characters {citation.start} to {citation.end}",
            "",
            f"   > {_plain(citation.quote)}",
            "",
            f"   SHA-256 of the file: `{citation.sha256}`",
            "",
        ]
    return lines


def _html(title: str, said: Sequence[tuple[str, Said]], record: Mapping[str, object]) -> str:
    body = "\n".join(
        (f"<h2>{_shown(heading)}</h2>\n" if heading != title else "") + _html_lines(one)
        for heading, one in said
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{_shown(title)}</title>\n"
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">\n'
        f"</head>\n<body>\n<h1>{_shown(title)}</h1>\n{body}\n"
        f'<script type="application/json" id="chapterverse-answer">\n{_hidden(record)}\n</script>\n'
        "</body>\n</html>\n"
    )


def _html_lines(said: Said) -> str:
    if not said.found:
        return "<p>The documents do not answer this.</p>"
    cited = "".join(
        f"<li>{_shown(citation.title)}, <code>{_shown(citation.source)}</code>, "
        f"{_shown(citation.label)}, characters {citation.start} to {citation.end}"
        f"<blockquote>{_shown(citation.quote)}</blockquote>"
        f"SHA-256 of the file: <code>{_shown(citation.sha256)}</code></li>\n"
        for citation in said.citations
    )
    return (
        f"<p>{_shown(said.text)} [1]</p>\n<p>Confidence {said.confidence:.2f}.</p>\n"
        f"<ol>\n{cited}</ol>"
    )


def _hidden(record: Mapping[str, object]) -> str:
    """The record as JSON in one line, in which nothing ends a comment or a script."""
    data = json.dumps(record, ensure_ascii=False)
    for sign in "<>&":
        data = data.replace(sign, f"\\u{ord(sign):04x}")
    return data.replace("--", "-\\u002d")


def _plain(text: str) -> str:
    """`text` on one line, such that Markdown finds nothing in it but text."""
    return _MARKDOWN_SIGNS.sub(lambda sign: f"&#{ord(sign[0])};", " ".join(text.split()))


def _shown(text: str) -> str:
    return html.escape(text)
