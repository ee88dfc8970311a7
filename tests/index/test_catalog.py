"""The catalogue: what is stored is given back, a change is whole, a reader sees one state."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document, Mark
from corpus.passage import Passage, Span
from corpus.reading import Container
from index.catalog import Catalog
from index.catalog_file import CATALOG_FILE
from index.errors import (
    IndexCorrupt,
    IndexNotFound,
    IndexTooNew,
    IndexTooOld,
    LibraryError,
    StorageError,
    UnknownSource,
)
from index.likeness import sketch_of
from index.records import (
    Change,
    FileReading,
    FileRecord,
    Identity,
    LeftOut,
    NewPassage,
    Origin,
    PassageRow,
    StoredVectors,
)
from index.schema import SCHEMA_VERSION
from tests.index.small_disk import make_read_only, mounted

Opener = Callable[[Path], Catalog]
IDENTITY = Identity("hashing", "hashing 8", 8, 200)
ORIGIN = Origin("/documents", "/documents/a.txt")


def document_of(source: str, *paragraphs: str, title: str = "") -> Document:
    text = "\n\n".join(paragraphs)
    return Document(
        source, f"sha of {text}", title, None, text, (Mark(0, "line 1"),), "text, utf-8"
    )


def passages_of(document: Document, seed: int = 0) -> list[NewPassage]:
    """A passage with one sentence for each paragraph, with vectors drawn at random."""
    draw = np.random.default_rng(seed)
    found, start = [], 0
    for paragraph in document.text.split("\n\n"):
        span = Span(start, start + len(paragraph))
        found.append(
            NewPassage(
                Passage(document, span.start, span.end, (span,)),
                draw.bytes(16),
                StoredVectors(
                    draw.normal(size=8).astype(np.float16),
                    draw.integers(-127, 128, (1, 8), dtype=np.int8),
                ),
            )
        )
        start = span.end + 2
    return found


def put(catalog: Catalog, source: str, *paragraphs: str, seed: int = 0) -> Change:
    document = document_of(source, *paragraphs)
    return catalog.replace(document, ORIGIN, passages_of(document, seed))


def values_of(row: PassageRow) -> tuple[object, ...]:
    """A row as values that can be compared."""
    vectors = (row.vectors.passage.tolist(), row.vectors.sentences.tolist())
    return (row.id, row.document_id, row.start, row.end, row.sentences, vectors)


def sources(catalog: Catalog) -> list[str]:
    return [record.source for record in catalog.files()]


def edit(folder: Path, statement: str, *values: object) -> None:
    """Change the file behind the catalogue's back."""
    with closing(sqlite3.connect(folder / CATALOG_FILE)) as connection:
        assert connection.execute(statement, values).rowcount == 1
        connection.commit()


def edit_without_constraints(folder: Path, statement: str, value: object) -> None:
    """Change the file so that even what its tables forbid stands in them, as damage can."""
    with closing(sqlite3.connect(folder / CATALOG_FILE)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '')")
        connection.commit()
    edit(folder, statement, value)


def test_a_new_catalogue_is_empty_and_knows_what_shapes_it(tmp_path: Path) -> None:
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        assert catalog.identity() == IDENTITY
        assert catalog.generation() == 0
        assert catalog.files() == ()
        assert catalog.left_out() == ()
        assert catalog.count_passages() == 0
        assert list(catalog.all_rows()) == []
    with closing(Catalog.open_to_read(tmp_path)) as catalog:
        assert catalog.identity() == IDENTITY


def test_a_document_is_given_back_as_it_was_stored(tmp_path: Path) -> None:
    text = "Καλημέρα 🌧️ world.\n\nNo \u2028 'quotes' \"here\" \\ % \ufeff."
    document = Document(
        source="sub folder/ünï.txt",
        sha256="ab" * 32,
        title="A title, 我们",
        date=date(1859, 11, 24),
        text=text,
        marks=(Mark(0, "line 1"), Mark(20, 'section "Ünï"')),
        reader="text, utf-8",
        issuer="The Sociéty",
        notes=("page 3 has no text layer", "1 picture"),
    )
    origin = Origin("/ünï", "/ünï/sub folder/ünï.txt", "sub folder/ünï.txt")
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        catalog.replace(document, origin, passages_of(document))
    with closing(Catalog.open_to_read(tmp_path)) as catalog:
        assert catalog.document(catalog.document_id("sub folder/ünï.txt")) == document
        assert catalog.files() == (
            FileRecord(
                source="sub folder/ünï.txt",
                origin=origin,
                sha256="ab" * 32,
                title="A title, 我们",
                date="1859-11-24",
                reader="text, utf-8",
                characters=len(text),
                passages=2,
                issuer="The Sociéty",
                notes=("page 3 has no text layer", "1 picture"),
            ),
        )
        (record,) = catalog.files()
        assert record.sketch == sketch_of(text)


# Everything but lone surrogates and zeros, which no reader gives.
any_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)


@settings(deadline=None, max_examples=30)
@given(
    text=any_text,
    title=any_text,
    stated=st.none() | st.dates(),
    marks=st.lists(st.builds(Mark, st.integers(0, 60), any_text), max_size=3),
)
def test_any_document_is_given_back_as_it_was_stored(
    tmp_path_factory: pytest.TempPathFactory,
    text: str,
    title: str,
    stated: date | None,
    marks: list[Mark],
) -> None:
    document = Document("a.txt", "00", title, stated, text, tuple(marks), "text")
    with closing(Catalog.create(tmp_path_factory.mktemp("any"), IDENTITY)) as catalog:
        catalog.replace(document, ORIGIN, passages_of(document))
        assert catalog.document(catalog.document_id("a.txt")) == document
        (record,) = catalog.files()
        assert record.characters == len(text)


def test_a_name_that_is_no_text_names_no_document(tmp_path: Path) -> None:
    document = document_of("a?.txt", "It rained.")
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        catalog.replace(document, ORIGIN, passages_of(document, seed=3))
        with pytest.raises(UnknownSource):
            catalog.document_id("a\udcff.txt")


def test_passages_are_given_back_as_they_were_stored(tmp_path: Path) -> None:
    document = document_of("a.txt", "It rained.", "We left.", "Nobody saw us.")
    new = passages_of(document, seed=3)
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        change = catalog.replace(document, ORIGIN, new)
        number = catalog.document_id("a.txt")
        rows = list(catalog.all_rows())
        assert catalog.count_passages() == 3
        assert [row.id for row in rows] == list(change.added) == list(catalog.passage_ids(number))
        assert [values_of(row) for row in rows] == [
            (
                id_,
                number,
                one.passage.start,
                one.passage.end,
                one.passage.sentences,
                (one.vectors.passage.tolist(), one.vectors.sentences.tolist()),
            )
            for id_, one in zip(change.added, new, strict=True)
        ]


def test_rows_come_in_the_order_asked_for(tmp_path: Path) -> None:
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        added = put(catalog, "a.txt", "One.", "Two.", "Three.").added
        wanted = [added[2], added[0], added[2]]
        assert [row.id for row in catalog.rows(wanted)] == wanted
        assert catalog.rows([]) == ()


def test_a_passage_that_is_not_there_is_told(tmp_path: Path) -> None:
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        (number,) = put(catalog, "a.txt", "One.").added
        with pytest.raises(IndexCorrupt, match=f"passage {number + 1} is missing"):
            catalog.rows([number, number + 1])
        with pytest.raises(IndexCorrupt, match="document 99 is missing"):
            catalog.document(99)
        with pytest.raises(UnknownSource, match=r"there is no document b\.txt in "):
            catalog.document_id("b.txt")


def test_vectors_are_found_by_the_key_of_their_encoding(tmp_path: Path) -> None:
    document = document_of("a.txt", "One.", "Two.")
    new = passages_of(document, seed=4)
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        catalog.replace(document, ORIGIN, new)
        found = catalog.vectors_by_key([new[1].key, b"x" * 16])
        assert found.keys() == {new[1].key}
        assert found[new[1].key].passage.tolist() == new[1].vectors.passage.tolist()
        assert found[new[1].key].sentences.tolist() == new[1].vectors.sentences.tolist()


def test_more_rows_than_are_read_at_once_all_come(tmp_path: Path) -> None:
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        added = put(catalog, "a.txt", *(f"Paragraph {number}." for number in range(2500))).added
        assert [row.id for row in catalog.all_rows()] == list(added)


def test_each_change_raises_the_generation_by_one(tmp_path: Path) -> None:
    left_out = LeftOut("c.bin", "/documents", "no text", "take it out", supported=False)
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        generations = [catalog.generation()]
        for change in (
            lambda: put(catalog, "a.txt", "One."),
            lambda: put(catalog, "b.txt", "One.", "Two."),
            lambda: put(catalog, "a.txt", "Other."),
            lambda: catalog.remove("b.txt"),
            lambda: catalog.leave_out(left_out),
            lambda: catalog.forget_left_out([left_out]),
        ):
            change()
            generations.append(catalog.generation())
        assert generations == [0, 1, 2, 3, 4, 5, 6]
        catalog.forget_left_out([])
        assert catalog.generation() == 6
    with closing(Catalog.open_to_write(tmp_path)) as catalog:
        assert catalog.generation() == 6


def test_reading_does_not_raise_the_generation(tmp_path: Path) -> None:
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        put(catalog, "a.txt", "One.")
        catalog.files()
        list(catalog.all_rows())
        catalog.document(catalog.document_id("a.txt"))
        assert catalog.generation() == 1


def test_numbers_are_never_used_again(tmp_path: Path) -> None:
    used: list[int] = []
    documents: list[int] = []
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        used += put(catalog, "a.txt", "One.", "Two.").added
        documents.append(catalog.document_id("a.txt"))
        catalog.remove("a.txt")
        used += put(catalog, "a.txt", "One.", "Two.").added
        documents.append(catalog.document_id("a.txt"))
        catalog.remove("a.txt")
    with closing(Catalog.open_to_write(tmp_path)) as catalog:
        used += put(catalog, "b.txt", "One.", "Two.").added
        documents.append(catalog.document_id("b.txt"))
        used += put(catalog, "b.txt", "One.", "Two.").added
        documents.append(catalog.document_id("b.txt"))
    assert len(set(used)) == 8
    assert used == sorted(used)
    assert len(set(documents)) == 4


@pytest.mark.parametrize("catalog_is", ["just made", "opened again"])
def test_replacing_a_document_takes_its_old_passages_out(tmp_path: Path, catalog_is: str) -> None:
    catalog = Catalog.create(tmp_path, IDENTITY)
    if catalog_is == "opened again":
        catalog.close()
        catalog = Catalog.open_to_write(tmp_path)
    with closing(catalog):
        first = put(catalog, "a.txt", "One.", "Two.")
        other = put(catalog, "b.txt", "Other.")
        second = put(catalog, "a.txt", "Three.")
        assert first.removed == ()
        assert second.removed == first.added
        assert [row.id for row in catalog.all_rows()] == [*other.added, *second.added]
        assert sources(catalog) == ["a.txt", "b.txt"]
        assert catalog.document(catalog.document_id("a.txt")).text == "Three."
        assert catalog.remove("b.txt") == Change(removed=other.added)
        assert [row.id for row in catalog.all_rows()] == list(second.added)


def test_removing_what_is_not_there_removes_nothing(tmp_path: Path) -> None:
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        added = put(catalog, "a.txt", "One.").added
        assert catalog.remove("b.txt") == Change()
        assert [row.id for row in catalog.all_rows()] == list(added)


class NoVectors:
    """Vectors that cannot be had."""

    @property
    def passage(self) -> object:
        raise RuntimeError("no vectors")


def test_a_replacement_that_fails_in_the_middle_leaves_the_old_version(tmp_path: Path) -> None:
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        put(catalog, "a.txt", "One.", "Two.")
        before = (catalog.generation(), list(map(values_of, catalog.all_rows())))
        document = document_of("a.txt", "Three.", "Four.")
        first, second = passages_of(document)
        broken = NewPassage(second.passage, second.key, NoVectors())  # type: ignore[arg-type]
        with pytest.raises(RuntimeError, match="no vectors"):
            catalog.replace(document, ORIGIN, [first, broken])
        assert (catalog.generation(), list(map(values_of, catalog.all_rows()))) == before
        assert catalog.document(catalog.document_id("a.txt")).text == "One.\n\nTwo."
        put(catalog, "a.txt", "Five.")  # and the catalogue can be used further
        assert catalog.document(catalog.document_id("a.txt")).text == "Five."


def test_a_reader_does_not_see_later_changes(tmp_path: Path) -> None:
    with closing(Catalog.create(tmp_path, IDENTITY)) as writer:
        put(writer, "a.txt", "One.", seed=1)
        put(writer, "b.txt", "Two.", seed=2)
        with closing(Catalog.open_to_read(tmp_path)) as reader:
            put(writer, "a.txt", "Changed.", seed=3)
            writer.remove("b.txt")
            put(writer, "c.txt", "New.", seed=4)
            assert reader.generation() == 2
            assert sources(reader) == ["a.txt", "b.txt"]
            assert [reader.document(row.document_id).text for row in reader.all_rows()] == [
                "One.",
                "Two.",
            ]
        with closing(Catalog.open_to_read(tmp_path)) as reader:
            assert reader.generation() == 5
            assert sources(reader) == ["a.txt", "c.txt"]


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        put(catalog, "a.txt", "One.")
    with closing(Catalog.open_to_read(tmp_path)) as reader, pytest.raises(LibraryError):
        reader.remove("a.txt")
    with closing(Catalog.open_to_read(tmp_path)) as reader:
        assert sources(reader) == ["a.txt"]


def test_eight_threads_read_what_one_reads(tmp_path: Path) -> None:
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        for number in range(20):
            put(catalog, f"{number}.txt", f"Text {number}.", "Two.", seed=number)
    with closing(Catalog.open_to_read(tmp_path)) as catalog, ThreadPoolExecutor(8) as pool:

        def read(number: int) -> tuple[str, list[tuple[object, ...]]]:
            document = catalog.document_id(f"{number % 20}.txt")
            rows = catalog.rows(catalog.passage_ids(document))
            return catalog.document(document).text, [values_of(row) for row in rows]

        alone = [read(number) for number in range(20)]
        assert list(pool.map(read, range(200))) == alone * 10
        assert alone[7][0] == "Text 7.\n\nTwo."


def test_notes_about_files_are_kept_by_source(tmp_path: Path) -> None:
    first = LeftOut("b.pdf", "/documents", "no reader", "convert it", supported=False)
    second = LeftOut("a.txt", "/documents", "is empty", "put text in", supported=True)
    newer = LeftOut("a.txt", "/documents", "is binary", "rename it", supported=True)
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        catalog.leave_out(first)
        catalog.leave_out(second)
        assert catalog.left_out() == (second, first)
        catalog.leave_out(newer)
        assert catalog.left_out() == (newer, first)
        catalog.forget_left_out([second, replace(first, source="not there")])
        assert catalog.left_out() == (first,)


NOTE = LeftOut(
    "a.zip/b.txt", "/d", "is empty", "put text in", supported=True, path="/d/a.zip", sha256="00"
)
READING = FileReading(
    "/d/a.zip", "/d", "a.zip", "00", 3, 99, (Container("a.zip", "ZIP", ("1 link",)),), (NOTE,)
)
INSIDE = Origin("/d", "/d/a.zip", "a.zip")


def put_inside(
    catalog: Catalog, source: str, text: str, completes: FileReading | None = None
) -> None:
    document = document_of(source, text)
    catalog.replace(document, INSIDE, passages_of(document), completes)


def test_a_reading_is_given_back_as_it_was_stored(tmp_path: Path) -> None:
    other = FileReading("/d/b.txt", "/d", "b.txt", "01", 3, 5)
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        catalog.complete(other)
        put_inside(catalog, "a.zip/c.txt", "It rained.", READING)
        assert catalog.generation() == 2
    with closing(Catalog.open_to_read(tmp_path)) as catalog:
        assert catalog.readings() == (READING, other)
        assert catalog.left_out() == (NOTE,)


def test_a_later_reading_takes_the_place_of_the_first_with_its_notes(tmp_path: Path) -> None:
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        catalog.complete(READING)
        later = replace(READING, sha256="02", left_out=())
        catalog.complete(later)
        assert (catalog.readings(), catalog.left_out()) == ((later,), ())


def test_a_note_that_no_reader_made_belongs_to_no_reading(tmp_path: Path) -> None:
    unopened = replace(NOTE, source="a.zip", sha256="")
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        catalog.complete(READING)
        catalog.leave_out(unopened)
        assert catalog.readings() == (READING,)
        assert catalog.left_out() == (unopened, NOTE)


@pytest.mark.parametrize("change", ["a document comes", "a document goes", "it is forgotten"])
def test_a_file_of_which_something_changed_counts_as_not_read(tmp_path: Path, change: str) -> None:
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        put_inside(catalog, "a.zip/c.txt", "It rained.", READING)
        match change:
            case "a document comes":
                put_inside(catalog, "a.zip/d.txt", "Rain.")
            case "a document goes":
                catalog.remove("a.zip/c.txt")
            case _:
                catalog.forget_readings([READING.path, "/not/there"])
        assert catalog.readings() == ()


@pytest.mark.parametrize(
    ("column", "other"),
    [
        ("sha256", "01"),
        ("readers_version", 4),
        ("source", "b.zip"),
        ("bytes", 98),
        ("containers", "[]"),
        ("containers", None),
        ("checksum", 5),
    ],
)
def test_a_changed_reading_is_noticed(tmp_path: Path, column: str, other: object) -> None:
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        catalog.complete(READING)
    edit_without_constraints(tmp_path, f"UPDATE readings SET {column} = ?", other)
    with closing(Catalog.open_to_read(tmp_path)) as catalog, pytest.raises(IndexCorrupt):
        catalog.readings()


def test_a_missing_reading_is_noticed(tmp_path: Path) -> None:
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        catalog.complete(READING)
    edit(tmp_path, "DELETE FROM readings WHERE path = ?", READING.path)
    with (
        closing(Catalog.open_to_read(tmp_path)) as catalog,
        pytest.raises(IndexCorrupt, match="it has 0 readings, and 1 were stored"),
    ):
        catalog.readings()


@pytest.mark.parametrize("opener", [Catalog.open_to_read, Catalog.open_to_write])
class TestOpening:
    """What cannot be opened, whether to read or to write, and what is said of it."""

    def test_a_missing_catalogue_is_told(self, opener: Opener, tmp_path: Path) -> None:
        for folder in (tmp_path, tmp_path / "no such folder"):
            with pytest.raises(IndexNotFound) as caught:
                opener(folder)
            assert caught.value.message == f"there is no index in {folder}"
            assert "qa index" in caught.value.hint
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        "content",
        [b"This is no database. " * 100, b"", b"short", bytes(4096), b"SQLite format 3\0" * 300],
        ids=["text", "empty", "short", "zeros", "headers"],
    )
    def test_a_file_that_is_no_database_is_told(
        self, opener: Opener, tmp_path: Path, content: bytes
    ) -> None:
        (tmp_path / CATALOG_FILE).write_bytes(content)
        with pytest.raises(IndexCorrupt, match=r"catalog\.sqlite is damaged"):
            opener(tmp_path)

    def test_another_programs_database_is_told(self, opener: Opener, tmp_path: Path) -> None:
        with closing(sqlite3.connect(tmp_path / CATALOG_FILE)) as connection:
            connection.execute("CREATE TABLE recipes (name TEXT)")
            connection.commit()
        with pytest.raises(IndexCorrupt, match=r"catalog\.sqlite is damaged"):
            opener(tmp_path)

    @pytest.mark.parametrize("later", [SCHEMA_VERSION + 1, 999])
    def test_a_later_format_is_told_with_both_numbers(
        self, opener: Opener, tmp_path: Path, later: int
    ) -> None:
        Catalog.create(tmp_path, IDENTITY).close()
        edit(tmp_path, "UPDATE meta SET value = ? WHERE key = 'schema'", str(later))
        with pytest.raises(IndexTooNew) as caught:
            opener(tmp_path)
        assert caught.value.message == (
            f"the index in {tmp_path} has format {later}, "
            f"this version of Chapterverse reads up to {SCHEMA_VERSION}"
        )
        assert "update Chapterverse" in caught.value.hint

    def test_an_earlier_format_is_told_with_the_way_out(
        self, opener: Opener, tmp_path: Path
    ) -> None:
        Catalog.create(tmp_path, IDENTITY).close()
        edit(tmp_path, "UPDATE meta SET value = '1' WHERE key = 'schema'")
        edit(tmp_path, """UPDATE meta SET value = '{"model": "other"}' WHERE key = 'identity'""")
        with pytest.raises(IndexTooOld) as caught:
            opener(tmp_path)
        assert caught.value.message == (
            f"the index in {tmp_path} has format 1, "
            f"this version of Chapterverse needs {SCHEMA_VERSION}"
        )
        assert "qa index FOLDER --rebuild" in caught.value.hint

    def test_a_later_format_is_told_though_it_describes_itself_in_another_way(
        self, opener: Opener, tmp_path: Path
    ) -> None:
        Catalog.create(tmp_path, IDENTITY).close()
        edit(tmp_path, f"UPDATE meta SET value = '{SCHEMA_VERSION + 1}' WHERE key = 'schema'")
        edit(tmp_path, """UPDATE meta SET value = '{"model": "other"}' WHERE key = 'identity'""")
        with pytest.raises(IndexTooNew, match=f"has format {SCHEMA_VERSION + 1}"):
            opener(tmp_path)

    @pytest.mark.parametrize("key", ["schema", "identity", "generation"])
    def test_a_catalogue_that_does_not_say_what_it_is_is_told(
        self, opener: Opener, tmp_path: Path, key: str
    ) -> None:
        Catalog.create(tmp_path, IDENTITY).close()
        edit(tmp_path, "UPDATE meta SET value = 'what?' WHERE key = ?", key)
        with pytest.raises(IndexCorrupt, match=r"catalog\.sqlite is damaged"):
            opener(tmp_path).generation()
        edit(tmp_path, "DELETE FROM meta WHERE key = ?", key)
        with pytest.raises(IndexCorrupt, match=r"catalog\.sqlite is damaged"):
            opener(tmp_path).generation()


DATED = Document("a.txt", "00", "A title", date(2020, 1, 1), "It rained.\n\nWe left.", (), "text")


@pytest.mark.parametrize(
    ("column", "other"),
    [
        ("sha256", "01"),
        ("title", "A tittle"),
        ("title", None),
        ("date", "2021-01-01"),
        ("date", "2020-13-01"),
        ("date", None),
        ("reader", "html"),
        ("issuer", "Somebody"),
        ("notes", '["all is here"]'),
        ("file", "b.zip"),
        ("sketch", b"1234"),
        ("source", "b.txt"),
        ("passages", 1),
        ("head", 5),
        ("head", None),
    ],
)
def test_a_changed_document_is_noticed(tmp_path: Path, column: str, other: object) -> None:
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        catalog.replace(DATED, ORIGIN, passages_of(DATED))
    edit_without_constraints(tmp_path, f"UPDATE documents SET {column} = ?", other)
    with (
        closing(Catalog.open_to_read(tmp_path)) as catalog,
        pytest.raises(IndexCorrupt, match="document 1 is not what was stored"),
    ):
        catalog.document(1)


@pytest.mark.parametrize(
    ("column", "other"),
    [
        ("text", "It reined.\n\nWe left."),
        ("text", None),
        ("text", 5),
        ("marks", '[[0, "line 1"]]'),
        ("checksum", 5),
        ("checksum", None),
    ],
)
def test_a_changed_text_is_noticed(tmp_path: Path, column: str, other: object) -> None:
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        catalog.replace(DATED, ORIGIN, passages_of(DATED))
    edit_without_constraints(tmp_path, f"UPDATE texts SET {column} = ?", other)
    with (
        closing(Catalog.open_to_read(tmp_path)) as catalog,
        pytest.raises(IndexCorrupt, match="is not what was stored"),
    ):
        catalog.document(1)


@pytest.mark.parametrize(
    ("column", "other"),
    [
        ("start", 1),
        ("start", None),
        ("start", "zero"),
        ("end", 9),
        ("sentences", np.array([(0, 9)], np.int64).tobytes()),
        ("sentences", b""),
        ("sentences", None),
        ("sentences", "text"),
        ("vector", bytes(16)),
        ("vector", bytes(15)),
        ("vector", None),
        ("sentence_vectors", bytes(8)),
        ("sentence_vectors", bytes(9)),
        ("document_id", 2),
        ("document_id", None),
        ("checksum", 5),
    ],
)
def test_a_changed_passage_is_noticed(tmp_path: Path, column: str, other: object) -> None:
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        put(catalog, "a.txt", "It rained.")
        put(catalog, "b.txt", "It rained.")
    edit_without_constraints(tmp_path, f"UPDATE passages SET {column} = ? WHERE id = 1", other)
    with (
        closing(Catalog.open_to_read(tmp_path)) as catalog,
        pytest.raises(IndexCorrupt, match="passage 1 is not what was stored"),
    ):
        catalog.rows([1])


def test_a_changed_vector_is_noticed_when_it_is_looked_up_by_its_key(tmp_path: Path) -> None:
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        put(catalog, "a.txt", "It rained.", seed=5)
    edit(tmp_path, "UPDATE passages SET vector = ?", bytes(16))
    with closing(Catalog.open_to_read(tmp_path)) as catalog:
        key = passages_of(document_of("a.txt", "It rained."), seed=5)[0].key
        with pytest.raises(IndexCorrupt, match="passage 1 is not what was stored"):
            catalog.vectors_by_key([key])


def test_two_passages_that_changed_places_are_noticed(tmp_path: Path) -> None:
    with closing(Catalog.create(tmp_path, IDENTITY)) as catalog:
        put(catalog, "a.txt", "It rained all day.", "We left.")
    for old, new in ((1, 99), (2, 1), (99, 2)):
        edit(tmp_path, "UPDATE passages SET id = ? WHERE id = ?", new, old)
    with (
        closing(Catalog.open_to_read(tmp_path)) as catalog,
        pytest.raises(IndexCorrupt, match="is not what was stored"),
    ):
        catalog.rows([1])


def test_a_full_disk_is_told_and_what_was_stored_stays(small_disk: Path) -> None:
    with closing(Catalog.create(small_disk, IDENTITY)) as catalog:
        put(catalog, "a.txt", "It rained all day.")
        draw = np.random.default_rng(1)
        large = document_of("b.txt", draw.bytes(1_000_000).hex())
        with pytest.raises(StorageError) as caught:
            catalog.replace(large, ORIGIN, passages_of(large))
        assert "full" in caught.value.message
        assert "check that the disk has room" in caught.value.hint
        assert sources(catalog) == ["a.txt"]
        assert catalog.generation() == 1
    with closing(Catalog.open_to_read(small_disk)) as catalog:
        assert catalog.document(1).text == "It rained all day."


def test_a_catalogue_on_a_read_only_disk_can_be_read_and_not_be_written(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "size=4m") as folder:
        with closing(Catalog.create(folder, IDENTITY)) as catalog:
            put(catalog, "a.txt", "It rained all day.")
        make_read_only(folder)
        with closing(Catalog.open_to_read(folder)) as catalog:
            assert catalog.document(1).text == "It rained all day."
            assert [row.id for row in catalog.all_rows()] == [1]
        with (
            pytest.raises(StorageError),
            closing(Catalog.open_to_write(folder)) as catalog,
        ):
            catalog.remove("a.txt")


def test_a_catalogue_cannot_be_made_on_a_read_only_disk(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "size=4m") as folder:
        make_read_only(folder)
        with pytest.raises(StorageError, match="cannot be read or written"):
            Catalog.create(folder, IDENTITY)
