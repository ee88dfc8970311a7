"""Verification: whether the citations of a saved answer still hold in the files themselves."""

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import pytest

from corpus import Document, Span, cite
from corpus.document import sha256_of
from corpus.isolation import ReadingOptions
from corpus.reading import READERS_VERSION, read_file
from qa.answer import citations_as_json
from qa.errors import SavedAnswerError
from qa.verification import Verdict, VerifiedCitation, verify_saved
from tests.fake_readers import box
from tests.qa.small_index import write_files

TEXT = "It rained in March. The harbour was built in 1903. Nobody came."
QUOTE = "The harbour was built in 1903."
CITATION: Mapping[str, object] = {
    "number": 1,
    "source": "notes/harbour.txt",
    "title": "Harbours",
    "sha256": sha256_of(TEXT.encode()),
    "label": "line 1",
    "start": 20,
    "end": 50,
    "quote": QUOTE,
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of documents that the citation is about."""
    return write_files(tmp_path / "documents", {"notes/harbour.txt": TEXT})


def save(folder: Path, *citations: Mapping[str, object]) -> Path:
    """A saved answer with these citations, or with the usual one."""
    file = folder.parent / "saved.json"
    answer = {"question": "When?", "found": True, "citations": citations or [CITATION]}
    file.write_text(json.dumps(answer))
    return file


def verdict_on(root: Path, **changed: object) -> VerifiedCitation:
    """What is said of the usual citation with these changes."""
    (one,) = verify_saved(save(root, {**CITATION, **changed}), [root])
    return one


def test_a_citation_of_a_file_that_is_as_it_was_holds(root: Path) -> None:
    assert verify_saved(save(root), [root]) == (
        VerifiedCitation(1, "notes/harbour.txt", QUOTE, Verdict.HOLDS, ""),
    )


def test_a_citation_holds_while_its_text_stands_where_it_stood(root: Path) -> None:
    (root / "notes" / "harbour.txt").write_text(TEXT + " Later, many came.")
    one = verdict_on(root)
    assert (one.verdict, one.detail) == (Verdict.HOLDS, "the file was changed elsewhere")


def test_a_quote_that_stands_elsewhere_now_has_moved(root: Path) -> None:
    (root / "notes" / "harbour.txt").write_text("It was long ago. " + TEXT)
    one = verdict_on(root)
    assert one.verdict is Verdict.MOVED
    assert one.detail == "it stands at line 1, characters 37 to 67 now: the file was changed"


def test_a_quote_that_is_not_there_any_more_has_changed(root: Path) -> None:
    (root / "notes" / "harbour.txt").write_text(TEXT.replace("1903", "1904"))
    one = verdict_on(root)
    assert (one.verdict, one.detail) == (Verdict.CHANGED, "the file was changed")


def test_where_the_file_is_the_same_the_reader_is_named_as_the_reason(root: Path) -> None:
    one = verdict_on(root, start=21, end=51)
    assert one.verdict is Verdict.MOVED
    assert one.detail == (
        "it stands at line 1, characters 20 to 50 now: "
        "the file is the same, so another version of the program read it"
    )
    assert verdict_on(root, quote="Never said.").verdict is Verdict.CHANGED


REPEATED = "Ana: Is it open?\n\nNo.\n\nMaria: Is it warm?\n\nNo.\n\nPedro: Is it far?\n\nNo.\n"


def repeated_citation(root: Path, number: int) -> Mapping[str, object]:
    """The citation of one of the three equal paragraphs, with what stands around it."""
    write_files(root, {"a.txt": REPEATED})
    places = [match.start() for match in re.finditer("No", REPEATED)]
    document = Document("a.txt", sha256_of(REPEATED.encode()), "", None, REPEATED)
    citation = asdict(cite(document, Span(places[number], places[number] + 3)))
    return {**citation, "number": 1}


@pytest.mark.parametrize("number", [0, 1, 2])
def test_of_equal_paragraphs_the_one_that_was_cited_is_found_again(root: Path, number: int) -> None:
    citation = repeated_citation(root, number)
    (one,) = verify_saved(save(root, citation), [root])
    assert one.verdict is Verdict.HOLDS
    # One dialogue more before it: each paragraph stands further down, at places of its own.
    (root / "a.txt").write_text("Rui: Is it so?\n\nNo.\n\n" + REPEATED)
    (one,) = verify_saved(save(root, citation), [root])
    assert one.verdict is Verdict.MOVED
    start = int(str(citation["start"])) + 21
    assert f"characters {start} to {start + 3} now" in one.detail


def test_an_equal_paragraph_that_took_its_place_is_not_taken_for_it(root: Path) -> None:
    blocks = [f"{name}: Is it?\n\nNo.\n\n" for name in ("Ana", "Bea", "Cid")]
    text = "".join(blocks)
    write_files(root, {"a.txt": text})
    start = text.index("No", text.index("Bea"))
    document = Document("a.txt", sha256_of(text.encode()), "", None, text)
    citation = {**asdict(cite(document, Span(start, start + 3))), "number": 1}
    (root / "a.txt").write_text(blocks[1] + blocks[2])
    # Cid's "No." stands at the offsets of Bea's now.
    assert (blocks[1] + blocks[2])[start : start + 3] == "No."
    (one,) = verify_saved(save(root, citation), [root])
    assert one.verdict is Verdict.MOVED
    assert f"characters {start - len(blocks[0])} to" in one.detail


def lot(name: str, bidder: str) -> str:
    """A section that says the same as others, but for its heading and its bidder."""
    return (
        f"# {name}\n\nBidder: {bidder}\n\n"
        "Both sides have read the terms of the sale and agree to be bound by them.\n\n"
        "The deposit was paid back in full.\n\n"
        "This was put down in the register of the house and signed by the clerk on duty.\n\n"
    )


LOTS = tuple(lot(f"Lot {n}", who) for n, who in enumerate(("Abel", "Bara", "Cole", "Drur"), 1))
BACK = "The deposit was paid back in full."


def third_lot(root: Path, name: str) -> Mapping[str, object]:
    """The citation of the third lot's sentence, as it is saved."""
    write_files(root, {name: "".join(LOTS)})
    data = (root / name).read_bytes()
    (document,) = read_file(data, name).documents
    start = [match.start() for match in re.finditer(BACK, document.text)][2]
    citation = cite(document, Span(start, start + len(BACK)))
    return {**citations_as_json([citation])[0]}


def place_now(root: Path, citation: Mapping[str, object], text: str) -> tuple[Verdict, str]:
    """The verdict when the file holds `text`, and the bidder nearest before the place it names."""
    name = str(citation["source"])
    (root / name).write_text(text)
    (one,) = verify_saved(save(root, citation), [root])
    (document,) = read_file(text.encode(), name).documents
    at = re.search(r"characters (\d+)", one.detail)
    if one.verdict is Verdict.MOVED and not at:
        return one.verdict, one.detail
    before = document.text[: int(at[1]) if at else int(str(citation["start"]))]
    return one.verdict, before.rpartition("Bidder: ")[2].partition("\n")[0]


FIRST, SECOND, THIRD, FOURTH = LOTS
FOUND_AGAIN = {
    "text is put before all": "A note of the editor.\n\n" + "".join(LOTS),
    "an earlier one is edited": "".join(LOTS).replace("Abel", "Abel and his heirs of Kent"),
    "the first is taken out": SECOND + THIRD + FOURTH,
    "the one before it is taken out": FIRST + THIRD + FOURTH,
    "one is put in front": lot("Lot 0", "Zoll") + "".join(LOTS),
}


@pytest.mark.parametrize("name", ["lots.md", "lots.txt"])
@pytest.mark.parametrize("edit", FOUND_AGAIN)
def test_among_equal_sections_the_cited_one_is_found_when(root: Path, name: str, edit: str) -> None:
    citation = third_lot(root, name)
    assert place_now(root, citation, FOUND_AGAIN[edit]) == (Verdict.MOVED, "Cole")


def test_a_section_that_is_put_elsewhere_is_found_by_its_name(root: Path) -> None:
    order = THIRD + FIRST + SECOND + FOURTH
    assert place_now(root, third_lot(root, "lots.md"), order) == (Verdict.MOVED, "Cole")
    # Without the name, what stood before the quote speaks for one, what followed for another.
    assert "cannot be told" in place_now(root, third_lot(root, "lots.txt"), order)[1]


def test_the_name_of_the_section_tells_where_its_own_text_was_edited_too(root: Path) -> None:
    edited = (FIRST + THIRD + FOURTH).replace("Cole\n\nBoth sides", "Cole\n\nBoth of the sides")
    assert place_now(root, third_lot(root, "lots.md"), edited) == (Verdict.MOVED, "Cole")


def test_an_equal_section_of_the_same_length_at_the_old_offsets_does_not_hold(root: Path) -> None:
    for name in ("lots.md", "lots.txt"):
        citation = third_lot(root, name)
        assert place_now(root, citation, SECOND + THIRD + FOURTH) == (Verdict.MOVED, "Cole")


def test_a_repeated_quote_holds_where_only_something_behind_it_was_edited(root: Path) -> None:
    citation = third_lot(root, "lots.md")
    edited = "".join(LOTS) + "Here the list ends.\n"
    assert place_now(root, citation, edited) == (Verdict.HOLDS, "Cole")


@pytest.mark.parametrize("name", ["lots.md", "lots.txt"])
def test_where_the_cited_one_of_equal_sections_is_gone_none_is_taken_for_it(
    root: Path, name: str
) -> None:
    citation = third_lot(root, name)
    which, whether = "and which of them was cited", "and whether that was cited"
    for rest, told in (
        (FIRST + SECOND + FOURTH, f"it stands in 3 places now, {which}"),
        (FIRST + FOURTH, f"it stands in 2 places now, {which}"),
        (FIRST, f"it stands in one place now, {whether}"),
    ):
        detail = f"{told} cannot be told: the file was changed"
        assert place_now(root, citation, rest) == (Verdict.MOVED, detail)


def test_records_that_are_the_same_throughout_are_told_apart_by_their_number(root: Path) -> None:
    record = "The fee was paid.\n\nThe clerk confirmed it.\n\n"
    write_files(root, {"a.txt": record * 6})
    document = Document("a.txt", sha256_of((record * 6).encode()), "", None, record * 6)
    start = 3 * len(record)
    citation = {**asdict(cite(document, Span(start, start + 17))), "number": 1}
    (root / "a.txt").write_text("A new line.\n\n" + record * 6)
    (one,) = verify_saved(save(root, citation), [root])
    assert f"characters {start + 13} to" in one.detail
    # One record fewer: whichever it was, what is left looks the same.
    (root / "a.txt").write_text(record * 5)
    (one,) = verify_saved(save(root, citation), [root])
    assert (one.verdict, "cannot be told" in one.detail) == (Verdict.MOVED, True)


def test_an_answer_saved_before_places_were_numbered_is_told_by_the_section(root: Path) -> None:
    citation = dict(third_lot(root, "lots.md"))
    (document,) = read_file("".join(LOTS).encode(), "lots.md").documents
    start, end = int(str(citation["start"])), int(str(citation["end"]))
    del citation["occurrence"], citation["occurrences"]
    citation["prefix"] = document.text[start - 40 : start]
    citation["suffix"] = document.text[end : end + 40]
    assert place_now(root, citation, SECOND + THIRD + FOURTH) == (Verdict.MOVED, "Cole")
    assert "cannot be told" in place_now(root, citation, FIRST + SECOND + FOURTH)[1]
    # A line's number says nothing that the offset does not.
    plain = {**citation, "label": "line 17"}
    assert "cannot be told" in place_now(root, plain, SECOND + THIRD + FOURTH)[1]


def test_the_version_of_the_readers_is_named_where_it_explains_the_difference(root: Path) -> None:
    file = save(root, {**CITATION, "start": 21, "end": 51})
    content = json.loads(file.read_text())
    file.write_text(json.dumps(content | {"made_by": {"readers": 99}}))
    (one,) = verify_saved(file, [root])
    assert f"(readers 99, and {READERS_VERSION} now)" in one.detail
    file.write_text(json.dumps(content | {"made_by": {"readers": READERS_VERSION}}))
    (one,) = verify_saved(file, [root])
    assert one.detail.endswith("the file is the same, and was never read like this")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_before_a_saved_answer_changes_nothing(root: Path, encoding: str) -> None:
    file = save(root)
    file.write_bytes(file.read_text().replace("\n", "\r\n").encode(encoding))
    assert [one.verdict for one in verify_saved(file, [root])] == [Verdict.HOLDS]


def test_an_answer_that_is_not_its_quote_was_changed(root: Path) -> None:
    file = save(root)
    content = json.loads(file.read_text())
    file.write_text(json.dumps(content | {"text": QUOTE}))
    assert [one.verdict for one in verify_saved(file, [root])] == [Verdict.HOLDS]
    file.write_text(json.dumps(content | {"text": QUOTE.replace("1903", "1930")}))
    with pytest.raises(SavedAnswerError, match="was changed"):
        verify_saved(file, [root])


def test_a_file_that_is_not_there_is_gone(root: Path) -> None:
    (root / "notes" / "harbour.txt").unlink()
    one = verdict_on(root)
    assert one.verdict is Verdict.GONE
    assert one.detail == f"no file notes/harbour.txt in {root}"


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "is empty"), (b" \n", "holds no text"), (b"\x00\x01\x02\xff" * 100, "")],
    ids=["empty", "blank", "no text"],
)
def test_a_file_that_is_there_and_cannot_be_read_any_more_has_changed(
    root: Path, content: bytes, why: str
) -> None:
    (root / "notes" / "harbour.txt").write_bytes(content)
    one = verdict_on(root)
    assert one.verdict is Verdict.CHANGED
    assert one.detail.startswith(f"notes/harbour.txt {why}")


def test_a_file_of_a_format_that_is_not_read_has_changed(root: Path) -> None:
    write_files(root, {"notes/harbour.xyz": "%XYZ"})
    one = verdict_on(root, source="notes/harbour.xyz")
    assert one.verdict is Verdict.CHANGED
    assert one.detail.startswith("notes/harbour.xyz: no reader for files ending in .xyz")


def test_a_file_that_needs_a_password_now_has_changed(root: Path) -> None:
    write_files(root, {"a.box": box({"locked": TEXT, "b.txt": TEXT})})
    options = ReadingOptions(readers="tests.fake_readers")
    saved = save(root, {**CITATION, "source": "a.box/locked"})
    (one,) = verify_saved(saved, [root], options)
    assert one.verdict is Verdict.CHANGED
    assert one.detail.startswith("a.box: locked is encrypted")


@pytest.mark.parametrize("content", [b"junk", b""], ids=["junk", "empty"])
def test_a_file_in_an_archive_that_is_broken_now_has_changed(root: Path, content: bytes) -> None:
    with zipfile.ZipFile(root / "a.zip", "w") as archive:
        archive.writestr("notes/harbour.txt", TEXT)
    source = {"source": "a.zip/notes/harbour.txt", "label": ""}
    assert verdict_on(root, **source).verdict is Verdict.HOLDS
    (root / "a.zip").write_bytes(content)
    one = verdict_on(root, **source)
    assert one.verdict is Verdict.CHANGED
    assert one.detail.startswith("a.zip ")


def test_a_file_that_is_not_in_its_archive_any_more_is_gone(root: Path) -> None:
    with zipfile.ZipFile(root / "a.zip", "w") as archive:
        archive.writestr("other.txt", TEXT)
    gone = {"source": "a.zip/notes/harbour.txt", "sha256": sha256_of(b"of another file")}
    assert verdict_on(root, **gone).verdict is Verdict.GONE


def test_a_file_larger_than_the_memory_has_changed_and_the_others_are_verified(root: Path) -> None:
    other = write_files(root, {"notes/large.txt": ""}) / "notes" / "large.txt"
    with other.open("r+b") as stream:
        stream.truncate(1 << 36)
    saved = save(root, {**CITATION, "source": "notes/large.txt"}, CITATION)
    limited = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (1 << 32, 1 << 32));"
        "from qa.verification import verify_saved; from pathlib import Path;"
        "print(*(one.verdict for one in verify_saved(Path(sys.argv[1]), [Path(sys.argv[2])])))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", limited, str(saved), str(root)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.stdout, ran.stderr) == ("changed holds\n", "")


def test_each_citation_has_a_verdict_of_its_own(root: Path) -> None:
    second = {**CITATION, "number": 2, "source": "other.txt", "sha256": sha256_of(b"Other.")}
    third = {**CITATION, "number": 3, "start": 0, "end": 19, "quote": "It rained in March."}
    found = verify_saved(save(root, CITATION, second, third), [root])
    assert [(one.number, one.verdict) for one in found] == [
        (1, Verdict.HOLDS),
        (2, Verdict.GONE),
        (3, Verdict.HOLDS),
    ]


def test_a_file_is_looked_for_in_every_folder(root: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    (one,) = verify_saved(save(root), [empty, root])
    assert one.verdict is Verdict.HOLDS


def test_the_file_itself_may_be_named_in_place_of_its_folder(root: Path, tmp_path: Path) -> None:
    file = root / "notes" / "harbour.txt"
    assert verify_saved(save(root), [file])[0].verdict is Verdict.HOLDS
    copy = write_files(tmp_path / "elsewhere", {"harbour.txt": "Moved. " + TEXT}) / "harbour.txt"
    assert verify_saved(save(root), [copy])[0].verdict is Verdict.MOVED
    other = write_files(tmp_path / "elsewhere", {"other.txt": TEXT}) / "other.txt"
    assert verify_saved(save(root), [other])[0].verdict is Verdict.HOLDS
    other.write_text("Another text.")
    assert verify_saved(save(root), [other])[0].verdict is Verdict.GONE


def test_a_file_inside_a_named_file_is_found(root: Path) -> None:
    with zipfile.ZipFile(root / "a.zip", "w") as archive:
        archive.writestr("harbour.txt", TEXT)
    saved = save(root, {**CITATION, "source": "boxes/a.zip/harbour.txt"})
    assert verify_saved(saved, [root / "a.zip"])[0].verdict is Verdict.HOLDS


def test_a_file_that_is_known_to_be_another_one_is_not_judged_in_its_stead(tmp_path: Path) -> None:
    north, south = "The north gate took 11 florins.", "The south gate took 12 florins."
    first = write_files(tmp_path / "one", {"x.txt": north})
    second = write_files(tmp_path / "two", {"x.txt": south})
    saved = save(
        first,
        *(
            {**CITATION, "source": source, "sha256": sha256_of(text.encode()), "number": number}
            | {"start": 0, "end": len(text), "quote": text}
            for number, (source, text) in enumerate([("two/x.txt", south), ("x.txt", north)], 1)
        ),
    )

    def verdicts(*roots: Path) -> list[Verdict]:
        return [one.verdict for one in verify_saved(saved, roots)]

    assert verdicts(first, second) == verdicts(second, first) == [Verdict.HOLDS, Verdict.HOLDS]
    assert verdicts(second) == [Verdict.HOLDS, Verdict.GONE]
    (first / "x.txt").write_text("The gate is shut.")
    assert verdicts(second, first) == [Verdict.HOLDS, Verdict.CHANGED]


def test_a_source_may_begin_with_the_name_of_its_folder(root: Path) -> None:
    # So it does in the index where two folders hold files of the same name.
    assert verdict_on(root, source="documents/notes/harbour.txt").verdict is Verdict.HOLDS


def test_markdown_is_checked_against_the_text_that_is_read_from_it(root: Path) -> None:
    write_files(root, {"a.md": "# Title\n\nThe **harbour** was built in 1903.\n"})
    one = verdict_on(root, source="a.md", label="section Title", start=7, end=37)
    assert one.verdict is Verdict.HOLDS


OUTSIDE = [
    "../secret.txt",
    "notes/../../secret.txt",
    "documents/../../secret.txt",
    "./../secret.txt",
    "notes/link.txt",
    "linked/secret.txt",
]


@pytest.mark.parametrize("source", [*OUTSIDE, "/{}/secret.txt"])
def test_a_file_outside_the_folder_is_not_opened(root: Path, source: str) -> None:
    secret = root.parent / "secret.txt"
    secret.write_text(f"Secret. {TEXT}")
    (root / "notes" / "link.txt").symlink_to(secret)
    (root / "linked").symlink_to(root.parent)
    source = source.replace("/{}", str(root.parent))
    one = verdict_on(root, source=source, sha256=sha256_of(secret.read_bytes()))
    assert one.verdict is Verdict.GONE
    assert one.detail == f"no file {source} in {root}"


@pytest.mark.parametrize(
    "source",
    ["", ".", "..", "/", "notes", "a\x00b.txt", "a" * 300, "a/" * 2050, "half \ud800.txt", "\n"],
    ids=lambda source: ascii(source[:12]),
)
def test_a_source_that_no_file_can_have_is_gone(root: Path, source: str) -> None:
    assert verdict_on(root, source=source, sha256="00").verdict is Verdict.GONE


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_has_changed(root: Path) -> None:
    (root / "notes" / "harbour.txt").chmod(0)
    assert verdict_on(root).verdict is Verdict.CHANGED


@pytest.mark.parametrize(
    ("start", "end", "quote"),
    [(-12, -1, "Nobody came"), (5, 5, ""), (50, 20, ""), (-5, 3, "")],
)
def test_a_span_that_no_quote_can_have_never_holds(
    root: Path, start: int, end: int, quote: str
) -> None:
    assert TEXT[start:end] == quote  # so that comparing the slices alone would let it pass
    with pytest.raises(SavedAnswerError, match="not whole"):
        verdict_on(root, start=start, end=end, quote=quote)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"The harbour was built in 1903.",
        b'{"citations": [',
        b"[]",
        b'"citations"',
        b"7",
        b"null",
        b'{"question": "When?"}',
        b'{"citations": {}}',
        b'{"citations": null}',
        b'{"citations": ["a.txt"]}',
        b'{"citations": [[]]}',
        b'{"citations": [{}]}',
        b"\xff\xfe{}",
        b"[" * 100_000,
    ],
    ids=lambda content: ascii(content[:30]),
)
def test_a_file_that_is_no_saved_answer_is_refused_by_name(root: Path, content: bytes) -> None:
    file = root.parent / "saved.json"
    file.write_bytes(content)
    with pytest.raises(SavedAnswerError) as caught:
        verify_saved(file, [root])
    assert caught.value.message.startswith(str(file))
    assert "qa ask QUESTION --save" in caught.value.hint


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("number", "1"),
        ("source", None),
        ("source", ["a.txt"]),
        ("sha256", 7),
        ("start", "20"),
        ("start", 20.0),
        ("end", None),
        ("quote", 1903),
    ],
)
def test_a_citation_with_a_value_of_another_type_is_refused(
    root: Path, key: str, value: object
) -> None:
    saved = save(root, CITATION, {**CITATION, key: value})
    with pytest.raises(SavedAnswerError) as caught:
        verify_saved(saved, [root])
    assert caught.value.message == f"{saved} has citations that are not whole"


@pytest.mark.parametrize("key", ["number", "source", "sha256", "start", "end", "quote"])
def test_a_citation_without_one_of_its_parts_is_refused(root: Path, key: str) -> None:
    rest = {name: value for name, value in CITATION.items() if name != key}
    with pytest.raises(SavedAnswerError, match="not whole"):
        verify_saved(save(root, rest), [root])


def test_a_missing_file_and_a_folder_are_refused_by_name(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.json", tmp_path):
        with pytest.raises(SavedAnswerError) as caught:
            verify_saved(path, [tmp_path])
        assert caught.value.message.startswith(f"{path} cannot be read")


def test_of_two_files_of_that_name_the_one_that_was_cited_is_opened(tmp_path: Path) -> None:
    first = write_files(tmp_path / "one" / "harbour", {"z.txt": "The bell is from Bergen."})
    second = write_files(tmp_path / "two" / "harbour", {"z.txt": "The bell was cast in Oslo."})
    data = (second / "z.txt").read_bytes()
    file = tmp_path / "answer.json"
    citation = {
        "number": 1,
        "source": "harbour/z.txt",
        "sha256": sha256_of(data),
        "start": 0,
        "end": 26,
        "quote": "The bell was cast in Oslo.",
    }
    file.write_text(json.dumps({"citations": [citation]}), encoding="utf-8")
    assert [one.verdict for one in verify_saved(file, [first, second])] == [Verdict.HOLDS]


def test_a_file_whose_name_is_no_text_is_found_by_the_name_it_was_given(tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    path = os.fsencode(folder) + b"/bad\xff.txt"
    with open(path, "wb") as stream:  # noqa: PTH123 - a path of bytes
        stream.write(b"The bell was cast in Oslo.")
    citation = {
        "number": 1,
        "source": "bad\\xff.txt",
        "sha256": sha256_of(b"The bell was cast in Oslo."),
        "start": 0,
        "end": 8,
        "quote": "The bell",
    }
    file = tmp_path / "answer.json"
    file.write_text(json.dumps({"citations": [citation]}), encoding="utf-8")
    assert [one.verdict for one in verify_saved(file, [folder])] == [Verdict.HOLDS]


def test_a_quote_from_a_file_inside_a_file_holds(tmp_path: Path) -> None:
    text = "It rained all day. Nobody left."
    content = box({"in/b.txt": text, "c.box": box({"d.txt": text})})
    folder = write_files(tmp_path / "documents", {"sub/a.box": content})
    sources = ("sub/a.box/in/b.txt", "documents/sub/a.box/c.box/d.txt", "sub/a.box/in/e.txt")
    citations = [
        {
            "number": number,
            "source": source,
            "sha256": sha256_of(text.encode()) if number < len(sources) else "00",
            "start": 0,
            "end": 18,
            "quote": text[:18],
        }
        for number, source in enumerate(sources, start=1)
    ]
    file = tmp_path / "answer.json"
    file.write_text(json.dumps({"citations": citations}))
    options = ReadingOptions(readers="tests.fake_readers")
    first, second, third = verify_saved(file, [tmp_path, folder], options)
    assert (first.verdict, second.verdict) == (Verdict.HOLDS, Verdict.HOLDS)
    assert third.verdict is Verdict.GONE
    assert third.detail.startswith("no file sub/a.box/in/e.txt in ")
