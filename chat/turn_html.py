"""A turn of the conversation as HTML: the question, and the answer with its citations."""

from collections.abc import Sequence

from chat.kept import KeptPassage, KeptTurn, Place, passage_around, quote_in
from chat.words import Words
from corpus.citation import Citation
from corpus.passage import Span
from qa.errors import ChapterverseError
from qa.showing import Reference, as_text

# How sure an answer is in words: the least confidence of each. Ours.
_LEVELS = (("high", 0.75), ("fair", 0.45), ("low", 0.0))


def question_as_html(question: str, number: int, words: Words) -> str:
    """The question as it was typed, with a link to change it; `number` is that of its turn."""
    return (
        f'<bdi class="cv-asked">{as_text(question)}</bdi> <span class="cv-actions">'
        f'<a class="cv-action" href="#cv-edit-{number}">{words["edit"]}</a></span>'
    )


def examples_as_html(questions: Sequence[str], words: Words) -> str:
    """What stands in a conversation in which nothing was asked yet: questions to choose from."""
    items = "".join(
        f'<li><a class="cv-example" href="#cv-example-{number}">{as_text(question)}</a></li>'
        for number, question in enumerate(questions)
    )
    said = words["examples"] if questions else ""
    return (
        f'<div class="cv-empty"><p class="cv-invite">{words["ask_what"]}</p>'
        f'<p class="cv-hint">{said}</p><ul class="cv-examples">{items}</ul></div>'
    )


def waiting_as_html(passages: Sequence[KeptPassage] | None, words: Words) -> str:
    """What stands in the answer's place before it is there; the passages once they are found."""
    if passages is None:
        return f'<p class="cv-waiting">{words["searching"]}</p>'
    said = words["reading"].format(count=len(passages))
    return f'<p class="cv-waiting">{said}</p>' + _passages(passages, None, "passages", words)


def answer_as_html(turn: KeptTurn, number: int, words: Words) -> str:
    """The answer with numbered citations, or the refusal, and the passages folded below it."""
    head = _answer(turn, words) if turn.found else _refusal(turn, words)
    summary = "passages" if turn.found else "nearest"
    return (
        _understood(turn, number, words)
        + head
        + _passages(turn.passages, turn, summary, words)
        + '<p class="cv-actions">'
        f'<a class="cv-action" href="#cv-copy-{number}">{words["copy"]}</a> '
        f'<a class="cv-action" href="#cv-link-{number}">{words["link"]}</a></p>'
    )


def error_as_html(error: ChapterverseError) -> str:
    """What went wrong, and what to do."""
    return (
        f'<div class="cv-error"><strong>{as_text(error.message)}</strong><br>'
        f"{as_text(error.hint)}</div>"
    )


def fault_as_html(words: Words) -> str:
    """That it is the program's fault."""
    return f'<div class="cv-error">{words["fault"]}</div>'


def first_reference(turn: KeptTurn) -> Reference | None:
    """What to show beside the answer: the answering sentence, else the nearest passage."""
    if turn.citations:
        return _reference_to(turn.citations[0], turn)
    if turn.passages:
        return _reference(turn.passages[0].place, None)
    return None


def _understood(turn: KeptTurn, number: int, words: Words) -> str:
    parts = []
    if turn.understood.text != turn.understood.asked:
        parts.append(
            f'<p class="cv-understood">{words["understood"]} '
            f"<bdi>{as_text(turn.understood.text)}</bdi> "
            f'<a class="cv-action" href="#cv-typed-{number}">{words["as_typed"]}</a></p>'
        )
    if turn.only:
        names = _place_text(*turn.only)
        parts.append(f'<p class="cv-understood">{words["only"]} {names}</p>')
    return "".join(parts)


def _answer(turn: KeptTurn, words: Words) -> str:
    links, sources = [], []
    for number, citation in enumerate(turn.citations, start=1):
        link = _reference_to(citation, turn).link()
        links.append(f' <a class="cv-cite" href="{link}">[{number}]</a>')
        place = _place_text(citation.source, citation.label)
        title = f"<bdi>{as_text(citation.title)}</bdi>"
        sources.append(
            f'<li><a class="cv-cite" href="{link}">[{number}] {title}</a>'
            f'<span class="cv-place">{place}</span></li>'
        )
    level = next(name for name, least in _LEVELS if turn.confidence >= least)
    said = words["confidence"].format(level=words[level], share=f"{turn.confidence:.0%}")
    return (
        f'<blockquote class="cv-answer"><bdi>{_answer_text(turn)}</bdi>{"".join(links)}'
        f'</blockquote><p class="cv-confidence cv-{level}">{said}</p>'
        f'<ul class="cv-sources">{"".join(sources)}</ul>'
    )


def _answer_text(turn: KeptTurn) -> str:
    """The answer's text, with what exactly was asked for in strong letters."""
    if len(turn.exact) != 2:  # noqa: PLR2004 - start and end
        return as_text(turn.text)
    start, end = turn.exact
    before, inside, after = turn.text[:start], turn.text[start:end], turn.text[end:]
    return f"{as_text(before)}<strong>{as_text(inside)}</strong>{as_text(after)}"


def _refusal(turn: KeptTurn, words: Words) -> str:
    share = words["refusal_share"].format(share=f"{turn.confidence:.0%}")
    hint = words["refusal_hint"]
    if turn.unknown:
        marked = _words(turn.unknown)
        hint = words["refusal_unknown"].format(words=marked)
    return f'<div class="cv-refusal"><strong>{words["refusal"]}</strong><br>{share}<br>{hint}</div>'


def _passages(
    passages: Sequence[KeptPassage], turn: KeptTurn | None, summary: str, words: Words
) -> str:
    items = "".join(
        _passage(rank, one, quote_in(turn, one.place) if turn else None, words)
        for rank, one in enumerate(passages, start=1)
    )
    return (
        f'<details class="cv-passages"><summary>{words[summary].format(count=len(passages))}'
        f"</summary><ol>{items}</ol></details>"
    )


def _passage(rank: int, passage: KeptPassage, quoted: Span | None, words: Words) -> str:
    place = passage.place
    link = _reference(place, quoted).link()
    named = words["passage"].format(rank=rank)
    where = _place_text(place.title, place.source, passage.date, place.label)
    score = words["score"].format(score=f"{passage.score:.2f}")
    return (
        f'<li><a class="cv-cite" href="{link}">{named}</a> {where} '
        f'<span class="cv-score">{score}</span><br>'
        f'<bdi class="cv-excerpt">{as_text(passage.excerpt)}</bdi><br>'
        f'<span class="cv-why">{words["why"]} {_why(passage, words)}</span>'
        f"{_copies(passage.copies, words)}</li>"
    )


def _why(passage: KeptPassage, words: Words) -> str:
    reasons = [words["why_similarity"].format(similarity=f"{passage.similarity:.2f}")]
    if passage.words:
        reasons.insert(0, words["why_words"].format(words=_words(passage.words)))
    return "; ".join(reasons)


def _words(found: Sequence[str]) -> str:
    return ", ".join(f"<em>{as_text(word)}</em>" for word in found)


def _copies(copies: Sequence[Place], words: Words) -> str:
    """Links to the other places where the same paragraph stands."""
    if not copies:
        return ""
    links = "; ".join(
        f'<a class="cv-cite" href="{_reference(copy, None).link()}">'
        f"{_place_text(copy.title, copy.source, copy.label)}</a>"
        for copy in copies
    )
    return f'<br><span class="cv-copies">{words["also_in"]} {links}</span>'


def _reference_to(citation: Citation, turn: KeptTurn) -> Reference:
    quoted = Span(citation.start, citation.end)
    return Reference(citation.source, citation.sha256, passage_around(turn, citation), quoted)


def _reference(place: Place, quoted: Span | None) -> Reference:
    return Reference(place.source, place.sha256, Span(place.start, place.end), quoted)


def _place_text(*parts: str) -> str:
    """The parts in one line, each such that its direction changes nothing in the others."""
    return ", ".join(f"<bdi>{as_text(part)}</bdi>" for part in parts if part)
