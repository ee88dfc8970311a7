"""The assistant: asks one index, and checks every citation before it answers."""

import os
import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.citation import check_citation, cite
from corpus.document import Document
from corpus.passage import Span
from corpus.rows import with_names
from index.encoding import Encoder
from index.errors import IndexEmpty
from index.hit import Hit
from qa.answer import Answer, Seconds
from qa.answer_model import answer_model
from qa.answering import Reading, choose, citations_for, judged_alone
from qa.confidence import Signals, confidence_model, signals_for
from qa.errors import QuestionError
from qa.evidence import SentenceEvidence, weigh_sentences
from qa.exact import exact_answer
from qa.pairs import Excerpt
from qa.reading import Reader, excerpt_of
from qa.retrieval import FusedRetriever, RetrievalOptions, Retriever
from qa.selection import Selection, names_in, selected
from qa.terms import asks_of_what_is_there, question_terms

if TYPE_CHECKING:
    from index.library import Library
    from index.snapshot import Snapshot
    from qa.conversation import Conversation
    from qa.follow_up import Exchange

MOST_PASSAGES = 100
# The answer is looked for in so many passages, whatever number of them is asked for: else answer
# and confidence would change with it. As many as the confidence model was fitted on.
PASSAGES_READ = 5
# The state of an index whose caches are being replaced; the next question sees the new ones.
_BEING_WRITTEN = (0, 0)


@dataclass(frozen=True, slots=True)
class AssistantOptions:
    """How passages are found, and how sure an answer has to be to be given.

    Without `minimum_confidence` the fitted model's own threshold counts.
    """

    retrieval: RetrievalOptions = RetrievalOptions()
    minimum_confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the best sentence is and what speaks for it, before it is decided whether to show it.

    `evidence` is what speaks for each sentence that was read. `exact` is the part of the best one
    that was asked for, if the signs are sure: one span, or none. `open` is whether the question is
    (`QuestionTerms.open`), `row` whether the sentence is one of a table.
    """

    reading: Reading
    evidence: tuple[SentenceEvidence, ...]
    signals: Signals
    exact: tuple[Span, ...]
    open: bool
    row: bool


@dataclass(frozen=True, slots=True, eq=False)
class FoundPassages:
    """What was found for a question, best first, and not read yet.

    `hits` are at least as many as are read for the answer, whatever `k` is. `started` and `ended`
    are readings of the clock that counts seconds, before and after the search.
    """

    question: str
    k: int
    snapshot: "Snapshot"
    hits: tuple[Hit, ...]
    started: float
    ended: float

    @property
    def passages(self) -> tuple[Hit, ...]:
        """The passages that were asked for."""
        return self.hits[: self.k]


class Assistant:
    """Answers questions from one index. Safe to use from several threads.

    When the index changes on disk, the next question is answered from its new state.
    """

    def __init__(
        self,
        library: "Library",
        encoder: Encoder,
        options: AssistantOptions | None = None,
        reader: Reader | None = None,
    ) -> None:
        """Open the library's present state; `reader` judges the best passages, if there is one.

        Raises: IndexNotFound, IndexMismatch, IndexCorrupt, IndexTooNew, IndexTooOld, StorageError.
        """
        self._library = library
        self._encoder = encoder
        self._options = options or AssistantOptions()
        self._reader = reader
        self._lock = threading.Lock()
        self._state = library.state()
        self._snapshot = library.snapshot()

    @property
    def library(self) -> "Library":
        """The index that is asked."""
        return self._library

    @property
    def snapshot(self) -> "Snapshot":
        """The index as it is now."""
        with self._lock:
            state = self._library.state()
            if state not in (self._state, _BEING_WRITTEN):
                self._snapshot = self._library.snapshot()
                self._state = state
            return self._snapshot

    def warm_up(self) -> None:
        """Load the models, so that the first question does not wait for them."""
        self._encoder.encode_question("warm")
        if self._reader is not None:
            self._reader.read("warm", [Excerpt("", "warm", Span(0, 4))])

    def ask(
        self, question: str, k: int = 5, sources: "Sequence[str | os.PathLike[str]] | None" = None
    ) -> Answer:
        """Answer `question` with the best `k` passages, only from the documents `sources` if given.

        The answer is one to three sentences that stand together in one of the best five passages,
        verbatim and cited; or `found` is False. It does not depend on `k`.

        Raises: QuestionError: when the question is blank or too long, `k` is not 1 to 100, or
            `sources` are empty. SelectionError: when they are no names or paths. IndexEmpty: when
            there is nothing to ask. UnknownSource: when a source is not in the index.
            CitationMismatch, IndexCorrupt: rather than a wrong citation.
        """
        return self.answer(self.search(question, k, sources))

    def search(
        self, question: str, k: int = 5, sources: "Sequence[str | os.PathLike[str]] | None" = None
    ) -> FoundPassages:
        """The passages for `question`, before they are read for the answer; `answer` reads them.

        Raises: as `ask`.
        """
        self._check(question, k)
        chosen = _chosen(sources)
        started = time.perf_counter()
        snapshot = self.snapshot
        if not len(snapshot):
            raise IndexEmpty(
                f"the index in {self._library.folder} holds no document",
                hint="put documents into it with `qa index FOLDER`",
            )
        hits = self.retriever(snapshot).search(question, max(k, PASSAGES_READ), chosen)
        return FoundPassages(question, k, snapshot, hits, started, time.perf_counter())

    def answer(self, found: FoundPassages) -> Answer:
        """The answer that `found` holds: `ask` is `search` and then this.

        Raises: CitationMismatch, IndexCorrupt: rather than a wrong citation.
        """
        answer = self._answer(found.snapshot, found.question, found.hits[:PASSAGES_READ])
        answer = replace(answer, passages=found.passages)
        for citation in (*answer.citations, *answer.exact):
            check_citation(citation, found.snapshot.document(citation.source))
        ended = time.perf_counter()
        seconds = Seconds(found.ended - found.started, ended - found.ended, ended - found.started)
        return replace(answer, seconds=seconds)

    def conversation(self, earlier: "Sequence[Exchange]" = ()) -> "Conversation":
        """A conversation with this assistant, in which a question may lean on those before it.

        `earlier` are exchanges that went before, oldest first; a conversation is for one thread.
        """
        from qa.conversation import Conversation

        return Conversation(self, earlier)

    def select(self, selection: Selection) -> tuple[str, ...] | None:
        """The documents that `selection` describes, for `ask`; None where it is all of them.

        Raises: UnknownSource, SelectionError: when there is none.
        """
        if selection.everything:
            return None  # without looking at every document
        return selected(self.snapshot.files(), selection)

    def retriever(self, snapshot: "Snapshot") -> Retriever:
        """What finds the passages in `snapshot`."""
        return FusedRetriever(snapshot, self._encoder, self._options.retrieval, self._reader)

    def document(self, source: str) -> Document:
        """The document of that source, with the text that citations point into.

        Raises: UnknownSource: when there is none.
        """
        return self.snapshot.document(source)

    def consider(
        self, snapshot: "Snapshot", question: str, hits: Sequence[Hit]
    ) -> Candidate | None:
        """The best sentence of `hits`, and what speaks for it.

        None where there is no sentence, or where no document holds a word of what is asked about.
        """
        words = snapshot.caches.words
        terms = question_terms(question, words)
        if not asks_of_what_is_there(terms, words):
            return None
        vector = self._encoder.encode_question(question)
        reader = self._reader_of_places()
        judgements = (
            reader.read(terms.put, [excerpt_of(hit, vector) for hit in hits]) if reader else ()
        )
        evidence = weigh_sentences(vector, terms, hits, judgements)
        model = answer_model(with_reader=reader is not None)
        if reader:
            evidence = judged_alone(terms.put, reader, evidence, hits, model)
        reading = choose(evidence, hits, model)
        if reading is None:
            return None
        at = reading.best.hit
        judged = judgements[at] if judgements else None
        exact = exact_answer(hits[at].passage, reading.span, terms, judged)
        signals = signals_for(reading, terms, hits, len(snapshot))
        row = bool(with_names(hits[at].passage.document, reading.best.span))
        return Candidate(reading, evidence, signals, exact, terms.open, row)

    def _reader_of_places(self) -> Reader | None:
        """The reader, if it says where an answer stands."""
        if self._reader is None or not self._reader.tells_places:
            return None
        return self._reader

    def _answer(self, snapshot: "Snapshot", question: str, hits: tuple[Hit, ...]) -> Answer:
        refusal = Answer(
            question=question,
            found=False,
            confidence=0.0,
            text="",
            citations=(),
            passages=hits,
            seconds=Seconds(0.0, 0.0, 0.0),
        )
        candidate = self.consider(snapshot, question, hits)
        if candidate is None:
            return refusal
        model = confidence_model(
            with_reader=self._reader_of_places() is not None,
            opened=candidate.open,
            row=candidate.row,
        )
        confidence = model.probability(candidate.signals)
        least = self._options.minimum_confidence
        if confidence < (model.threshold if least is None else least):
            return replace(refusal, confidence=confidence)
        citations = citations_for(candidate.reading, hits)
        return replace(
            refusal,
            found=True,
            confidence=confidence,
            text=citations[0].quote,
            citations=citations,
            exact=tuple(
                cite(hits[candidate.reading.best.hit].passage.document, span)
                for span in candidate.exact
            ),
        )

    def _check(self, question: str, k: int) -> None:
        if not isinstance(question, str):
            raise QuestionError(
                f"the question is {question!r}, which is no text", hint="give it as a string"
            )
        if not question.strip():
            raise QuestionError("the question is blank", hint="ask in a few words or a sentence")
        if any("\ud800" <= sign <= "\udfff" for sign in question):
            raise QuestionError(
                "the question holds bytes that are no text",
                hint="check that the terminal or the file is in UTF-8",
            )
        if type(k) is not int or not 1 <= k <= MOST_PASSAGES:
            raise QuestionError(
                f"k is {k!r}", hint=f"ask for 1 to {MOST_PASSAGES} passages; 5 is usual"
            )
        if not self._encoder.fits(question):
            raise QuestionError(
                f"the question has {len(question.split()):,} words, and only its first "
                f"{_readable_part(question, self._encoder.fits)} can be read at once",
                hint="ask in one or two sentences; leave out what the documents say anyway",
            )


def _chosen(sources: object) -> tuple[str, ...] | None:
    """The names of the documents that are asked, of which one may be given by itself; None: all."""
    if sources is None:
        return None
    one = isinstance(sources, str | os.PathLike)
    names = names_in("sources", [sources] if one else sources)
    if not names:
        raise QuestionError(
            "the list of sources is empty", hint="name a document, or leave sources out"
        )
    return names


def _readable_part(question: str, fits: Callable[[str], bool]) -> str:
    """How much of the beginning of a question that is too long can be read: so many words.

    Where not even one can be, as in a script without blanks, so many characters.
    """
    for parts, between, unit in ((question.split(), " ", "words"), (question, "", "characters")):
        numbers = range(1, len(parts) + 1)
        count = bisect_left(numbers, 1, key=lambda n: not fits(between.join(parts[:n])))
        if count:
            return f"{count:,} {unit}"
    return "0 characters"
