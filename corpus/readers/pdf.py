"""PDF: the text of its pages in reading order, with a mark for each page.

PDFium reads the file; where its signs stand on the page says what is read after what.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Protocol

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from corpus.deadline import share_used
from corpus.document import Mark
from corpus.errors import DamagedFile, NeedsPassword, NoText
from corpus.extract import Extract
from corpus.layout.flow import Block, Flow, flow_of, page_label, text_and_marks
from corpus.layout.glyphs import unreadable_share
from corpus.layout.page_head import date_of, title_of
from corpus.layout.pages import PageText
from corpus.readers.pdf_extras import Annotations, annotations, attached_files
from corpus.readers.pdf_metadata import stated_author, stated_date, stated_title
from corpus.readers.pdf_notes import counted, edges_note, page_list, without_text_layer
from corpus.readers.pdf_page import PageContents, page_contents

_MOST_PAGES = 5_000
_MOST_SIGNS = 20_000_000
# A page with fewer signs than this, and something to see, is a picture of a page.
_FEW_SIGNS = 10
# A page under a picture of all of it, with fewer signs than this, may be a scan with a stamp. Ours.
_STAMP_SIGNS = 400
# A page of whose signs this share means nothing was not read, whatever there is.
_UNREADABLE = 0.3
_HEAD_BYTES = 1024
# Of the time that a file may take, the share in which its pages are read; the rest is for putting
# them in order. What is not read by then is told.
_READING_SHARE = 0.75
_SAVE_AGAIN = "get the file again, or open it in a PDF viewer and print it to a new PDF file"
# PDFium may be used by one thread at a time.
_PDFIUM = threading.Lock()


class Recogniser(Protocol):
    """Makes text of pictures of pages."""

    def read(self, page: pdfium.PdfPage, number: int) -> PageText:
        """The text that is to be seen on a page."""


def read_pdf(data: bytes, source: str, recognise: Recogniser | None = None) -> Extract:
    """Read a PDF file.

    Columns are read one after the other, words that were broken at a line's end are whole again,
    and running heads, feet and page numbers stay out of the text. `recognise` reads pages that
    are pictures. Title, issuer and date are those of the metadata, but for a title in large
    letters where the metadata has none, and for a date that stands by itself on the first page.

    Raises: NeedsPassword: when the file is encrypted. DamagedFile: when it is broken beyond what
    PDFium mends, or no PDF file. NoText: when no page has text.
    """
    if not data:
        raise NoText(f"{source} is empty", hint="take it out of the folder, or get it again")
    with _PDFIUM, _opened(data, source) as pdf:
        contents = _read_pages(pdf, source, recognise)
        members = attached_files(pdf, source)
        metadata = {key: _metadata(pdf, key) for key in ("Title", "Author", "CreationDate")}
        form = pdf.get_formtype()
    flow = flow_of([page.text for page in contents.pages])
    blocks = _with_annotations(flow, contents.annotations)
    text, marks = text_and_marks(blocks)
    if not text and not members:
        raise _no_text(contents, source)
    first = [block for block in blocks if block.marks and block.marks[0].label == page_label(1)]
    return Extract(
        text=text,
        marks=marks or (Mark(0, page_label(1)),),
        title=stated_title(metadata["Title"]) or title_of(first, flow.usual_size),
        date=date_of(first) or stated_date(metadata["CreationDate"]),
        how=f"PDF, {counted(contents.total, 'page', 'pages')}, pypdfium2",
        issuer=stated_author(metadata["Author"]),
        notes=tuple(_notes(contents, flow, form)),
        members=members,
    )


@dataclass(slots=True)
class _Contents:
    """What was read from the pages of a file, and the numbers of those where something was not."""

    total: int
    pages: list[PageContents] = field(default_factory=list)
    annotations: dict[int, Annotations] = field(default_factory=dict)
    late: bool = False
    damaged: list[int] = field(default_factory=list)
    scanned: list[int] = field(default_factory=list)
    stamped: list[int] = field(default_factory=list)
    bare: list[int] = field(default_factory=list)
    recognised: list[int] = field(default_factory=list)


@contextmanager
def _opened(data: bytes, source: str) -> Iterator[pdfium.PdfDocument]:
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise _refusal(data, source, error) from error
    try:
        if pdf.get_formtype() == pdfium_c.FORMTYPE_ACRO_FORM:
            pdf.init_forms()
        yield pdf
    except pdfium.PdfiumError as error:
        raise DamagedFile(f"{source} is a broken PDF file: {error}", hint=_SAVE_AGAIN) from error
    finally:
        pdf.close()


def _refusal(data: bytes, source: str, error: pdfium.PdfiumError) -> DamagedFile | NeedsPassword:
    if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
        return NeedsPassword(
            f"{source} needs a password to be opened",
            hint="open it with its password, save or print a copy without one, and index that",
        )
    if error.err_code == pdfium_c.FPDF_ERR_SECURITY:
        return NeedsPassword(
            f"{source} is encrypted in a way that cannot be opened here",
            hint="open it in the program that made it, and print it to a new PDF file",
        )
    if b"%PDF-" not in data[:_HEAD_BYTES]:
        state = "is no PDF file: it does not begin like one"
    elif b"%%EOF" not in data[-_HEAD_BYTES:]:
        state = "is a PDF file that was cut off or is broken beyond repair"
    else:
        state = "is a PDF file that is broken beyond repair"
    return DamagedFile(f"{source} {state}", hint=_SAVE_AGAIN)


def _read_pages(pdf: pdfium.PdfDocument, source: str, recognise: Recogniser | None) -> _Contents:
    contents = _Contents(total=len(pdf))
    signs = 0
    for number in range(1, min(contents.total, _MOST_PAGES) + 1):
        contents.late = bool(contents.pages) and share_used() > _READING_SHARE
        if signs >= _MOST_SIGNS or contents.late:
            break
        try:
            page = pdf.get_page(number - 1)
        except pdfium.PdfiumError:
            contents.damaged.append(number)
            continue
        try:
            read = _read_page(contents, page, number, _MOST_SIGNS - signs, recognise)
        except pdfium.PdfiumError:
            contents.damaged.append(number)
        else:
            contents.pages.append(read)
            signs += _signs(read.text)
        finally:
            page.close()
    if not contents.pages:
        raise DamagedFile(f"{source}: none of its pages can be read", hint=_SAVE_AGAIN)
    return contents


def _read_page(
    contents: _Contents,
    page: pdfium.PdfPage,
    number: int,
    most_signs: int,
    recognise: Recogniser | None,
) -> PageContents:
    read = page_contents(page, number, most_signs)
    contents.annotations[number] = annotations(page)
    has_text = _signs(read.text) >= _FEW_SIGNS
    under_picture = read.is_picture and not read.hidden and _signs(read.text) < _STAMP_SIGNS
    if not read.drawn and not _signs(read.text):
        contents.bare.append(number)
    if (has_text and not under_picture) or not read.drawn:
        return read
    if recognise is not None:
        seen = recognise.read(page, number)
        if _signs(seen) > _signs(read.text):
            contents.recognised.append(number)
            return replace(read, text=seen)
    if has_text:
        contents.stamped.append(number)
    elif read.pictures or not _signs(read.text):
        contents.scanned.append(number)
    return read


def _signs(page: PageText) -> int:
    groups = (page.pieces, *page.aside)
    return sum(len(piece.text) for group in groups for piece in group)


def _metadata(pdf: pdfium.PdfDocument, key: str) -> str:
    try:
        return str(pdf.get_metadata_value(key))
    except ValueError:
        return ""


def _with_annotations(flow: Flow, added: dict[int, Annotations]) -> list[Block]:
    """The blocks of the text, and behind those of each page what is laid over it."""
    blocks: list[Block] = []
    waiting = {number: laid for number, laid in added.items() if laid.fields or laid.comments}

    def add_up_to(number: int) -> None:
        for page in sorted(page for page in waiting if page < number):
            laid = waiting.pop(page)
            for text in (*(["\n".join(laid.fields)] if laid.fields else ()), *laid.comments):
                mark = Mark(0, page_label(page))
                blocks.append(Block(text, (mark,), flow.usual_size, bold=False, last_page=page))

    for block in flow.blocks:
        add_up_to(block.last_page)
        blocks.append(block)
    add_up_to(_MOST_PAGES + 1)
    return blocks


def _no_text(contents: _Contents, source: str) -> NoText:
    why = "; ".join(_notes_of_file(contents))
    if not contents.scanned:
        return NoText(
            f"{source} holds no text" + (f": {why}" if why else ""),
            hint=f"take it out of the folder, or {_SAVE_AGAIN}",
        )
    return NoText(
        f"{source}: {why}",
        hint="set recognition to on, with the extra `pip install 'chapterverse[ocr]'`, or make a "
        "copy with a text layer, with OCRmyPDF for instance",
    )


def _notes(contents: _Contents, flow: Flow, form: int) -> Iterator[str]:
    total = contents.total
    read = contents.pages
    yield from _notes_of_file(contents)
    if not flow.blocks and not contents.scanned:
        yield "no page holds text"
    yield from _notes_of_pages(read, total)
    if flow.edges:
        yield edges_note(flow.edges)
    if form in {pdfium_c.FORMTYPE_XFA_FULL, pdfium_c.FORMTYPE_XFA_FOREGROUND}:
        yield "the form in it (XFA) was not read"
    media = sum(laid.media for laid in contents.annotations.values())
    if media:
        yield f"{counted(media, 'sound or film was', 'sounds or films were')} not read"


def _notes_of_file(contents: _Contents) -> Iterator[str]:
    """Which pages were not read as they are."""
    total = contents.total
    if contents.damaged:
        yield f"{page_list(contents.damaged, total)} cannot be read: broken"
    if contents.scanned:
        yield without_text_layer(contents.scanned, total)
    if contents.bare:
        # PDFium gives a page whose content cannot be decoded as one on which nothing is drawn.
        yield f"nothing on {page_list(contents.bare, total)}: blank, or broken"
    if contents.stamped:
        yield (
            f"{page_list(contents.stamped, total)}: a picture with little text over it: what is in "
            "the picture needs text recognition"
        )
    if len(contents.recognised) == 1:
        yield f"page {contents.recognised[0]} was read by text recognition"
    elif contents.recognised:
        yield f"{page_list(contents.recognised, total)} were read by text recognition"
    last = max((*contents.damaged, *(page.text.number for page in contents.pages)), default=0)
    if last < total:
        more = "; the setting read_seconds allows more" if contents.late else ""
        yield f"only the first {counted(last, 'page was', 'pages were')} read, of {total:,}{more}"


def _notes_of_pages(read: Sequence[PageContents], total: int) -> Iterator[str]:
    def said_of(pages: list[int], what: str) -> Iterator[str]:
        if pages:
            yield f"{page_list(pages, total)}: {what}"

    hidden = [page.text.number for page in read if page.hidden and page.is_picture]
    yield from said_of(hidden, "the text is what text recognition made of a scan, with its errors")
    broken = [
        page.text.number
        for page in read
        if unreadable_share(piece.text for piece in page.text.pieces) > _UNREADABLE
    ]
    yield from said_of(broken, "most signs have no meaning that the file states")
    cut = [page.text.number for page in read if page.cut]
    yield from said_of(cut, "only the beginning was read, for the length of its text")
    pictures = sum(page.pictures for page in read if not page.is_picture)
    if pictures:
        pages = sum(1 for page in read if page.pictures and not page.is_picture)
        where = counted(pages, "page", "pages")
        yield f"{counted(pictures, 'picture', 'pictures')} on {where} not read"
