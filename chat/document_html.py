"""The cited document as HTML: its text with the place marked, or its page as a picture."""

from base64 import b64encode
from dataclasses import dataclass

from chat.words import Words
from corpus.document import Document, label_at
from corpus.page_picture import BoxOnPage, PagePicture
from corpus.passage import Span
from qa.showing import Reference, as_plain_text, as_text

# How much of a document is shown around a passage. Ours: about 60 pages; a browser scrolls through
# it at once, and what is left out is said.
_SHOWN_CHARACTERS = 150_000


@dataclass(frozen=True, slots=True)
class PageView:
    """A page to show: its number, from 1, and its picture; or why there is none.

    `cited` says that it is the page that the citation is on. `why_not` names a phrase of the page.
    """

    number: int
    picture: PagePicture | None
    cited: bool = True
    why_not: str = ""


def document_as_html(
    document: Document, reference: Reference, words: Words, page: PageView | None = None
) -> str:
    """The document with the passage marked, and the quote in it marked more strongly."""
    head = _head(document, reference, words, page)
    if not is_of(document, reference):
        return f'{head}<p class="cv-error">{words["changed"]}</p>'
    if page is None:
        return head + _text(document, reference, words)
    if page.picture is None:
        note = f'<p class="cv-note">{words[page.why_not]}</p>'
        return head + note + _text(document, reference, words)
    return (
        f'{head}<div class="cv-page-view">{_page(page, page.picture, words)}</div>'
        f'<div class="cv-text-view" hidden>{_text(document, reference, words)}</div>'
    )


def is_of(document: Document, reference: Reference) -> bool:
    """Whether the reference is to this version of the document."""
    same = reference.sha256 == document.sha256
    return same and reference.passage.end <= len(document.text)


def missing_as_html(source: str, words: Words) -> str:
    """What is shown in a document's place when it is no longer in the index."""
    return f'<p class="cv-error">{words["gone"].format(source=f"<bdi>{as_text(source)}</bdi>")}</p>'


def nothing_as_html(words: Words) -> str:
    """What is shown before there is a document to show."""
    return f'<p class="cv-hint">{words["empty_document"]}</p><p class="cv-hint">{words["keys"]}</p>'


def _head(document: Document, reference: Reference, words: Words, page: PageView | None) -> str:
    views = ""
    if page is not None and page.picture is not None:
        views = _button("cv-show-page", words["show_page"], pressed=True) + _button(
            "cv-show-text", words["show_text"], pressed=False
        )
    return (
        f'<header class="cv-head" data-link="{as_text(reference.link())}"><div class="cv-tools">'
        f'<button type="button" class="cv-previous" aria-keyshortcuts="[ Alt+ArrowLeft"'
        f' title="{words["previous"]} ([)" aria-label="{words["previous"]}">‹</button>'
        f'<button type="button" class="cv-next" aria-keyshortcuts="] Alt+ArrowRight"'
        f' title="{words["next"]} (])" aria-label="{words["next"]}">›</button>{views}</div>'
        f"<strong><bdi>{as_text(document.name)}</bdi></strong><br>"
        f"<span>{_details(document, reference)}</span></header>"
    )


def _button(name: str, label: str, *, pressed: bool) -> str:
    state = "true" if pressed else "false"
    return f'<button type="button" class="{name}" aria-pressed="{state}">{label}</button>'


def _page(page: PageView, picture: PagePicture, words: Words) -> str:
    passage, quoted = (*picture.boxes, (), ())[:2]
    boxes = [_box(box, "cv-box-passage") for box in passage]
    boxes += [_box(box, "cv-box-quote") for box in quoted]
    note = ""
    if page.cited and not boxes:
        note = f'<p class="cv-note">{words["page_unmarked"]}</p>'
    name = words["page_of"].format(number=page.number)
    data = b64encode(picture.png).decode("ascii")
    marks = f'<div class="cv-marks">{"".join(boxes)}</div>'
    turns = "".join(
        f'<button type="button" class="cv-turn-page" data-page="{number}"'
        f' aria-label="{words["page_of"].format(number=number)}">{sign} {number}</button>'
        for number, sign in ((page.number - 1, "◂"), (page.number + 1, "▸"))
        if 1 <= number <= picture.pages
    )
    return (
        f'{note}<div class="cv-page"><img alt="{name}" width="{picture.width}"'
        f' height="{picture.height}" src="data:image/png;base64,{data}">{marks}</div>'
        f'<p class="cv-pages">{turns} <span>{page.number} / {picture.pages}</span></p>'
    )


def _box(box: BoxOnPage, name: str) -> str:
    return (
        f'<div class="{name}" style="left:{box.left:.3%};top:{box.top:.3%};'
        f'width:{box.width:.3%};height:{box.height:.3%}"></div>'
    )


def _text(document: Document, reference: Reference, words: Words) -> str:
    start = max(0, reference.passage.start - _SHOWN_CHARACTERS // 2)
    end = min(len(document.text), reference.passage.end + _SHOWN_CHARACTERS // 2)
    cut = f'<p class="cv-cut">{words["not_shown"]}</p>'
    before = cut.format(count=f"{start:,}") if start else ""
    rest = len(document.text) - end
    after = cut.format(count=f"{rest:,}") if rest else ""
    body = _marked(document.text, Span(start, end), reference)
    return f'{before}<div class="cv-text" dir="auto">{body}</div>{after}'


def _details(document: Document, reference: Reference) -> str:
    place = label_at(document.marks, (reference.quote or reference.passage).start)
    stated = document.date.isoformat() if document.date else ""
    parts = (document.source, document.issuer, stated, place)
    return ", ".join(f"<bdi>{as_text(part)}</bdi>" for part in parts if part)


def _marked(text: str, shown: Span, reference: Reference) -> str:
    """The shown stretch of `text`, with the passage and the quote in mark elements."""
    passage, quoted = reference.passage, reference.quote
    if quoted is None or not passage.start <= quoted.start < quoted.end <= passage.end:
        inner = as_plain_text(text, passage)
    else:
        inner = (
            as_plain_text(text, Span(passage.start, quoted.start))
            + f'<mark class="cv-quote">{as_plain_text(text, quoted)}</mark>'
            + as_plain_text(text, Span(quoted.end, passage.end))
        )
    return (
        as_plain_text(text, Span(shown.start, passage.start))
        + f'<mark class="cv-passage">{inner}</mark>'
        + as_plain_text(text, Span(passage.end, shown.end))
    )
