"""PDF: paragraphs and pages as people read them, and a clear word on what was not read."""

import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from pypdfium2 import PdfPage

from corpus import Mark
from corpus.deadline import within
from corpus.document import label_at
from corpus.errors import DamagedFile, NeedsPassword, NoText, UnreadableDocument
from corpus.extract import Extract, Member
from corpus.layout.pages import PageText, Piece
from corpus.readers.pdf import read_pdf
from tests.corpus.readers.pdf_files import PICTURE, Page, Words, column, pdf, text_field

FILES = Path(__file__).parents[4] / "shared" / "data" / "parser-docs"


def read(*pages: Page, **options: dict[str, str]) -> Extract:
    return read_pdf(pdf(pages, info=options.get("info")), "a.pdf")


def lines(*content: str) -> Page:
    return Page(column(70, 700, content))


# --- paragraphs ---


def test_wrapped_lines_are_one_paragraph_and_an_indented_line_begins_another() -> None:
    page = Page(
        [
            *column(70, 700, ["The two vans of the council brought hot meals to four hun-",
                              "dred children in the long winter, and the two drivers said",
                              "that they would do so again."]),
            *column(90, 664, ["In spring the council met to settle who should be paid."]),
            *column(70, 652, ["All seven members came, and six of them voted for it."]),
        ]
    )  # fmt: skip
    assert read(page).text == (
        "The two vans of the council brought hot meals to four hundred children in the long "
        "winter, and the two drivers said that they would do so again.\n\n"
        "In spring the council met to settle who should be paid. All seven members came, and six "
        "of them voted for it."
    )


def test_lines_that_were_ended_on_purpose_stay_lines() -> None:
    page = lines("The Council of Tromness", "12 Harbour Lane", "Tromness", "", "Dear parents")
    assert read(page).text == "The Council of Tromness\n12 Harbour Lane\nTromness\n\nDear parents"


def test_items_of_a_list_stand_on_lines_of_their_own() -> None:
    page = lines(
        "We ask each of the seven towns of the coast for these things:",
        "- two vans that can carry forty boxes each, with their own",
        "  drivers",
        "- a kitchen",
    )
    assert read(page).text == (
        "We ask each of the seven towns of the coast for these things:\n"
        "- two vans that can carry forty boxes each, with their own drivers\n"
        "- a kitchen"
    )


def test_the_rows_of_a_table_keep_their_cells_apart() -> None:
    rows = [("Town", "Vans", "Meals"), ("Tromness", "2", "400"), ("Skerray", "11", "3,100")]
    words = [
        Words(x, 700 - 12 * number, cell)
        for number, row in enumerate(rows)
        for x, cell in zip((70, 200, 300), row, strict=True)
    ]
    assert read(Page(words)).text == "Town | Vans | Meals\nTromness | 2 | 400\nSkerray | 11 | 3,100"


def test_a_table_may_have_cells_that_are_empty() -> None:
    rows = [("Test", "Result", "Flag"), ("Sugar", "118", ""), ("Salt", "6.8", "HIGH")]
    words = [
        Words(x, 700 - 12 * number, cell)
        for number, row in enumerate(rows)
        for x, cell in zip((70, 200, 300), row, strict=True)
        if cell
    ]
    assert read(Page(words)).text == "Test | Result | Flag\nSugar | 118\nSalt | 6.8 | HIGH"


def test_the_head_of_a_table_may_have_no_cell_over_the_first_column() -> None:
    rows = [("", "2021", "2022"), ("Vans", "2", "11"), ("Meals", "400", "3,100")]
    words = [
        Words(x, 700 - 12 * number, cell)
        for number, row in enumerate(rows)
        for x, cell in zip((70, 200, 300), row, strict=True)
        if cell
    ]
    assert read(Page(words)).text == "2021 | 2022\nVans | 2 | 11\nMeals | 400 | 3,100"


def test_a_superscript_stays_in_its_line() -> None:
    words = [
        Words(70, 700, "It grew by 4 km"),
        Words(160, 704, "2", 6),
        Words(164, 700, " a year."),
    ]
    assert read(Page(words)).text == "It grew by 4 km2 a year."


# --- columns ---

LEFT = [
    "The vans came over the pass",
    "at dawn and the drivers had",
    "not slept since the harbour",
    "was closed by the great ice",
    "of that year, so the school",
]
RIGHT = [
    "gave them beds. A cook from",
    "the inn made soup for them,",
    "and nobody asked what there",
    "was to pay for it until the",
    "thaw came and the road was.",
]
STORY = (
    "The vans came over the pass at dawn and the drivers had not slept since the harbour was "
    "closed by the great ice of that year, so the school gave them beds. A cook from the inn made "
    "soup for them, and nobody asked what there was to pay for it until the thaw came and the "
    "road was."
)


def wide(content: Sequence[str]) -> list[Words]:
    """Lines in letters so large that they fill a page."""
    return column(70, 700, content, size=16, step=20)


def test_columns_are_read_one_after_the_other_under_a_heading_over_both() -> None:
    heading = [Words(150, 740, "The winter of the great ice in Tromness", 14)]
    page = Page([*heading, *column(70, 700, LEFT), *column(310, 700, RIGHT)])
    assert read(page).text == f"The winter of the great ice in Tromness\n\n{STORY}"


def test_columns_that_the_file_draws_line_by_line_are_read_one_after_the_other() -> None:
    pairs = zip(column(70, 700, LEFT), column(310, 700, RIGHT), strict=True)
    assert read(Page([words for pair in pairs for words in pair])).text == STORY


def test_words_that_stand_far_apart_in_justified_lines_stay_in_order() -> None:
    rows = [
        "With her the company turned to the",
        "tourist. She had a smoking room in",
        "walnut, new electric light all about",
    ]
    words = []
    for number, row in enumerate(rows):
        gap = (222 - 6 * len(row.replace(" ", ""))) / row.count(" ")
        x = 70.0
        for word in row.split():
            words.append(Words(x, 700 - 12 * number, word))
            x += 6 * len(word) + gap
    assert read(Page(words)).text == " ".join(rows)


def test_a_heading_between_columns_parts_them() -> None:
    upper = [*column(70, 700, LEFT[:4]), *column(310, 700, RIGHT[:4])]
    lower = [*column(70, 560, LEFT[:4]), *column(310, 560, RIGHT[:4])]
    heading = Words(150, 610, "What came of it in the following winter")
    text = read(Page([*upper, *lower, heading])).text
    before, after = text.split("What came of it in the following winter")
    assert before.strip() == after.strip()
    assert before.split()[:3] == ["The", "vans", "came"]
    assert before.split()[-3:] == ["it", "until", "the"]


def test_the_values_of_a_table_over_columns_do_not_stand_in_the_second_column() -> None:
    rows = [("Town", "Vans", "Meals"), ("Tromness", "2", "400"), ("Skerray", "11", "3,100")]
    table = [
        Words(x, 760 - 14 * number, cell)
        for number, row in enumerate(rows)
        for x, cell in zip((70, 330, 430), row, strict=True)
    ]
    page = Page([*table, *column(70, 700, LEFT), *column(310, 700, RIGHT)])
    assert read(page).text == (
        f"Town | Vans | Meals\nTromness | 2 | 400\nSkerray | 11 | 3,100\n\n{STORY}"
    )


def test_a_caption_beside_a_paragraph_does_not_run_into_it() -> None:
    page = Page([*column(310, 700, [*LEFT, *RIGHT]), Words(90, 661, "The inn")])
    assert read(page).text == f"The inn\n\n{STORY}"


def test_a_footnote_does_not_part_a_paragraph_that_goes_on_in_the_next_column() -> None:
    note = Words(70, 600, "1 In the old calendar.", 7)
    page = Page([*column(70, 700, LEFT), note, *column(310, 700, RIGHT)])
    assert read(page).text == f"1 In the old calendar.\n\n{STORY}"


# --- pages ---


def test_each_page_is_a_place() -> None:
    extract = read(lines("Two vans came."), lines("Four drivers came."))
    assert extract.text == "Two vans came.\n\nFour drivers came."
    assert extract.marks == (Mark(0, "page 1"), Mark(16, "page 2"))
    assert extract.how == "PDF, 2 pages, pypdfium2"


def test_a_paragraph_that_goes_on_behind_the_page_break_is_one_with_a_mark_inside() -> None:
    extract = read(Page(wide(LEFT)), Page(wide(RIGHT)))
    assert extract.text == STORY
    assert extract.marks == (Mark(0, "page 1"), Mark(STORY.index("gave"), "page 2"))


def test_a_word_that_the_page_break_parts_is_whole() -> None:
    first = [*LEFT[:4], "of that year, so the schoo-"]
    extract = read(Page(wide(first)), Page(wide(["l gave them beds."])))
    assert "so the school gave them beds." in extract.text
    assert label_at(extract.marks, extract.text.index("l gave")) == "page 2"
    assert label_at(extract.marks, extract.text.index("l gave") - 1) == "page 1"


def test_an_empty_page_in_between_has_no_place_and_is_noted() -> None:
    extract = read(Page(), lines("Two vans came."), Page(), lines("Four drivers came."))
    assert extract.marks == (Mark(0, "page 2"), Mark(16, "page 4"))
    assert extract.notes == ("nothing on pages 1, 3 of 4: blank, or broken",)


def test_running_heads_and_page_numbers_stay_out_of_sentences_and_are_noted() -> None:
    def page(number: int, content: list[str]) -> Page:
        head = Words(70, 800, "The Tromness Gazette, no. 7")
        return Page([head, *wide(content), Words(290, 40, f"- {number} -")])

    extract = read(page(12, LEFT), page(13, RIGHT), page(14, ["The end of it."]))
    assert extract.text == f"{STORY}\n\nThe end of it."
    assert extract.notes == (
        (
            "running heads, feet and page numbers were left out: 6 lines on 3 pages"
            ' ("The Tromness Gazette, no. 7", "- 12 -", "- 13 -", "- 14 -")'
        ),
    )


def test_a_heading_that_counts_sections_is_no_running_head() -> None:
    pages = [
        Page([Words(70, 780, f"Section {number}"), *column(70, 700, LEFT), *column(70, 600, RIGHT)])
        for number in (1, 2, 3)
    ]
    assert [read(*pages).text.count(f"Section {number}") for number in (1, 2, 3)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("rotate", "matrix", "place"),
    [
        (90, "0 1 -1 0", lambda n: (100 + 26 * n, 100)),
        (180, "-1 0 0 -1", lambda n: (500, 100 + 26 * n)),
        (270, "0 -1 1 0", lambda n: (400 - 26 * n, 700)),
        (0, "0 1 -1 0", lambda n: (100 + 26 * n, 100)),
    ],
)
def test_turned_pages_are_read_as_they_are_held(
    rotate: int, matrix: str, place: Callable[[int], tuple[int, int]]
) -> None:
    words = [
        Words(*place(number), line, size=22, matrix=matrix)
        for number, line in enumerate([*LEFT, *RIGHT])
    ]  # fmt: skip
    assert read(Page(words, rotate=rotate)).text == STORY


def test_text_at_the_side_of_the_page_comes_behind_the_rest() -> None:
    stamp = Words(30, 300, "Printed in Tromness", 14, matrix="0 1 -1 0")
    assert read(Page([stamp, *column(70, 700, ["Two vans came."])])).text == (
        "Two vans came.\n\nPrinted in Tromness"
    )


# --- what the file says of itself ---


def test_title_author_and_date_are_those_of_the_metadata() -> None:
    info = {"Title": "Meals über Land", "Author": "Ada Ström", "CreationDate": "D:20210514093000Z"}
    extract = read(lines("Two vans came."), info=info)
    assert (extract.title, extract.issuer, extract.date) == (
        "Meals über Land",
        "Ada Ström",
        date(2021, 5, 14),
    )


def test_large_letters_and_a_date_by_itself_are_title_and_date_where_the_metadata_is_poor() -> None:
    info = {"Title": "Microsoft Word - meals.doc", "CreationDate": "D:20240101"}
    words = [
        Words(70, 780, "Hot meals", 18),
        Words(70, 760, "in winter", 18),
        Words(70, 720, "14 May 2021"),
        *column(70, 680, LEFT),
    ]
    extract = read(Page(words), info=info)
    assert (extract.title, extract.date) == ("Hot meals in winter", date(2021, 5, 14))


def test_a_file_that_says_nothing_has_no_title_and_no_date() -> None:
    extract = read(Page(column(70, 700, LEFT)))
    assert (extract.title, extract.issuer, extract.date) == ("", "", None)


# --- what is beside the text ---


def test_files_inside_are_members() -> None:
    data = pdf(
        [lines("Two vans came.")], attachments={"vans.csv": b"town,vans\n", "empty.txt": b""}
    )
    assert read_pdf(data, "a.pdf").members == (
        Member("empty.txt", b""),
        Member("vans.csv", b"town,vans\n"),
    ) or read_pdf(data, "a.pdf").members == (
        Member("vans.csv", b"town,vans\n"),
        Member("empty.txt", b""),
    )


def test_values_in_a_form_stand_behind_the_page() -> None:
    fields = [text_field("Town", "Tromness"), text_field("Vans", "two"), text_field("Empty", "")]
    data = pdf([lines("Fill this in."), lines("Thank you.")], fields=fields)
    extract = read_pdf(data, "a.pdf")
    assert extract.text == "Fill this in.\n\nTown: Tromness\nVans: two\n\nThank you."
    assert label_at(extract.marks, extract.text.index("Vans")) == "page 1"


def test_comments_are_told_from_the_text_and_text_boxes_are_text() -> None:
    notes = [
        "<< /Type /Annot /Subtype /Text /Contents (Is that so?) /Rect [0 0 9 9] >>",
        "<< /Type /Annot /Subtype /FreeText /Contents (Three vans) /Rect [0 0 9 9] >>",
        "<< /Type /Annot /Subtype /Highlight /Rect [0 0 9 9] >>",
    ]
    page = Page(column(70, 700, ["Two vans came."]), annotations=notes)
    assert read(page).text == "Two vans came.\n\nComment: Is that so?\n\nThree vans"


def test_pictures_are_counted() -> None:
    small = "q 50 0 0 50 100 100 cm /Im1 Do Q"
    extract = read(Page(column(70, 700, ["Two vans came."]), extra=f"{small} {small}"))
    assert extract.notes == ("2 pictures on 1 page not read",)


# --- what cannot be read ---


def test_pages_that_are_pictures_are_named() -> None:
    scan = Page(extra=PICTURE)
    extract = read(scan, scan, lines("Two vans came."), scan)
    assert extract.text == "Two vans came."
    assert extract.notes == (
        "no text layer on pages 1-2, 4 of 4 (scanned): needs text recognition",
    )


def test_pages_without_anything_on_them_are_named() -> None:
    extract = read(lines("Two vans came."), Page(), Page(), lines("Three went."), Page())
    assert extract.text == "Two vans came.\n\nThree went."
    assert extract.notes == ("nothing on pages 2-3, 5 of 5: blank, or broken",)


@pytest.mark.parametrize("broken", ["BT /F1 10 Tf 70 700 Td (Late.) T", "\x07\xfe\x00 x" * 9])
def test_a_page_whose_content_cannot_be_understood_is_named(broken: str) -> None:
    extract = read(lines("Two vans came."), Page(extra=broken), lines("Three went."))
    assert extract.text == "Two vans came.\n\nThree went."
    assert extract.notes == ("nothing on page 2 of 3: blank, or broken",)


def test_a_page_that_the_file_counts_and_does_not_hold_is_named() -> None:
    data = pdf([lines("Two vans came."), lines("Three went.")])
    extract = read_pdf(data.replace(b"/Count 2", b"/Count 4"), "a.pdf")
    assert extract.text == "Two vans came.\n\nThree went."
    assert extract.notes == ("pages 3-4 of 4 cannot be read: broken",)


def test_when_the_time_is_up_the_pages_read_so_far_are_the_text() -> None:
    with within(60):
        whole = read(lines("Two vans came."), lines("Three went."))
    assert whole.notes == ()
    with within(1e-9):
        late = read(lines("Two vans came."), lines("Three went."))
    assert late.text == "Two vans came."
    assert late.notes == (
        "only the first 1 page was read, of 2; the setting read_seconds allows more",
    )


def test_a_scan_with_a_stamp_of_text_over_it_is_named() -> None:
    stamped = Page(column(72, 720, ["Received 12 March 2021"]), extra=PICTURE)
    extract = read(stamped, lines("Two vans came."))
    assert extract.text == "Received 12 March 2021\n\nTwo vans came."
    (note,) = extract.notes
    assert note.startswith("page 1 of 2: a picture with little text over it")


def test_a_file_of_pictures_is_refused_with_a_way_out() -> None:
    with pytest.raises(NoText) as caught:
        read(Page(extra=PICTURE))
    assert caught.value.message == (
        "a.pdf: no text layer on page 1 of 1 (scanned): needs text recognition"
    )
    assert "OCRmyPDF" in caught.value.hint


def test_a_scan_with_a_text_layer_says_so() -> None:
    hidden = f"{PICTURE} BT 3 Tr /F1 10 Tf 70 700 Td (Two vans came.) Tj ET"
    extract = read(Page(extra=hidden))
    assert extract.text == "Two vans came."
    assert extract.notes == (
        "page 1 of 1: the text is what text recognition made of a scan, with its errors",
    )


def test_a_file_of_empty_pages_holds_no_text() -> None:
    with pytest.raises(NoText) as caught:
        read(Page(), Page())
    assert caught.value.message == (
        "a.pdf holds no text: nothing on pages 1-2 of 2: blank, or broken"
    )


def test_an_empty_file_is_refused_as_empty() -> None:
    with pytest.raises(NoText) as caught:
        read_pdf(b"", "a.pdf")
    assert caught.value.message == "a.pdf is empty"


def test_a_password_is_asked_for_unless_it_is_empty() -> None:
    with pytest.raises(NeedsPassword) as caught:
        read_pdf(pdf([lines("Two vans came.")], user_password="secret"), "a.pdf")
    assert caught.value.message == "a.pdf needs a password to be opened"
    opened = read_pdf(pdf([lines("Two vans came.")], user_password=""), "a.pdf")
    assert opened.text == "Two vans came."


@pytest.mark.parametrize(
    ("data", "state"),
    [
        (b"town,vans\nTromness,2\n", "is no PDF file: it does not begin like one"),
        (b"%PDF-1.7\n1 0 obj << /Type /Catalog >>", "was cut off or is broken beyond repair"),
        (b"%PDF-1.7\nnothing here\n%%EOF", "is broken beyond repair"),
    ],
)
def test_what_is_no_pdf_file_or_a_broken_one_is_refused(data: bytes, state: str) -> None:
    with pytest.raises(DamagedFile) as caught:
        read_pdf(data, "notes/a.pdf")
    assert caught.value.message.startswith("notes/a.pdf")
    assert state in caught.value.message
    assert caught.value.hint


def test_a_file_whose_table_of_objects_is_wrong_is_read_all_the_same() -> None:
    data = pdf([lines("Two vans came.")])
    start = data.rindex(b"startxref")
    assert read_pdf(data[:start] + b"startxref\n7\n%%EOF", "a.pdf").text == "Two vans came."


def test_a_recogniser_reads_the_pages_that_are_pictures() -> None:
    class Fake:
        def read(self, page: PdfPage, number: int) -> PageText:
            width, height = page.get_size()
            piece = Piece("Seen on the scan.", 70, 170, 100, 10, bold=False, order=0)
            return PageText(number, width, height, (piece,))

    data = pdf([lines("Two vans came."), Page(extra=PICTURE)])
    extract = read_pdf(data, "a.pdf", Fake())
    assert extract.text == "Two vans came.\n\nSeen on the scan."
    assert extract.marks == (Mark(0, "page 1"), Mark(16, "page 2"))
    assert extract.notes == ("page 2 was read by text recognition",)


# --- hostile and real files ---

CHILD = """
import random, sys
from corpus.errors import UnreadableDocument
from corpus.readers.pdf import read_pdf
data, seed = bytes.fromhex(sys.stdin.read()), int(sys.argv[1])
dice = random.Random(seed)
for _ in range(60):
    bad = bytearray(data)
    for _ in range(dice.choice((1, 4, 20))):
        bad[dice.randrange(len(bad))] = dice.randrange(256)
    if dice.random() < 0.3:
        del bad[dice.randrange(len(bad)):]
    try:
        extract = read_pdf(bytes(bad), "a.pdf")
    except UnreadableDocument as error:
        assert error.message.startswith("a.pdf"), error
    else:
        assert extract.marks[0].offset == 0
        assert "\\0" not in extract.text
        extract.text.encode()
"""


@pytest.mark.parametrize("seed", range(3))
def test_a_broken_file_gives_text_or_a_reason(seed: int) -> None:
    """In a child process, for PDFium is C++ and may take its process down."""
    data = pdf(
        [Page([*column(70, 700, LEFT), *column(310, 700, RIGHT)]), lines("The end.")],
        info={"Title": "Meals"},
        attachments={"vans.csv": b"town,vans\n"},
        fields=[text_field("Town", "Tromness")],
    )
    run = subprocess.run(
        [sys.executable, "-c", CHILD, str(seed)],
        input=data.hex(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")


def test_random_bytes_are_refused() -> None:
    dice = random.Random(7)
    for _ in range(50):
        with pytest.raises(UnreadableDocument):
            read_pdf(b"%PDF-1.4\n" + dice.randbytes(dice.randrange(400)), "a.pdf")


def real(name: str) -> Extract:
    path = FILES / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return read_pdf(path.read_bytes(), name)


@pytest.mark.data
@pytest.mark.parametrize(
    "name",
    [
        "pdf-password/pypdf__r6-both-passwords.pdf",
        "pdf-password/sample-files__libreoffice-writer-password.pdf",
        "pdf-password/unstructured__password.pdf",
    ],
)
def test_real_files_with_a_password_are_refused(name: str) -> None:
    with pytest.raises(NeedsPassword):
        real(name)


@pytest.mark.data
def test_a_real_paper_in_two_columns_is_read_in_order() -> None:
    extract = real("pdf-two-column/unstructured__multi-column-2p.pdf")
    assert extract.title == "Dense Passage Retrieval for Open-Domain Question Answering"
    places = [
        "select candidate contexts, where traditional",
        "Although reducing open-domain QA to machine reading",
        "Retrieval in open-domain QA is usually implemented using",
        "on multiple open-domain QA datasets, it also suffers",
        "3.1 Overview",
    ]
    offsets = [extract.text.index(place) for place in places]
    assert offsets == sorted(offsets)
    assert label_at(extract.marks, extract.text.index("QA datasets, it also")) == "page 2"


@pytest.mark.data
def test_a_real_right_to_left_text_is_read_in_order() -> None:
    extract = real("pdf-rtl-cjk/docling__right_to_left_01.pdf")
    assert "تحسين الإنتاجية وحل المشكلات من خلال البرمجة" in extract.text
    assert "بل يمكن أن يؤدي أيضًا إلى اتخاذ قرارات أكثر دقة بناءً على" in extract.text


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pdf-rtl-cjk/pdf.js__noembed-sjis.pdf", "あいうえお"),
        ("pdf-broken/pdf.js__Pages-tree-refs.pdf", "Testcase: ’Pages loop’"),
        ("pdf-broken/pdf.js__helloworld-bad.pdf", "Hello, world!"),
    ],
)
def test_real_small_and_broken_files_give_their_text(name: str, text: str) -> None:
    assert real(name).text == text


@pytest.mark.data
@pytest.mark.parametrize(
    "name",
    [
        "pdf-scanned/docling__ocr_test.pdf",
        "pdf-scanned/markitdown__MEDRPT-2024-PAT-3847_medical_report_scan.pdf",
        "pdf-empty/pdf.js__empty.pdf",
    ],
)
def test_real_files_without_text_are_refused(name: str) -> None:
    with pytest.raises(NoText):
        real(name)
