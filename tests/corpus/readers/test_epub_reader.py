"""EPUB books: pages in their order, chapters from the contents, and what the package states."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Mark
from corpus.errors import DamagedFile, LimitReached, NeedsPassword, UnreadableDocument
from corpus.extract import Extract
from corpus.readers.epub import read_epub
from tests.corpus.readers.hostile import damaged, survives
from tests.corpus.readers.office_files import book, packed, real_file, zip_of


def point(title: str, target: str, inner: str = "") -> str:
    return (
        f"<navPoint><navLabel><text>{title}</text></navLabel><content src='{target}'/>"
        f"{inner}</navPoint>"
    )


def marks_of(data: bytes) -> tuple[tuple[str, str], ...]:
    """Each label with the first word that stands there."""
    extract = read_epub(data, "a.epub")
    return tuple((mark.label, extract.text[mark.offset :].split()[0]) for mark in extract.marks)


def test_a_book_is_its_pages_in_their_order() -> None:
    metadata = (
        "<dc:title>Winter\n meals</dc:title><dc:creator>Tomas Berg</dc:creator>"
        "<dc:creator>Ada Lund</dc:creator><dc:publisher>The Press</dc:publisher>"
        "<dc:date>2021-05-03</dc:date>"
    )
    pages = {"b": "<h1>Vans</h1><p>Two.</p>", "a": "<p>And</p><h2>Drivers</h2><p>Four.</p>"}
    assert read_epub(book(pages, metadata=metadata), "a.epub") == Extract(
        text="Vans\n\nTwo.\n\nAnd\n\nDrivers\n\nFour.",
        marks=(Mark(0, "chapter Vans"), Mark(17, "chapter Vans, section Drivers")),
        title="Winter meals",
        date=date(2021, 5, 3),
        how="EPUB, 1 chapter",
        issuer="Tomas Berg, Ada Lund",
    )


# --- chapters ---


def test_a_place_is_named_by_its_chapter_and_the_nearest_heading() -> None:
    assert marks_of(
        book({"a": "<h1>Vans</h1><h2>Red</h2><h3>Small</h3>", "b": "<h1>Cars</h1>"})
    ) == (
        ("chapter Vans", "Vans"),
        ("chapter Vans, section Red", "Red"),
        ("chapter Vans, section Small", "Small"),
        ("chapter Cars", "Cars"),
    )


@pytest.mark.parametrize("kind", ["ncx", "nav"])
def test_chapters_are_those_of_the_contents(kind: str) -> None:
    pages = {
        "cover": "<p>Front</p>",
        "one": "<p>Preface</p><h2 id='c1'>I</h2><p>Two.</p><h3 id='c1a'>Red</h3><p>Three.</p>",
        "two": "<p>Going on.</p><h3>Blue</h3><div id='c2'><p>Last.</p></div>",
    }
    if kind == "ncx":
        data = book(
            pages,
            ncx=point("Chapter I", "one.xhtml#c1", point("Red ones", "one.xhtml#c1a"))
            + point("End", "two.xhtml#c2"),
        )
    else:
        nav = (
            "<nav epub:type='page-list'><ol><li><a href='one.xhtml'>9</a></li></ol></nav>"
            "<nav epub:type='toc'><ol><li><a href='one.xhtml#c1'>Chapter <i>I</i></a>"
            "<ol><li><a href='one.xhtml#c1a'>Red ones</a></li></ol></li>"
            "<li><a href='two.xhtml#c2'>End</a></li></ol></nav>"
        )
        data = book(pages, nav=nav)
    assert marks_of(data) == (
        ("beginning", "Front"),
        ("Chapter I", "I"),
        ("Chapter I, section Red ones", "Red"),
        ("Chapter I, section Blue", "Blue"),
        ("chapter End", "Last."),
    )


def test_a_page_that_the_contents_name_begins_its_chapter() -> None:
    pages = {"a": "<h1>Of vans</h1><p>Two.</p>", "b": "<p>Four.</p>"}
    data = book(pages, ncx=point("Vans &amp; meals", "a.xhtml") + point("Drivers", "b.xhtml"))
    assert marks_of(data) == (
        ("chapter Vans & meals, section Of vans", "Of"),
        ("chapter Drivers", "Four."),
    )


def test_parts_with_pages_of_their_own_are_chapters_however_deep() -> None:
    pages = {"a": "<p>Part.</p>", "b": "<p>Vans.</p>"}
    data = book(pages, ncx=point("Part One", "a.xhtml", point("Vans", "b.xhtml")))
    assert marks_of(data) == (("chapter Part One", "Part."), ("chapter Vans", "Vans."))


def test_a_chapter_that_begins_in_a_list_or_table_is_marked() -> None:
    pages = {"a": "<p>One.</p><ul id='l'><li>vans</ul><table><tr><td id='t'>x</td></tr></table>"}
    data = book(pages, ncx=point("List", "a.xhtml#l") + point("Table", "a.xhtml#t"))
    assert marks_of(data) == (
        ("beginning", "One."),
        ("chapter List", "-"),
        ("chapter Table", "x"),
    )


def test_lists_of_pages_in_older_contents_are_no_chapters() -> None:
    ncx = (
        point("Vans", "a.xhtml")
        + "</navMap><pageList>"
        + point("9", "a.xhtml#p")
        + ("</pageList><navMap>")
    )
    data = book({"a": "<p>Two.</p><p id='p'>Four.</p>"}, ncx=ncx)
    assert marks_of(data) == (("chapter Vans", "Two."),)


# --- pages ---


def test_tags_that_end_themselves_take_nothing_with_them() -> None:
    page = "<script src='x'/><p>Two<a id='p5'/> vans.</p><iframe src='y' /><p>End.</p>"
    assert read_epub(book({"a": page}), "a.epub").text == "Two vans.\n\nEnd."


def test_notes_headers_and_lists_of_links_are_kept_and_the_contents_are_left_out() -> None:
    links = "".join(f"<li><a href='x'>Part {number}</a></li>" for number in range(5))
    page = (
        f"<header>Head</header><nav><ol>{links}</ol></nav><ul>{links}</ul>"
        "<aside>A note.</aside><p hidden='hidden'>no</p>"
    )
    extract = read_epub(book({"a": page}), "a.epub")
    assert extract.text == ("Head\n\n- Part 0\n- Part 1\n- Part 2\n- Part 3\n- Part 4\n\nA note.")
    assert extract.notes == ("the table of contents was left out",)


def test_pictures_and_pages_outside_of_the_order_are_noted() -> None:
    items = (
        '<item id="x" href="x.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="c" href="a.css" media-type="text/css"/>'
    )
    pages = {"a": "<p>Two.</p><img src='v.png'/><svg><image/><text>no</text></svg>"}
    extract = read_epub(book(pages, items=items), "a.epub")
    assert (extract.text, extract.notes) == (
        "Two.",
        ("2 pictures were not read", "1 page outside of the reading order was not read"),
    )


def test_a_page_that_is_missing_or_broken_is_noted_and_the_others_are_read() -> None:
    extract = read_epub(book({"a": "<p>Two.</p>", "b": "", "c": "\0\1\2" * 50}), "a.epub")
    assert extract.text == "Two."
    assert [note.partition(":")[0] for note in extract.notes] == [
        "in/b.xhtml was not read",
        "in/c.xhtml was not read",
    ]


# --- what the book states ---


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ("<dc:date>2021-05-03T10:00:00Z</dc:date>", date(2021, 5, 3)),
        ("<dc:date>2021</dc:date>", None),
        (
            (
                '<dc:date opf:event="conversion">2023-01-01</dc:date>'
                '<dc:date opf:event="publication">2021-05-03</dc:date>'
            ),
            date(2021, 5, 3),
        ),
        ('<dc:date opf:event="modification">2023-01-01</dc:date>', None),
        ("", None),
    ],
)
def test_the_date_is_a_full_day_of_publication(stated: str, found: date | None) -> None:
    assert read_epub(book({"a": "<p>1 May 1999</p>"}, metadata=stated), "a.epub").date == found


def test_the_publisher_stands_in_for_an_author() -> None:
    metadata = "<dc:publisher>The Press</dc:publisher>"
    assert read_epub(book({"a": "x"}, metadata=metadata), "a.epub").issuer == "The Press"


# --- what cannot be read ---


def encryption(method: str, target: str) -> dict[str, str]:
    content = (
        f"<encryption><EncryptedData><EncryptionMethod Algorithm='{method}'/>"
        "<KeyInfo><EncryptionMethod Algorithm='rsa'/></KeyInfo>"
        f"<CipherData><CipherReference URI='{target}'/></CipherData></EncryptedData></encryption>"
    )
    return {"META-INF/encryption.xml": content}


def test_scrambled_fonts_are_no_protection() -> None:
    scrambled = encryption("http://www.idpf.org/2008/embedding", "in/a.xhtml")
    assert read_epub(book({"a": "<p>Two.</p>"}, extra=scrambled), "a.epub").text == "Two."


@pytest.mark.parametrize(
    ("data", "error", "says"),
    [
        (b"", DamagedFile, "not a zip file"),
        (book({"a": "x"})[:400], DamagedFile, "cut off"),
        (zip_of({"a.txt": "x"}), DamagedFile, "holds no book"),
        (zip_of({"a.opf": "<package>"}), DamagedFile, r"a\.opf"),
        (book({"a": ""}), DamagedFile, "no page that can be read"),
        (
            book(
                {"a": "x"}, extra=encryption("http://www.w3.org/2001/04/xmlenc#aes", "in/a.xhtml")
            ),
            NeedsPassword,
            "DRM",
        ),
        (
            zip_of({"a.opf": '<!DOCTYPE a [<!ENTITY b "c">]><package>&b;</package>'}),
            DamagedFile,
            "entities of its own",
        ),
    ],
    ids=range(7),
)
def test_what_cannot_be_read_says_why(
    data: bytes, error: type[UnreadableDocument], says: str
) -> None:
    with pytest.raises(error, match=says) as caught:
        read_epub(data, "a.epub")
    assert caught.value.message.startswith("a.epub")
    assert caught.value.hint


def test_a_page_that_is_far_larger_than_packed_stops_the_book() -> None:
    data = packed(book({"a": "<p>Two.", "b": "<p>" + "x" * 6_000_000}))
    with pytest.raises(LimitReached, match=r"in/b\.xhtml"):
        read_epub(data, "a.epub")


def test_elements_may_be_nested_as_deep_as_they_like() -> None:
    assert read_epub(book({"a": "<div>" * 20_000 + "x"}), "a.epub").text == "x"


LIVELY = book(
    {"a": "<h1 id='x'>Vans</h1><p>Two.</p><nav>x</nav>", "b": "<ul><li>x</ul>"},
    metadata="<dc:title>x</dc:title>",
    ncx=point("Vans", "a.xhtml#x", point("Red", "b.xhtml")),
)


@settings(max_examples=150)
@given(damaged(LIVELY) | st.binary(max_size=80))
def test_damage_is_survived(data: bytes) -> None:
    survives(read_epub, data)


@pytest.mark.data
def test_a_real_book_of_verse() -> None:
    extract = read_epub(real_file("epub/docling__epub_purvis_poetry.epub"), "a.epub")
    assert (extract.title, extract.issuer) == ("Poetry", "Sarah Louisa Forten Purvis")
    assert "His woes and his sorrows, his pains are all o’er;\nThe sod" in extract.text
    places = {mark.label: extract.text[mark.offset :] for mark in extract.marks}
    assert places["chapter Past Joys"].startswith("Past Joys\n\nThe friends we’ve loved")


@pytest.mark.data
def test_a_real_book_with_chapters() -> None:
    extract = read_epub(real_file("epub/unstructured__winter-sports.epub"), "a.epub")
    assert (extract.title, extract.date) == ("Winter Sports in Switzerland", date(2019, 8, 23))
    places = {mark.label: extract.text[mark.offset :] for mark in extract.marks}
    assert places["CHAPTER IV TOBOGGANING"].startswith("CHAPTER IV TOBOGGANING\n\n")
    assert places["CHAPTER IV TOBOGGANING, section Ice-runs"].startswith("Ice-runs\n\n")
