"""Reading: the right reader for a file, and a clear reason where there is nothing to read."""

import hashlib
import os
import threading
from datetime import date
from pathlib import Path, PosixPath

import pytest

from corpus import ChapterverseError, Document, Mark
from corpus.errors import LimitReached, NoText, NotText, UnreadableDocument, UnsupportedFormat
from corpus.reading import READERS, document_from_bytes, read_bytes, read_file, reader_for

HTML = b"<title>Meals</title><h1>Meals</h1><p>Two vans &amp; four drivers.</p>"


def test_a_document_holds_the_text_and_what_the_file_says_of_itself() -> None:
    data = b"---\ntitle: Meals\ndate: 2021-05-14\n---\n# Vans\n\nTwo *vans*.\n"
    assert document_from_bytes(data, "reports/meals.md") == Document(
        source="reports/meals.md",
        sha256=hashlib.sha256(data).hexdigest(),
        title="Meals",
        date=date(2021, 5, 14),
        text="Vans\n\nTwo vans.",
        marks=(Mark(0, "section Vans"),),
        reader="markdown, utf-8",
    )


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("a.txt", "text"),
        ("A.TXT", "text"),
        ("a.text", "text"),
        ("LICENSE", "text"),
        ("folder.html/README", "text"),
        ("a.md", "markdown"),
        ("a.Markdown", "markdown"),
        ("a.html", "html"),
        ("a.HTM", "html"),
        ("a.b.xhtml", "html"),
    ],
)
def test_the_reader_is_chosen_by_the_suffix_in_any_case(source: str, kind: str) -> None:
    assert document_from_bytes(HTML, source).reader.split(",")[0] == kind


def test_each_kind_of_file_is_read_by_its_own_rules() -> None:
    texts = {suffix: document_from_bytes(HTML, f"a{suffix}").text for suffix in (".txt", ".html")}
    assert texts == {".txt": HTML.decode(), ".html": "Meals\n\nTwo vans & four drivers."}


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_every_known_suffix_has_a_reader_that_reads_or_says_why_not(suffix: str) -> None:
    reading = read_file(b"Two vans.", f"a{suffix}")
    texts = [document.text for document in reading.documents]
    reasons = [one.error.message for one in reading.left_out]
    assert len(texts) + len(reasons) == 1
    assert all(text == "Two vans." for text in texts)
    assert all(reason.startswith(f"a{suffix}") for reason in reasons)


@pytest.mark.parametrize("suffix", ["", ".txt", ".md", ".html", ".csv", ".tsv"])
def test_a_line_of_text_is_the_same_in_every_format_of_text(suffix: str) -> None:
    assert reader_for(f"a{suffix}")(b"Two vans.", f"a{suffix}").text == "Two vans."


@pytest.mark.parametrize(
    ("suffix", "data"),
    [
        (".txt", "Größere Übungen fallen aus, X."),
        (".md", "Größere Übungen fallen aus, X."),
        (".csv", "Ort,Übung\nGröße,Löschen\nX,Tür\n"),
        (".html", "<meta charset=utf-8><p>Größere Übungen fallen aus, X.</p>"),
        (".jsonl", '{"a": "Größere Übungen fallen aus, X."}'),
        (".json", '{"a": "Größere Übungen fallen aus, X."}'),
    ],
)
def test_one_damaged_byte_is_noted_in_every_format_of_text(suffix: str, data: str) -> None:
    (document,) = read_file(data.encode().replace(b"X", b"\xfc"), f"a{suffix}").documents
    assert "Größe" in document.text
    assert "\ufffd" in document.text
    assert document.notes == ("1 byte was not read: it is no utf-8",)


@pytest.mark.parametrize("source", ["meals.doc", "notes/meals.v2.PAGES", "a.py"])
def test_an_unknown_kind_of_file_is_refused_with_the_kinds_that_are_read(source: str) -> None:
    with pytest.raises(UnsupportedFormat) as caught:
        document_from_bytes(b"text", source)
    suffix = "." + source.rsplit(".", maxsplit=1)[1].lower()
    assert source in caught.value.message
    assert suffix in caught.value.message
    known = caught.value.hint.split()
    assert {".txt", ".md", ".html"} <= set(known)
    assert {name for name in READERS if name} - set(known) == {".xls", ".xlsb"}


def test_an_empty_file_is_refused_as_empty() -> None:
    with pytest.raises(NoText) as caught:
        document_from_bytes(b"", "notes/a.txt")
    assert caught.value.message == "notes/a.txt is empty"
    assert caught.value.hint.strip()


@pytest.mark.parametrize(
    ("data", "source"),
    [
        (b" \n\t\r\n\x0c", "a.txt"),
        ("\ufeff\u3000\u2003\n".encode(), "a.txt"),
        (b"\n\n  \n", "a.md"),
        (b"---\ntitle: Only a head\n---\n", "a.md"),
        (b"<!-- nothing -->", "a.md"),
        (b"<html><head><title>Meals</title></head><body> </body></html>", "a.html"),
        (b"<p> </p><script>run()</script>", "a.html"),
        (b"<frameset><frame src=a></frameset>", "a.html"),
    ],
)
def test_a_file_of_white_space_or_markup_alone_is_refused_as_without_text(
    data: bytes, source: str
) -> None:
    with pytest.raises(NoText) as caught:
        document_from_bytes(data, source)
    assert caught.value.message == f"{source} holds no text"


@pytest.mark.parametrize("source", ["cat.txt", "cat", "cat.md", "cat.html"])
def test_a_picture_under_the_name_of_a_text_is_refused(source: str) -> None:
    picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0" + bytes(range(256)) * 8
    with pytest.raises(NotText) as caught:
        document_from_bytes(picture, source)
    assert source in caught.value.message


def test_the_bytes_of_a_file_are_read_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"one\r\n\xff")
    assert read_bytes(path, "a.txt") == b"one\r\n\xff"


def test_a_file_that_vanished_is_an_unreadable_document(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_bytes(tmp_path / "gone.txt", "notes/gone.txt")
    assert caught.value.message == "notes/gone.txt cannot be read: No such file or directory"
    assert caught.value.hint.strip()


def test_a_folder_under_the_name_of_a_file_is_an_unreadable_document(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match=r"a\.txt cannot be read"):
        read_bytes(tmp_path, "a.txt")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_is_an_unreadable_document_and_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    raised: list[ChapterverseError] = []

    def read() -> None:
        try:
            read_bytes(pipe, "pipe.txt")
        except ChapterverseError as error:
            raised.append(error)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    reader.join(timeout=1)
    waits = reader.is_alive()
    if waits:  # a writer that comes and goes ends the wait
        os.close(os.open(pipe, os.O_WRONLY))
        reader.join(timeout=5)
    assert not waits
    assert [type(error) for error in raised] == [UnreadableDocument]


def test_a_file_of_forty_gigabytes_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.touch()
    os.truncate(path, 40_000_000_000)
    with pytest.raises(LimitReached) as caught:
        read_bytes(path, "logs/a.txt")
    assert caught.value.message == (
        "logs/a.txt was not read: it has 40,000 MB, and the limit for a file is 1,000 MB"
    )
    assert "split" in caught.value.hint


def test_too_little_memory_for_the_bytes_of_a_file_is_the_reason_of_that_file(
    tmp_path: Path,
) -> None:
    class Starved(PosixPath):
        def read_bytes(self) -> bytes:
            raise MemoryError

    path = Starved(tmp_path / "a.txt")
    path.write_text("Two vans.")
    with pytest.raises(LimitReached) as caught:
        read_bytes(path, "a.txt")
    assert caught.value.message == (
        "a.txt was not read: it has more bytes than there is free memory"
    )
