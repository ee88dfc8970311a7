"""Documents, marks and the labels that follow from them."""

import hashlib
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document, Mark
from corpus.document import label_at, section_at, sha256_of

PAGES = (Mark(0, "page 1"), Mark(100, "page 2"), Mark(250, "page 3"))


def test_a_place_has_the_label_of_the_last_mark_before_it() -> None:
    places = {0: "page 1", 99: "page 1", 101: "page 2", 249: "page 2", 251: "page 3"}
    assert {offset: label_at(PAGES, offset) for offset in places} == places


def test_a_mark_begins_at_its_own_offset() -> None:
    assert [label_at(PAGES, mark.offset) for mark in PAGES] == ["page 1", "page 2", "page 3"]


def test_a_document_without_a_title_has_the_name_of_its_file_in_letters_of_one_sign() -> None:
    source = unicodedata.normalize("NFD", "letters/café.txt")
    document = Document(source, "00", "", None, "The mill.")
    assert (document.name, document.source) == ("café", source)


def test_what_stands_before_the_first_mark_has_no_label() -> None:
    assert label_at((Mark(10, "chapter 1"),), 9) == ""


def test_a_document_without_marks_has_no_labels() -> None:
    assert label_at((), 5) == ""


def test_of_two_marks_at_one_place_the_later_one_counts() -> None:
    assert label_at((Mark(0, "chapter 1"), Mark(0, "section 1.1")), 3) == "section 1.1"


def test_a_section_is_all_headings_that_a_place_stands_under() -> None:
    marks = (Mark(0, "section May > Police"), Mark(9, "page 3, section A > B"), Mark(20, "page 4"))
    assert [section_at(marks, offset) for offset in (0, 9, 20)] == ["May > Police", "A > B", ""]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 40), unique=True).map(sorted),
    st.integers(0, 50),
)
def test_the_label_is_the_one_that_a_walk_from_the_start_ends_with(
    offsets: list[int], place: int
) -> None:
    walked = ""
    for offset in offsets:
        if offset <= place:
            walked = f"mark {offset}"
    assert label_at([Mark(offset, f"mark {offset}") for offset in offsets], place) == walked


def test_a_document_is_called_by_its_title() -> None:
    document = Document("letters/2020/04.txt", "00", "To all schools", None, "Dear all,")
    assert document.name == "To all schools"


def test_a_document_without_a_title_is_called_by_its_file_name() -> None:
    assert Document("letters/2020/spring.v2.txt", "00", "", None, "Dear all,").name == "spring.v2"


def test_the_fingerprint_is_the_sha256_of_the_bytes() -> None:
    # FIPS 180-2, appendix B.1: the digest of the three bytes "abc".
    known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sha256_of(b"abc") == known == hashlib.sha256(b"abc").hexdigest()
