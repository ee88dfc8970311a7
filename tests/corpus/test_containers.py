"""Files inside files: each becomes a document of its own, and what does not is told."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Mark, sha256_of
from corpus.errors import DamagedFile, LimitReached, NeedsPassword, NotText, UnsupportedFormat
from corpus.reading import Container, Reading, ReadingLimits, read_file
from tests.fake_readers import READERS, box, nested


def read(content: str, source: str = "a.box", limits: ReadingLimits | None = None) -> Reading:
    return read_file(content.encode(), source, readers=READERS, limits=limits)


def texts_of(reading: Reading) -> dict[str, str]:
    texts = {document.source: document.text for document in reading.documents}
    assert len(texts) == len(reading.documents)
    return texts


def reasons_of(reading: Reading) -> dict[str, str]:
    reasons = {file.source: file.error.message for file in reading.left_out}
    assert len(reasons) == len(reading.left_out)
    return reasons


def test_a_plain_file_is_one_document() -> None:
    (document,) = read("Two vans.", "sub/a.txt").documents
    assert (document.source, document.text, document.notes) == ("sub/a.txt", "Two vans.", ())


def test_each_file_inside_is_a_document_below_the_outer_file() -> None:
    reading = read(box({"b.txt": "Two vans.", "inner/c.md": "# Rain\n\nIt rained."}), "x/a.box")
    assert texts_of(reading) == {
        "x/a.box/b.txt": "Two vans.",
        "x/a.box/inner/c.md": "Rain\n\nIt rained.",
    }
    first, second = reading.documents
    assert first.sha256 == sha256_of(b"Two vans.")
    assert (second.reader, second.marks) == ("markdown, utf-8", (Mark(0, "section Rain"),))
    assert reading.containers == (Container("x/a.box", "box"),)


def test_a_file_with_a_text_and_files_inside_gives_both() -> None:
    content = box({"b.txt": "Two vans."}, "The covering letter.", notes=["1 picture"], title="Hi")
    reading = read(content)
    assert texts_of(reading) == {"a.box": "The covering letter.", "a.box/b.txt": "Two vans."}
    letter = reading.documents[0]
    assert (letter.title, letter.notes, letter.reader) == ("Hi", ("1 picture",), "box")
    assert letter.sha256 == sha256_of(content.encode())
    assert reading.containers == ()


def test_a_file_inside_on_which_its_reader_fails_leaves_the_others() -> None:
    reading = read(box({"a.txt": "Two vans.", "b.boom": "x", "inner/c.txt": "Rain."}), "all.box")
    assert texts_of(reading) == {"all.box/a.txt": "Two vans.", "all.box/inner/c.txt": "Rain."}
    assert reasons_of(reading) == {
        "all.box/b.boom": "all.box/b.boom cannot be read: its reader failed with KeyError: '/Root'"
    }
    assert type(reading.left_out[0].error) is DamagedFile


def test_a_file_alone_on_which_its_reader_fails_is_told() -> None:
    assert list(reasons_of(read("x", "a.boom"))) == ["a.boom"]


def test_the_notes_of_a_file_that_has_only_files_inside_are_kept() -> None:
    reading = read(box({"b.txt": "Two vans."}, notes=["2 links were not followed"]))
    assert reading.containers == (Container("a.box", "box", ("2 links were not followed",)),)


def test_a_file_with_neither_text_nor_files_inside_holds_no_text() -> None:
    assert reasons_of(read(box({}))) == {"a.box": "a.box holds no text"}
    assert reasons_of(read("", "a.txt")) == {"a.txt": "a.txt is empty"}


def test_what_cannot_be_read_inside_is_told_and_the_rest_is_read() -> None:
    reading = read(
        box({"b.xyz": "x", "c.txt": "Rain.", "locked": "", "d.txt": "\0\1\2\3" * 99, "e.txt": " "})
    )
    assert texts_of(reading) == {"a.box/c.txt": "Rain."}
    assert reasons_of(reading) == {
        "a.box/b.xyz": "a.box/b.xyz: no reader for files ending in .xyz",
        "a.box/locked": "a.box: locked is encrypted",
        "a.box/d.txt": "a.box/d.txt is not text: its bytes look like binary data",
        "a.box/e.txt": "a.box/e.txt holds no text",
    }
    kinds = {file.source: type(file.error) for file in reading.left_out}
    assert kinds["a.box/b.xyz"] is UnsupportedFormat
    assert kinds["a.box/locked"] is NeedsPassword
    assert kinds["a.box/d.txt"] is NotText


def test_files_are_followed_three_deep_and_no_further() -> None:
    assert texts_of(read(nested(3, "Rain."))) == {"a.box/b.box/b.box/a.txt": "Rain."}
    reading = read(nested(5, "Rain."))
    assert texts_of(reading) == {}
    (missing,) = reading.left_out
    assert isinstance(missing.error, LimitReached)
    assert missing.source == "a.box/b.box/b.box/b.box/b.box"
    assert missing.error.message == (
        "a.box/b.box/b.box/b.box/b.box was not read: "
        "it stands more than 3 files deep inside another"
    )
    assert "unpack it" in missing.error.hint


def test_no_more_files_inside_are_read_than_the_limit_in_all() -> None:
    inner = box({"1.txt": "One.", "2.txt": "Two."})
    content = box({"0.txt": "Nought.", "b.box": inner, "3.txt": "Three.", "4.txt": "Four."})
    reading = read(content, limits=ReadingLimits(members=4))
    assert list(texts_of(reading).values()) == ["Nought.", "One.", "Two."]
    assert reasons_of(reading) == {
        f"a.box/{name}": f"a.box/{name} was not read: "
        "more than 4 files are inside the outermost file"
        for name in ("3.txt", "4.txt")
    }


def test_no_more_bytes_inside_are_read_than_the_limit_in_all() -> None:
    content = box({"0.txt": "a" * 1_500_000, "1.txt": "b" * 1_500_000})
    reading = read(content, limits=ReadingLimits(total_bytes=2_000_000))
    assert list(texts_of(reading)) == ["a.box/0.txt"]
    assert reasons_of(reading) == {
        "a.box/1.txt": "a.box/1.txt was not read: "
        "the files inside the outermost file have more than 2 MB together"
    }


def test_two_files_inside_never_have_one_source() -> None:
    inner = box({"c.txt": "Inner."})
    reading = read(
        box({"b.box": inner, "b.box/c.txt": "Outer.", "./b.box/c.txt": "Third."}), "a.box"
    )
    assert sorted(texts_of(reading).values()) == ["Inner.", "Outer.", "Third."]
    assert set(texts_of(reading)) == {
        "a.box/b.box/c.txt",
        "a.box/b.box/c (2).txt",
        "a.box/b.box/c (3).txt",
    }


@given(st.lists(st.text(st.characters(), max_size=12), max_size=8, unique=True))
def test_sources_of_files_inside_are_different_stay_below_and_can_be_stored(
    names: list[str],
) -> None:
    reading = read(box(dict.fromkeys([f"{name}.txt" for name in names], "Rain.") | {"": "Rain."}))
    found = list(texts_of(reading))
    assert len(found) == len({*(f"{name}.txt" for name in names), ""})
    for source in found:
        assert source.startswith("a.box/")
        assert not {"", ".", ".."} & set(source.split("/"))
        assert source.encode()
        assert not set(source) & {"\n", "\r", "\0", "\x1b"}
