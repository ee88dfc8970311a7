"""Sniffing: a file under another format's name is read as what it is, and says so."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.reading import read_file
from corpus.sniffing import sniffed

RTF = rb"{\rtf1 It rained.}"


def zipped(**members: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/").replace("_", "."), content)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (b"%PDF-1.4 ...", ".pdf"),
        (RTF, ".rtf"),
        (zipped(word__document_xml=b"<w/>"), ".docx"),
        (zipped(xl__workbook_xml=b"<w/>"), ".xlsx"),
        (zipped(mimetype=b"application/epub+zip"), ".epub"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.text"), ".odt"),
        (zipped(a_txt=b"It rained."), ""),
        (b"PK\x03\x04 and then nothing", ""),
        (b"It rained. %PDF-1.4", ""),
        (b"", ""),
    ],
)
def test_formats_are_told_by_their_content(data: bytes, suffix: str) -> None:
    assert sniffed(data) == suffix


@given(st.binary())
def test_no_content_is_too_odd(data: bytes) -> None:
    for beginning in (b"", b"PK\x03\x04"):
        assert isinstance(sniffed(beginning + data), str)


@pytest.mark.parametrize("source", ["a.txt", "a", "a.pdf", "a.md"])
def test_a_file_under_a_wrong_name_is_read_as_what_it_is(source: str) -> None:
    (document,) = read_file(RTF, source).documents
    assert document.text == "It rained."
    suffix = source.partition(".")[2]
    name = f".{suffix}" if suffix else "text"
    assert document.notes == (
        f"its name says {name}, and its content is .rtf: it was read as that",
    )


def test_a_file_under_its_own_name_has_no_note() -> None:
    (document,) = read_file(RTF, "a.rtf").documents
    assert document.notes == ()


def test_an_archive_is_taken_at_its_name() -> None:
    data = zipped(word__document_xml=b"<w/>", a_txt=b"It rained.")
    assert [one.source for one in read_file(data, "a.zip").documents] == ["a.zip/a.txt"]
