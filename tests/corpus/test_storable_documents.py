"""Documents that can be stored: no sign in a text, or beside it, that stops who keeps it."""

import unicodedata
from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document, Mark
from corpus.errors import DamagedFile, NoText
from corpus.extract import Extract, Member
from corpus.reading import READERS, Container, document_from_bytes, read_file

_READERS = MappingProxyType(
    {
        **READERS,
        ".untidy": (__name__, "read_untidy"),
        ".holder": (__name__, "read_holder"),
        ".refusing": (__name__, "read_refusing"),
    }
)
_HALF = "\ud800"


def read_untidy(_data: bytes, _source: str) -> Extract:
    """A text with signs that cannot be stored in it and in all that is said of it."""
    return Extract(
        text=f"One{_HALF}.\n\nTwo\x00.\n\nThree.",
        marks=(Mark(0, "be\nginning"), Mark(7, f"section {_HALF}\x07"), Mark(14, "section C")),
        title=f"The\ntitle {_HALF}",
        date=None,
        how="un\ntidy",
        issuer=f"Ana\u2028Ribeiro {_HALF}",
        notes=(f"a note\x1b {_HALF}\n",),
    )


def read_holder(_data: bytes, _source: str) -> Extract:
    """A file without a text of its own."""
    member = Member("b.refusing", b"x")
    return Extract("\x00", (), "", None, "hol\nder", notes=(f"one {_HALF}",), members=(member,))


def read_refusing(_data: bytes, source: str) -> Extract:
    """Nothing, for a reason with signs that cannot be stored."""
    raise DamagedFile(f"{source} is\nno {_HALF}", hint=f"save {_HALF} anew")


def test_no_sign_that_cannot_be_stored_is_left_in_a_document() -> None:
    (document,) = read_file(b"x", "a.untidy", readers=_READERS).documents
    assert document == Document(
        source="a.untidy",
        sha256=document.sha256,
        title="The title \ufffd",
        date=None,
        text="One\ufffd.\n\nTwo.\n\nThree.",
        marks=(Mark(0, "be ginning"), Mark(7, "section \ufffd"), Mark(13, "section C")),
        reader="un tidy",
        issuer="Ana Ribeiro \ufffd",
        notes=("a note \ufffd",),
    )


def test_no_such_sign_is_left_in_what_is_said_of_other_files() -> None:
    reading = read_file(b"x", "a.holder", readers=_READERS)
    (left_out,) = reading.left_out
    assert reading.containers == (Container("a.holder", "hol der", ("one \ufffd",)),)
    assert (left_out.source, left_out.error.message, left_out.error.hint) == (
        "a.holder/b.refusing",
        "a.holder/b.refusing is no \ufffd",
        "save \ufffd anew",
    )
    assert type(left_out.error) is DamagedFile


def test_escapes_in_front_matter_do_not_stop_who_keeps_the_document() -> None:
    data = b'---\ntitle: "a \\ud800 b"\nauthor: "x\\udc00"\n---\nThe mill was built in 1903.\n'
    document = document_from_bytes(data, "a.md")
    assert (document.title, document.issuer) == ("a \ufffd b", "x\ufffd")


def test_a_text_of_signs_that_cannot_be_shown_alone_is_none() -> None:
    with pytest.raises(NoText):
        document_from_bytes(b"\x1b \x1b \x1b", "a.txt")


def test_letters_that_are_written_as_two_signs_are_read_as_one() -> None:
    text = "# Müller & Söhne\n\nJürgen built the mill.\n\n## Zürich\n\nIt burned down.\n"
    front = "---\ntitle: Über Mühlen\nauthor: Ágnes Örkény\n---\n"
    data = unicodedata.normalize("NFD", front + text).encode()
    document = document_from_bytes(data, "a.md")
    composed = document_from_bytes((front + text).encode(), "a.md")
    assert document == replace(composed, sha256=document.sha256)


_LINES = st.lists(st.text(st.sampled_from("aü\u0308\u0301か\u3099\ud800 "), max_size=6), max_size=6)


@given(_LINES)
def test_marks_stay_at_their_lines(lines: list[str]) -> None:
    text = "\n".join(lines).encode("utf-8", "replace").decode()
    for document in read_file(text.encode(), "a.txt").documents:
        read = document.text.split("\n")
        assert len(read) == len(lines) or not document.text
        for mark in document.marks:
            number = int(mark.label.removeprefix("line "))
            assert document.text[mark.offset :].split("\n")[0] == read[number - 1]
            assert document.text[: mark.offset].count("\n") == number - 1
