"""What a PDF file holds beside its pages' text: form values, comments, and files inside it."""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from corpus.errors import DamagedFile, LimitReached
from corpus.extract import Member
from corpus.layout.glyphs import readable

# Far above what documents have, and far below what fills a memory. Ours.
_MOST_ANNOTATIONS = 10_000
_MOST_FILES = 1_000
_FILE_BYTES = 200_000_000
_ALL_BYTES = 500_000_000
_VALUE_BYTES = 200_000
_SIGN_BYTES = 2  # of UTF-16, which PDFium writes with a NUL behind it

_COMMENTS = frozenset(
    (
        pdfium_c.FPDF_ANNOT_TEXT,
        pdfium_c.FPDF_ANNOT_HIGHLIGHT,
        pdfium_c.FPDF_ANNOT_UNDERLINE,
        pdfium_c.FPDF_ANNOT_SQUIGGLY,
        pdfium_c.FPDF_ANNOT_STRIKEOUT,
        pdfium_c.FPDF_ANNOT_STAMP,
        pdfium_c.FPDF_ANNOT_CARET,
        pdfium_c.FPDF_ANNOT_SQUARE,
        pdfium_c.FPDF_ANNOT_CIRCLE,
        pdfium_c.FPDF_ANNOT_LINE,
    )
)
_MEDIA = frozenset(
    (
        pdfium_c.FPDF_ANNOT_SOUND,
        pdfium_c.FPDF_ANNOT_MOVIE,
        pdfium_c.FPDF_ANNOT_SCREEN,
        pdfium_c.FPDF_ANNOT_RICHMEDIA,
        pdfium_c.FPDF_ANNOT_THREED,
    )
)
_CHECKED = frozenset((pdfium_c.FPDF_FORMFIELD_CHECKBOX, pdfium_c.FPDF_FORMFIELD_RADIOBUTTON))
_WITH_VALUE = frozenset(
    (
        pdfium_c.FPDF_FORMFIELD_COMBOBOX,
        pdfium_c.FPDF_FORMFIELD_LISTBOX,
        pdfium_c.FPDF_FORMFIELD_TEXTFIELD,
    )
)


@dataclass(frozen=True, slots=True)
class Annotations:
    """What is laid over a page: the form's filled fields, comments, and how many films or sounds.

    Fields are "name: value". Text boxes stand as they are, comments after "Comment: ".
    """

    fields: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    media: int = 0


def annotations(page: pdfium.PdfPage) -> Annotations:
    """What is laid over `page`."""
    fields: list[str] = []
    comments: list[str] = []
    media = 0
    form = page.formenv.raw if page.formenv else None
    for index in range(min(pdfium_c.FPDFPage_GetAnnotCount(page.raw), _MOST_ANNOTATIONS)):
        with _annotation(page, index) as annotation:
            kind = pdfium_c.FPDFAnnot_GetSubtype(annotation) if annotation else -1
            if kind == pdfium_c.FPDF_ANNOT_WIDGET and form:
                fields.extend(_field(form, annotation))
            elif kind == pdfium_c.FPDF_ANNOT_FREETEXT:
                comments.extend(filter(None, [_contents(annotation)]))
            elif kind in _COMMENTS and _contents(annotation):
                comments.append(f"Comment: {_contents(annotation)}")
            media += kind in _MEDIA
    return Annotations(tuple(dict.fromkeys(fields)), tuple(comments), media)


def attached_files(pdf: pdfium.PdfDocument, source: str) -> tuple[Member, ...]:
    """The files inside the PDF file `source`."""
    members: list[Member] = []
    taken = 0
    for index in range(min(pdf.count_attachments(), _MOST_FILES)):
        name, size = f"attachment {index + 1}", 0
        try:
            attachment = pdf.get_attachment(index)
            name = _plain(attachment.get_name()) or name
            size = _size(attachment)
            if size > min(_FILE_BYTES, _ALL_BYTES - taken):
                members.append(Member(name, b"", _too_large(name, source)))
                continue
            data = bytes(attachment.get_data()) if size else b""
        except (pdfium.PdfiumError, ValueError) as error:
            members.append(Member(name, b"", _broken(name, source, error)))
            continue
        taken += len(data)
        members.append(Member(name, data))
    return tuple(members)


@contextmanager
def _annotation(page: pdfium.PdfPage, index: int) -> Iterator[object]:
    annotation = pdfium_c.FPDFPage_GetAnnot(page.raw, index)
    try:
        yield annotation
    finally:
        if annotation:
            pdfium_c.FPDFPage_CloseAnnot(annotation)


def _field(form: object, annotation: object) -> Iterator[str]:
    """A filled field as "name: value"; one that is empty, or not ticked, gives nothing."""
    kind = pdfium_c.FPDFAnnot_GetFormFieldType(form, annotation)

    def stated(function: Callable[..., int]) -> str:
        return _text(lambda buffer, size: function(form, annotation, buffer, size))

    name = stated(pdfium_c.FPDFAnnot_GetFormFieldAlternateName)
    name = name or stated(pdfium_c.FPDFAnnot_GetFormFieldName)
    value = ""
    if kind in _WITH_VALUE:
        value = stated(pdfium_c.FPDFAnnot_GetFormFieldValue)
    elif kind in _CHECKED and pdfium_c.FPDFAnnot_IsChecked(form, annotation):
        value = stated(pdfium_c.FPDFAnnot_GetFormFieldExportValue) or "yes"
    if value:
        yield f"{name}: {value}" if name else value


def _contents(annotation: object) -> str:
    return _text(
        lambda buffer, size: pdfium_c.FPDFAnnot_GetStringValue(
            annotation, b"Contents", buffer, size
        )
    )


def _text(ask: Callable[[object, int], int]) -> str:
    """The text that a function of PDFium writes to a buffer."""
    size = ask(None, 0)
    if not _SIGN_BYTES < size <= _VALUE_BYTES:
        return ""
    buffer = (pdfium_c.FPDF_WCHAR * (size // _SIGN_BYTES + 1))()
    ask(buffer, size)
    return _plain(bytes(buffer)[: size - _SIGN_BYTES].decode("utf-16-le", errors="replace"))


def _plain(text: str) -> str:
    return readable(text.partition("\0")[0].replace("\r", "\n").replace("\n", " "))


def _size(attachment: pdfium.PdfAttachment) -> int:
    size = ctypes.c_ulong()
    pdfium_c.FPDFAttachment_GetFile(attachment.raw, None, 0, size)
    return size.value


def _too_large(name: str, source: str) -> LimitReached:
    return LimitReached(
        f"{source}: {name} in it is too large to be taken out",
        hint="save it from a PDF viewer, and index that file",
    )


def _broken(name: str, source: str, error: Exception) -> DamagedFile:
    return DamagedFile(
        f"{source}: {name} in it cannot be taken out: {error}",
        hint="save it from a PDF viewer, and index that file",
    )
