"""Ask the written questions (`training/written_sets.py`), and write what was found for each.

    python -m training.ask_written FOLDER

FOLDER gets with_reader.jsonl and without_reader.jsonl. Every question is asked of its own set's
documents. Some are asked of those of half of all sets, too, for people's folders are of all sizes,
and some of the other half, where nothing answers them.
"""

import argparse
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple
from pathlib import Path

from corpus.passage import Passage
from corpus.rows import with_names
from index.encoding import Encoder
from index.hit import Hit
from index.sentence_encoder import SentenceEncoder
from qa.answering import Reading
from qa.assistant import PASSAGES_READ, Assistant
from qa.evidence import excerpt_alone
from qa.reader import OwnReader
from qa.reading import Reader
from qa.terms import question_terms
from training.written import Among, SentenceAlone, WrittenCase, keep_cases
from training.written_sets import WRITTEN, Question, asking, judge_of, questions_in

# So many of a set's questions are asked of many documents, and of others.
_OF_MANY = {Among.MANY: 36, Among.OTHERS: 30}


def main() -> None:
    """Ask, with and without a reader, and write what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    encoder = SentenceEncoder()
    readers: dict[str, Reader | None] = {"without_reader": None, "with_reader": OwnReader()}
    for name, reader in readers.items():
        keep_cases(folder / f"{name}.jsonl", list(ask_written(encoder, reader)))


def ask_written(
    encoder: Encoder, reader: Reader | None, folder: Path = WRITTEN
) -> Iterator[WrittenCase]:
    """Ask the questions of the sets in `folder`.

    Those for which no sentence is found at all are left out.
    """
    sets = sorted(one for one in folder.iterdir() if one.is_dir())
    questions = {place: questions_in(place) for place in sets}
    for place in sets:
        with asking([place], encoder, reader) as ask:
            yield from _cases(ask, place, questions[place], Among.OWN)
        print(f"{place.name}: asked of its own documents", flush=True)
    halves = (sets[0::2], sets[1::2])
    for half, other in (halves, halves[::-1]):
        if not half:
            continue
        with asking(half, encoder, reader) as ask:
            for among, places in ((Among.MANY, half), (Among.OTHERS, other)):
                for place in places:
                    some = _some_of(questions[place], f"{place.name} {among}", _OF_MANY[among])
                    yield from _cases(ask, place, some, among)
        print(f"{half[0].name} and others: asked of many documents", flush=True)


def _some_of(questions: Sequence[Question], seed: str, count: int) -> list[Question]:
    chance = random.Random(seed)  # noqa: S311
    return chance.sample(list(questions), min(count, len(questions)))


def _cases(
    assistant: Assistant, place: Path, questions: Sequence[Question], among: Among
) -> Iterator[WrittenCase]:
    for written in questions:
        found = assistant.search(written["question"])
        hits = found.hits[:PASSAGES_READ]
        candidate = assistant.consider(found.snapshot, written["question"], hits)
        if candidate is None:
            continue
        terms = question_terms(written["question"], found.snapshot.caches.words)
        answers = judge_of(() if among is Among.OTHERS else written["sentences"])
        yield WrittenCase(
            set_name=place.name,
            among=among,
            question=terms.put,
            near=written["kind"] == "near",
            open=candidate.open,
            row=candidate.row,
            signals=astuple(candidate.signals),
            right=_is_right(candidate.reading, hits, answers),
            alone=tuple(_alone(candidate.reading, hits, answers)),
        )


def _is_right(reading: Reading, hits: Sequence[Hit], answers: Callable[[str, str], bool]) -> bool:
    text = hits[reading.best.hit].passage.document.text
    shown, best = (text[span.start : span.end] for span in (reading.span, reading.best.span))
    return answers(shown, best)


def _alone(
    reading: Reading, hits: Sequence[Hit], answers: Callable[[str, str], bool]
) -> Iterator[SentenceAlone]:
    """The chosen sentence and those that answer, as they are read alone."""
    best = reading.best
    for position, hit in enumerate(hits):
        for number in range(len(hit.passage.sentences)):
            text = _text(hit.passage, number)
            chosen = (position, number) == (best.hit, best.sentence)
            right = answers(text, text)
            excerpt = excerpt_alone(hit.passage, number) if chosen or right else None
            if excerpt and not with_names(hit.passage.document, hit.passage.sentences[number]):
                yield SentenceAlone(excerpt, right, chosen)


def _text(passage: Passage, number: int) -> str:
    span = passage.sentences[number]
    return passage.document.text[span.start : span.end]


if __name__ == "__main__":
    main()
