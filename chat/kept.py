"""Turns as the browser keeps them: plain values that go there as JSON and come back.

The server keeps no conversation. What comes back may be anything, so it is checked, and shown as
text like everything else.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from pydantic import TypeAdapter, ValidationError

from corpus.citation import Citation
from corpus.document import label_at
from corpus.passage import Passage, Span
from index.hit import Hit
from qa.answer import Answer
from qa.follow_up import Exchange, Understood
from qa.reasons import reasons_for
from qa.transcript import SavedTurn

# Of a passage, so many characters are kept and shown; the document has the rest. Ours.
_EXCERPT_CHARACTERS = 400
# A browser keeps about five million characters for a page, and what is kept is a third longer there
# than here; ours leaves room. A conversation that is longer loses its oldest turns.
_MOST_CHARACTERS = 2_000_000
# What a browser keeps is kept with this key, which is no secret: whoever can read what a browser
# keeps can read its pages, too. It is fixed, so that what is kept outlives the server.
KEPT_WITH = "chapterverse"


@dataclass(frozen=True, slots=True)
class Place:
    """A passage's place in one version of one document, with names for people."""

    source: str
    sha256: str
    title: str
    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class KeptPassage:
    """A passage that was found, with the beginning of its text and why it was found.

    `words` and `similarity` are those of `qa.reasons.Reasons`; `copies` the other places where the
    same paragraph stands.
    """

    place: Place
    date: str
    score: float
    excerpt: str
    words: tuple[str, ...]
    similarity: float
    copies: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A question and what was answered, with all that is shown of it.

    Where `found` is False, `unknown` are the question's words that stand in no document. `only` are
    the documents that alone were asked, if any were chosen. `exact` are offsets in `text`: start
    and end, or none.
    """

    understood: Understood
    found: bool
    confidence: float
    text: str
    citations: tuple[Citation, ...]
    passages: tuple[KeptPassage, ...]
    exact: tuple[int, ...] = ()
    unknown: tuple[str, ...] = ()
    only: tuple[str, ...] = ()

    @property
    def exchange(self) -> Exchange:
        """What later questions may lean on."""
        sources = dict.fromkeys(citation.source for citation in self.citations)
        return Exchange(self.understood.text, self.text, tuple(sources))

    @property
    def saved(self) -> SavedTurn:
        """What a file that the conversation is saved in has of it, and what is thought about."""
        return SavedTurn(
            asked=self.understood.asked,
            question=self.understood.text,
            found=self.found,
            confidence=self.confidence,
            text=self.text,
            citations=self.citations,
            carried=self.understood.carried,
        )


_TURNS = TypeAdapter(tuple[KeptTurn, ...])


def turn_of(
    answer: Answer,
    understood: Understood,
    unknown: Sequence[str] = (),
    only: Sequence[str] | None = None,
) -> KeptTurn:
    """The turn in which a question was `understood` so, and answered."""
    first = answer.citations[0].start if answer.citations else 0
    exact = tuple(offset - first for one in answer.exact[:1] for offset in (one.start, one.end))
    return KeptTurn(
        understood=understood,
        found=answer.found,
        confidence=answer.confidence,
        text=answer.text,
        citations=answer.citations,
        passages=passages_of(answer.question, answer.passages),
        exact=exact,
        unknown=() if answer.found else tuple(unknown),
        only=tuple(only or ()),
    )


def passages_of(question: str, hits: Sequence[Hit]) -> tuple[KeptPassage, ...]:
    """The passages found for `question`, as they are kept."""
    return tuple(_passage(question, hit) for hit in hits)


def _passage(question: str, hit: Hit) -> KeptPassage:
    text, document = hit.passage.text, hit.passage.document
    reasons = reasons_for(question, hit)
    return KeptPassage(
        place=_place(hit.passage),
        date=document.date.isoformat() if document.date else "",
        score=float(hit.score),
        excerpt=text[:_EXCERPT_CHARACTERS] + (" …" if len(text) > _EXCERPT_CHARACTERS else ""),
        words=reasons.words,
        similarity=float(reasons.similarity),
        copies=tuple(map(_place, hit.copies)),
    )


def _place(passage: Passage) -> Place:
    document = passage.document
    label = label_at(document.marks, passage.start)
    return Place(document.source, document.sha256, document.name, label, passage.start, passage.end)


def passage_around(turn: KeptTurn, citation: Citation) -> Span:
    """The span of the turn's passage that the citation stands in; its own where there is none."""
    places = (place for one in turn.passages for place in (one.place, *one.copies))
    for place in places:
        same = (place.source, place.sha256) == (citation.source, citation.sha256)
        if same and place.start <= citation.start and citation.end <= place.end:
            return Span(place.start, place.end)
    return Span(citation.start, citation.end)


def quote_in(turn: KeptTurn, place: Place) -> Span | None:
    """The span of the turn's first citation that stands in the place, if one does."""
    for citation in turn.citations:
        same = (place.source, place.sha256) == (citation.source, citation.sha256)
        if same and place.start <= citation.start and citation.end <= place.end:
            return Span(citation.start, citation.end)
    return None


def turns_as_json(turns: Sequence[KeptTurn]) -> list[dict[str, object]]:
    """The turns as plain values, the oldest ones left out where there is no room for them."""
    kept: list[dict[str, object]] = []
    room = _MOST_CHARACTERS
    for turn in reversed(turns):
        room -= len(repr(turn))
        if room < 0:
            break
        kept.append(asdict(turn))
    return kept[::-1]


def turns_from_json(value: object) -> tuple[KeptTurn, ...]:
    """The turns that `turns_as_json` made `value` of; none where it is anything else."""
    try:
        return _TURNS.validate_python(value)
    except ValidationError:
        return ()
