"""What follow-up questions gain from their conversation, beside the same turns asked alone.

    python -m benchmarks.follow_ups [DATA] [--reader NAME] [--index FOLDER] [--json FILE]

Our own set is asked of the sample documents: the last turn alone, as it is understood, and as a
person rewrote it. Where the folder DATA has MTRAG (`mtrag-un`, in BEIR's layout with `history`) and
CANARD (`canard`, with `history` and `rewrite`), they are measured, too; the folder of `--index`
keeps MTRAG's index. The rules were chosen on one half of each set's conversations, by a hash of
their names; both halves are told. An interval is 95%, of the paired bootstrap over the questions.
"""

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.follow_up_sets import (
    FollowUp,
    JudgedTurn,
    RewrittenTurn,
    exchanges,
    in_first_half,
    judged_turns,
    own_follow_ups,
    rewritten_turns,
)
from index.encoding import Encoder
from index.library import Library
from index.sentence_encoder import SentenceEncoder
from qa.assistant import Assistant
from qa.calibration import Column, Counts, ratio
from qa.datasets import read_beir, read_questions
from qa.evaluation import JudgedAnswer, line_as_document, rank_of
from qa.focus import Rarity
from qa.follow_up import Exchange, understand
from qa.intervals import Columns, difference
from qa.metrics import recall
from qa.opening import make_reader
from qa.question_words import is_content, words_in
from qa.reading import Reader
from qa.settings import Settings

SAMPLE = Path("corpus/sample")
_DEPTH = 5
_HALVES = {"tuned on": True, "other half": False}
Figures = dict[str, float]
Table = dict[str, Figures]


def main() -> None:
    """Measure, and print the figures as tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("data", type=Path, nargs="?", help="the folder with mtrag-un and canard")
    parser.add_argument("--reader", default="own")
    parser.add_argument("--index", type=Path, metavar="FOLDER")
    parser.add_argument("--json", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    encoder, reader = SentenceEncoder(), make_reader(Settings(reader=arguments.reader))
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{machine}, reader {arguments.reader}")
    measures: dict[str, Callable[[], Table]] = {"sample": lambda: of_sample(encoder, reader)}
    if arguments.data and (arguments.data / "canard").is_dir():
        measures["CANARD"] = lambda: of_canard(rewritten_turns(arguments.data / "canard"))
    if arguments.data and (arguments.data / "mtrag-un").is_dir():
        measures["MTRAG"] = lambda: of_mtrag(
            arguments.data / "mtrag-un", encoder, reader, arguments.index
        )
    tables: dict[str, Table] = {}
    for name, measure in measures.items():
        tables[name] = measure()
        _print_table(name, tables[name])
    if arguments.json:
        arguments.json.write_text(json.dumps(tables, indent=1) + "\n", encoding="utf-8")


# -- the sample ------------------------------------------------------------------------------------


def of_sample(encoder: Encoder, reader: Reader | None) -> Table:
    """Our own set on the sample, by half and way of asking."""
    with tempfile.TemporaryDirectory(prefix="chapterverse-") as place:
        library = Library(Path(place) / "index", encoder)
        library.update([SAMPLE])
        assistant = Assistant(library, encoder, reader=reader)
        turns = own_follow_ups()
        asked = {turn.expected.id: _asked(assistant, turn) for turn in turns}
        table: Table = {}
        for half, first in _HALVES.items():
            some = [turn for turn in turns if turn.tuned_on is first]
            for at, way in enumerate(("alone", "understood", "rewritten")):
                judged = [asked[turn.expected.id][at] for turn in some if turn.leans]
                table[f"{half}, {way}"] = _scores(judged)
            others = [turn for turn in some if not turn.leans]
            changed = sum(
                asked[turn.expected.id][1].answer.question != turn.last for turn in others
            )
            table[f"{half}, standing alone"] = {"questions": len(others), "changed": changed}
        table["questions.jsonl"] = _changed_on_sample(assistant.conversation().rarity)
    return table


def _asked(assistant: Assistant, turn: FollowUp) -> tuple[JudgedAnswer, JudgedAnswer, JudgedAnswer]:
    """The last turn alone, as understood after those before it, and as rewritten."""
    conversation = assistant.conversation()
    for question in turn.earlier:
        conversation.ask(question)
    answers = (
        assistant.ask(turn.last),
        conversation.ask(turn.last).answer,
        assistant.ask(turn.expected.question),
    )
    alone, understood, rewritten = (
        JudgedAnswer(turn.expected, answer, rank_of(turn.expected, answer)) for answer in answers
    )
    return alone, understood, rewritten


def _scores(judged: Sequence[JudgedAnswer]) -> Figures:
    return {
        "questions": len(judged),
        "Success@1": _mean([one.rank == 1 for one in judged]),
        "Success@5": _mean([one.rank > 0 for one in judged]),
        "answered right": _mean([one.right for one in judged]),
    }


def _changed_on_sample(rarity: Rarity) -> Figures:
    """How many of the sample's own questions are changed after the one before them."""
    questions = read_questions(SAMPLE)
    changed = [
        bool(understand(one.question, [Exchange(last.question, last.answer)], rarity).carried)
        for last, one in pairwise(questions)
    ]
    return {"questions": len(changed), "changed": sum(changed)}


# -- MTRAG -----------------------------------------------------------------------------------------


def of_mtrag(folder: Path, encoder: Encoder, reader: Reader | None, kept: Path | None) -> Table:
    """Recall@5 of the last turns alone and as understood, all passages of the set indexed."""
    turns = judged_turns(folder)
    with tempfile.TemporaryDirectory(prefix="chapterverse-") as place:
        assistant = _assistant_in(kept or Path(place) / "index", folder, encoder, reader)
        retriever = assistant.retriever(assistant.snapshot)
        rarity = assistant.conversation().rarity

        def found(question: str, turn: JudgedTurn) -> float:
            hits = retriever.search(question, _DEPTH)
            sources = [passage.document.source for hit in hits for passage in hit.places]
            return recall(sources, turn.relevant, _DEPTH)

        judged = [turn for turn in turns if turn.relevant]
        texts = [understand(turn.last, exchanges(turn.told, rarity), rarity) for turn in judged]
        alone = [found(turn.last, turn) for turn in judged]
        understood = [
            found(text.text, turn) if text.carried else before
            for turn, text, before in zip(judged, texts, alone, strict=True)
        ]
        table = {
            half: _compared(
                [alone[at] for at in chosen],
                [understood[at] for at in chosen],
                sum(bool(texts[at].carried) for at in chosen),
            )
            for half, chosen in _chosen([turn.id for turn in judged]).items()
        }
        table["first turns"] = _changed_first_turns(turns, rarity)
    return table


def _assistant_in(place: Path, folder: Path, encoder: Encoder, reader: Reader | None) -> Assistant:
    """An assistant over the passages of the set in `folder`, which are indexed in `place` once."""
    library = Library(place, encoder)
    if not place.is_dir():
        lines = [line_as_document(line) for line in read_beir(folder).corpus]
        library.add([(document, (passage,)) for document, passage in lines])
    return Assistant(library, encoder, reader=reader)


def _chosen(names: Sequence[str]) -> dict[str, list[int]]:
    """The places of the conversations of each half, and of both."""
    halves = {
        half: [at for at, name in enumerate(names) if in_first_half(name) is first]
        for half, first in _HALVES.items()
    }
    return {**halves, "both": list(range(len(names)))}


def _compared(alone: Sequence[float], understood: Sequence[float], changed: int) -> Figures:
    def mean(columns: Columns, counts: Counts) -> Column:
        return ratio(columns["recall"], np.ones_like(columns["recall"]), counts)

    found = difference(mean, {"recall": np.array(alone)}, {"recall": np.array(understood)}, seed=0)
    return {
        "questions": len(alone),
        "changed": changed,
        "alone": found.value,
        "understood": found.other,
        "difference": found.difference,
        "low": found.low,
        "high": found.high,
    }


def _changed_first_turns(turns: Sequence[JudgedTurn], rarity: Rarity) -> Figures:
    """How many first turns, which stand alone, are changed after another conversation's end."""
    firsts = [turn for turn in turns if not turn.told]
    others = [turn for turn in turns if turn.told]
    changed = [
        bool(understand(turn.last, exchanges(other.told, rarity), rarity).carried)
        for turn, other in zip(firsts, others, strict=False)
    ]
    return {"questions": len(changed), "changed": sum(changed)}


# -- CANARD ----------------------------------------------------------------------------------------


def of_canard(turns: Sequence[RewrittenTurn]) -> Table:
    """How the words that are carried over agree with those that a person added, by half."""
    chosen = _chosen([turn.id for turn in turns])
    return {half: _agreement([turns[at] for at in places]) for half, places in chosen.items()}


def _agreement(turns: Sequence[RewrittenTurn]) -> Figures:
    added = carried = agreed = reachable = met = 0
    leaning = unchanged = standing = changed = rewrites = 0
    for turn in turns:
        earlier = exchanges(turn.told, _no_rarity)
        understood = understand(turn.last, earlier, _no_rarity)
        own = _words(turn.last)
        wanted, given = _words(turn.rewrite) - own, _words(" ".join(understood.carried)) - own
        known = _words(" ".join(f"{one.question} {one.answer}" for one in earlier))
        added, carried, agreed = (
            added + len(wanted),
            carried + len(given),
            agreed + len(wanted & given),
        )
        reachable += len(wanted & known)
        same = turn.last.strip(" ?.").lower() == turn.rewrite.strip(" ?.").lower()
        standing, leaning = standing + same, leaning + (not same)
        changed += same and bool(understood.carried)
        unchanged += not same and not understood.carried
        met += bool(wanted & given)
        rewrites += bool(understand(turn.rewrite, earlier, _no_rarity).carried)
    return {
        "questions": len(turns),
        "added words carried": agreed / max(1, added),
        "added words that the conversation holds": reachable / max(1, added),
        "carried words that were added": agreed / max(1, carried),
        "follow-ups": leaning,
        "with an added word": met / max(1, leaning),
        "left as typed": unchanged / max(1, leaning),
        "standing alone": standing,
        "changed": changed / max(1, standing),
        "rewrites changed": rewrites / max(1, len(turns)),
    }


def _no_rarity(word: str) -> float:
    """0: there is no index to count in."""
    del word
    return 0.0


def _words(text: str) -> set[str]:
    """The content words of `text`, small and without the ending 's."""
    plain = text.replace("(", " ").replace(")", " ")
    bare = (word.text.lower().removesuffix("'s").removesuffix("’s") for word in words_in(plain))
    return {word for word in bare if is_content(word)}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _print_table(name: str, table: Table) -> None:
    """Rows of figures; a new head wherever other figures come."""
    head: list[str] = []
    for row, figures in table.items():
        if list(figures) != head:
            head = list(figures)
            print(f"\n| {name} | {' | '.join(head)} |\n|---{'|---' * len(head)}|")
        print(f"| {row} | {' | '.join(map(_shown, figures.values()))} |", flush=True)


def _shown(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"


if __name__ == "__main__":
    main()
