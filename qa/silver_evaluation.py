"""Silver evaluation: ask a question set of one setup or two, and measure what came of it."""

import math
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from corpus.document import Document
from corpus.passage import Passage
from corpus.splitting import SplitOptions, split
from index.encoding import Encoder, longest_heading
from qa.assistant import Assistant
from qa.evaluation import OnProgress
from qa.intervals import Difference, Estimate, difference, estimate
from qa.opening import assistant_with, make_library
from qa.outcomes import (
    DEPTH,
    MEASURES,
    RANKING_MEASURES,
    Outcome,
    columns_of,
    least_risk_area,
    outcome_of,
    rank_of,
)
from qa.question_sets import QuestionSet
from qa.retrieval import DenseRetriever, LexicalRetriever, Retriever
from qa.settings import Settings
from qa.setups import Ranking, Setup
from qa.silver import groups_of, kinds_of

# Passages that are stored in one go; bounds the memory that a large folder takes.
_PASSAGES_AT_ONCE = 2000

MakeEncoder = Callable[[Settings], Encoder]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A second setup on the same questions: what came of them, and the difference by measure."""

    setup: Setup
    outcomes: tuple[Outcome, ...]
    differences: Mapping[str, Difference]


@dataclass(frozen=True, slots=True)
class SilverReport:
    """What came of a question set, and the measures with their intervals."""

    questions: QuestionSet
    seed: int
    setup: Setup
    passages: int
    outcomes: tuple[Outcome, ...]
    measures: Mapping[str, Estimate]
    comparison: Comparison | None = None

    @property
    def groups(self) -> dict[str, int]:
        """How many questions of each group there are, by name."""
        asked = [question.group for question in self.questions.questions]
        labelled = self.questions.labelled
        return {group.value: asked.count(group) for group in groups_of(labelled=labelled)}

    @property
    def kinds(self) -> dict[str, int]:
        """How many answerable questions there are of each kind, by name."""
        return kinds_of([one for one in self.questions.questions if one.answerable])

    def as_json(self) -> dict[str, object]:
        """The report in the form that `qa eval --json` prints; null where nothing is measured."""
        report: dict[str, object] = {
            "dataset": self.questions.name,
            "silver": not self.questions.labelled,
            "seed": self.seed,
            "settings": self.setup.as_json(),
            "documents": len(self.questions.documents),
            "passages": self.passages,
            "held_out": list(self.questions.held_out),
            "left_out": list(self.questions.left_out),
            "questions": {**self.groups, "kinds": self.kinds},
            "measures": {name: _figures(one) for name, one in self.measures.items()},
            "least_aurc": _figure(least_risk_area(self.outcomes)),
        }
        if self.comparison is not None:
            report["comparison"] = comparison_as_json(self.comparison)
        report["records"] = [one.as_json() for one in self.outcomes]
        return report


def comparison_as_json(comparison: Comparison) -> dict[str, object]:
    """The comparison in the form that `qa eval --json` prints."""
    return {
        "settings": comparison.setup.as_json(),
        "measures": differences_as_json(comparison.differences),
        "records": [
            {
                "id": one.question.id,
                "rank": one.rank,
                "found": one.found,
                "confidence": round(one.confidence, 4),
                "right": one.right,
            }
            for one in comparison.outcomes
        ],
    }


def differences_as_json(differences: Mapping[str, Difference]) -> dict[str, object]:
    """Each measure of two setups, their difference, its interval and the chance of noise."""
    return {name: _figures(one) for name, one in differences.items()}


def evaluate_set(
    questions: QuestionSet,
    setups: Sequence[Setup],
    seed: int,
    make_encoder: MakeEncoder,
    on_progress: OnProgress,
) -> SilverReport:
    """Ask `questions` of the first of `setups` and compare the second, if there is one.

    Raises: as `ask_setups`.
    """
    asked = ask_setups(questions, setups, make_encoder, on_progress)
    columns = [columns_of(one.outcomes) for one in asked]
    comparison = None
    if len(setups) > 1:
        whole = setups[1].ranking is Ranking.ANSWERS
        measures = MEASURES if whole else RANKING_MEASURES
        comparison = Comparison(
            setups[1],
            asked[1].outcomes,
            {
                name: difference(measure, columns[0], columns[1], seed)
                for name, measure in measures.items()
            },
        )
    return SilverReport(
        questions=questions,
        seed=seed,
        setup=setups[0],
        passages=asked[0].passages,
        outcomes=asked[0].outcomes,
        measures={name: estimate(measure, columns[0], seed) for name, measure in MEASURES.items()},
        comparison=comparison,
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of each question when a setup was asked, and how many passages its index held."""

    setup: Setup
    passages: int
    outcomes: tuple[Outcome, ...]


def ask_setups(
    questions: QuestionSet,
    setups: Sequence[Setup],
    make_encoder: MakeEncoder,
    on_progress: OnProgress,
) -> tuple[Asked, ...]:
    """Ask `questions` of each of `setups`, over temporary indexes of the set's documents.

    Raises: EncoderError: when a model is not there. StorageError: about the temporary folder.
    """
    with tempfile.TemporaryDirectory(prefix="chapterverse-") as place:
        indexes = _Indexes(Path(place), questions.documents, make_encoder, on_progress)
        ready = [indexes.ready(setup) for setup in setups]
        return tuple(
            Asked(one.setup, len(one.assistant.snapshot), _ask_all(one, questions, on_progress))
            for one in ready
        )


@dataclass(frozen=True, slots=True)
class _Ready:
    """A setup that can be asked."""

    setup: Setup
    assistant: Assistant
    encoder: Encoder


@dataclass(slots=True)
class _Indexes:
    """Indexes of the same documents, one for each encoder and size of passage."""

    place: Path
    documents: Sequence[Document]
    make_encoder: MakeEncoder
    on_progress: OnProgress
    encoders: dict[str, Encoder] = field(default_factory=dict)
    built: dict[tuple[str, int], Path] = field(default_factory=dict)

    def ready(self, setup: Setup) -> _Ready:
        """A setup with its assistant, over an index that is built if there is none."""
        name, size = setup.settings.encoder, setup.settings.max_tokens
        if name not in self.encoders:
            self.encoders[name] = self.make_encoder(setup.settings)
        encoder = self.encoders[name]
        if (name, size) not in self.built:
            folder = self.place / f"index{len(self.built)}"
            self._build(replace(setup.settings, index=folder), encoder)
            self.built[name, size] = folder
        settings = replace(setup.settings, index=self.built[name, size])
        return _Ready(setup, assistant_with(settings, encoder), encoder)

    def _build(self, settings: Settings, encoder: Encoder) -> None:
        library = make_library(settings, encoder)
        options = SplitOptions(settings.max_tokens)
        done = 0
        for group in _groups(self.documents, options, encoder):
            library.add(group)
            done += len(group)
            self.on_progress(f"index {settings.index.name}", done, len(self.documents))


def _groups(
    documents: Sequence[Document], options: SplitOptions, encoder: Encoder
) -> Iterator[list[tuple[Document, tuple[Passage, ...]]]]:
    """The documents with their passages, as many at a time as are stored in one go."""
    group: list[tuple[Document, tuple[Passage, ...]]] = []
    for document in documents:
        heading = longest_heading(document)

        # As in index/update.py: a passage is never longer than what the encoder reads.
        def fits(text: str, above: str = heading) -> bool:
            return encoder.fits(above + text)

        passages = split(document, options, fits=fits)
        group.append((document, passages))
        if sum(len(some) for _, some in group) >= _PASSAGES_AT_ONCE:
            yield group
            group = []
    if group:
        yield group


def _ask_all(ready: _Ready, questions: QuestionSet, on_progress: OnProgress) -> tuple[Outcome, ...]:
    outcomes = []
    retriever = _baseline(ready)
    for done, question in enumerate(questions.questions, start=1):
        if retriever is None:
            outcomes.append(outcome_of(question, ready.assistant.ask(question.text, DEPTH)))
        else:
            rank = rank_of(question, retriever.search(question.text, DEPTH))
            outcomes.append(Outcome(question, rank))
        on_progress(f"questions to {ready.setup.name}", done, len(questions.questions))
    return tuple(outcomes)


def _baseline(ready: _Ready) -> Retriever | None:
    """The retrieval of a baseline alone; None where whole answers are measured."""
    match ready.setup.ranking:
        case Ranking.DENSE:
            return DenseRetriever(ready.assistant.snapshot, ready.encoder)
        case Ranking.BM25:
            return LexicalRetriever(ready.assistant.snapshot)
        case Ranking.ANSWERS:
            return None


def _figures(values: Estimate | Difference) -> dict[str, float | None]:
    """The fields by name, rounded; None where there is nothing to measure."""
    return {name: _figure(value) for name, value in asdict(values).items()}


def _figure(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 4)
