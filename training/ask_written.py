"""Ask the written questions (`training/written_sets.py`), and write what was found for each.

    python -m training.ask_written FOLDER [--readers READER...]

FOLDER gets with_reader.jsonl and without_reader.jsonl. Every question is asked of its own set's
documents. Some are asked of those of half of all sets, too, for people's folders are of all sizes,
and some of the other half, where nothing answers them.

Each READER is a folder. Of n readers the first has not seen the first of n parts of the sets, and
is asked about these, and so on; without any, the one that comes with the package is asked.
"""

import argparse
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np

from corpus.passage import Passage
from index.encoding import Encoder
from index.hit import Hit
from index.sentence_encoder import SentenceEncoder
from qa.answer_model import AnswerModel, answer_model
from qa.answering import Reading
from qa.assistant import PASSAGES_READ, Assistant, Candidate
from qa.evidence import excerpt_alone
from qa.reader import OwnReader
from qa.reading import Reader
from qa.terms import question_terms
from training.articles import readers_in, unseen_by
from training.written import Among, SentenceAlone, WrittenCase, keep_cases
from training.written_sets import WRITTEN, Question, asking, judge_of, places_in, questions_in

# So many of a set's questions are asked of many documents, and of others.
_OF_MANY = {Among.MANY: 36, Among.OTHERS: 30}
# So many of the likeliest sentences are kept as they are read alone.
_LIKELIEST = 6


def main() -> None:
    """Ask, with and without a reader, and write what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--readers", type=Path, nargs="+")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    encoder = SentenceEncoder()
    judges = readers_in(options.readers) if options.readers else [OwnReader()]
    readers: dict[str, Sequence[Reader]] = {"without_reader": (), "with_reader": judges}
    for name, of_kind in readers.items():
        keep_cases(options.folder / f"{name}.jsonl", list(ask_written(encoder, of_kind)))


def ask_written(
    encoder: Encoder, readers: Sequence[Reader], folder: Path = WRITTEN
) -> Iterator[WrittenCase]:
    """Ask the questions of the sets in `folder`, each of the reader that has not seen its set.

    Those for which no sentence is found at all are left out.
    """
    sets = places_in(folder)
    questions = {place: questions_in(place) for place in sets}
    judges = {
        name: reader
        for reader, names in unseen_by(readers, (place.name for place in sets))
        for name in names
    }
    model = answer_model(with_reader=bool(readers))
    for place in sets:
        with asking([place], encoder, judges.get(place.name)) as ask:
            yield from _cases(_Asked(place.name, Among.OWN, ask, model), questions[place])
        print(f"{place.name}: asked of its own documents", flush=True)
    halves = (sets[0::2], sets[1::2])
    for half, other in (halves, halves[::-1]):
        if not half:
            continue
        with asking(half, encoder, None) as of_half:
            library = of_half.library
            assistants = {one: Assistant(library, encoder, reader=one) for one in readers}
            for among, places in ((Among.MANY, half), (Among.OTHERS, other)):
                for place in places:
                    some = _some_of(questions[place], f"{place.name} {among}", _OF_MANY[among])
                    ask = assistants[judges[place.name]] if judges else of_half
                    yield from _cases(_Asked(place.name, among, ask, model), some)
        print(f"{half[0].name} and others: asked of many documents", flush=True)


def _some_of(questions: Sequence[Question], seed: str, count: int) -> list[Question]:
    chance = random.Random(seed)  # noqa: S311
    return chance.sample(list(questions), min(count, len(questions)))


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """Who is asked the questions of one set, and by which model it chooses."""

    set_name: str
    among: Among
    assistant: Assistant
    model: AnswerModel


def _cases(asked: _Asked, questions: Sequence[Question]) -> Iterator[WrittenCase]:
    for written in questions:
        found = asked.assistant.search(written["question"])
        hits = found.hits[:PASSAGES_READ]
        candidate = asked.assistant.consider(found.snapshot, written["question"], hits)
        if candidate is None:
            continue
        terms = question_terms(written["question"], found.snapshot.caches.words)
        answers = judge_of(() if asked.among is Among.OTHERS else written["sentences"])
        yield WrittenCase(
            set_name=asked.set_name,
            among=asked.among,
            question=terms.put,
            near=written["kind"] == "near",
            open=candidate.open,
            row=candidate.row,
            signals=astuple(candidate.signals),
            right=_is_right(candidate.reading, hits, answers),
            alone=tuple(_alone(candidate, hits, asked.model, answers)),
        )


def _is_right(reading: Reading, hits: Sequence[Hit], answers: Callable[[str, str], bool]) -> bool:
    text = hits[reading.best.hit].passage.document.text
    shown, best = (text[span.start : span.end] for span in (reading.span, reading.best.span))
    return answers(shown, best)


def _alone(
    candidate: Candidate,
    hits: Sequence[Hit],
    model: AnswerModel,
    answers: Callable[[str, str], bool],
) -> Iterator[SentenceAlone]:
    """The chosen sentence, the likeliest and those that answer, as they are read alone."""
    best, evidence = candidate.reading.best, candidate.evidence
    order = np.argsort(-model.scores(evidence), kind="stable")
    some = [evidence[at] for at in order[:_LIKELIEST]]
    likeliest = {(one.hit, one.sentence) for one in some}
    for position, hit in enumerate(hits):
        for number in range(len(hit.passage.sentences)):
            text = _text(hit.passage, number)
            place = (position, number)
            chosen, right = place == (best.hit, best.sentence), answers(text, text)
            taken = chosen or right or place in likeliest
            excerpt = excerpt_alone(hit.passage, number) if taken else None
            if excerpt:
                yield SentenceAlone(excerpt, right, chosen)


def _text(passage: Passage, number: int) -> str:
    span = passage.sentences[number]
    return passage.document.text[span.start : span.end]


if __name__ == "__main__":
    main()
