"""Building an index, beside the plain program and txtai with the same weights, pair by pair.

    python -m benchmarks.build DATASET [--files N] [--paragraphs N] [--whole-runs N]
        [--no-quality] [--txtai-python PATH] [--runs N] [--threads N] [--json FILE]

DATASET has `documents/` and the files of BEIR's layout. Ours reads, splits, encodes passages and
sentences, and writes catalogue, vectors and words; the others are given the split paragraphs.
"Once running" takes the time of programs that have their model loaded, of the others' on some of
the paragraphs; "whole process" is from the start of a process to its end. Quality is that of the
ranking of the whole corpus.
"""

import argparse
import json
import random
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import finish, parsed, parser_for, say
from benchmarks.txtai_partner import txtai_partner, txtai_version
from corpus.folder import list_files
from corpus.reading import read_bytes, read_file
from corpus.splitting import split
from index.encoding import spanned_text
from qa.bench_measures import plain_process, process_seconds
from qa.bench_partners import Partner, Reply, compile_packages, python_program
from qa.bench_report import Record, Row, medians_of, rates_of, times_of
from qa.settings import Settings

_TXTAI = "txtai"
_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Work:
    """The folder with the documents to build of, their paragraphs' texts, a folder for files."""

    documents: Path
    texts: tuple[str, ...]
    place: Path
    model: Path


def main() -> None:
    """Measure, print and keep the record."""
    options = _options()
    from index.model_folder import find_folder

    with tempfile.TemporaryDirectory(prefix="chapterverse-") as place:
        documents = _chosen(options.dataset / "documents", options.files, Path(place))
        work = Work(documents, _paragraphs(documents), Path(place), find_folder(Settings().encoder))
        with ExitStack() as stack:
            partners = {
                "ours": stack.enter_context(Partner(python_program("qa.bench_work"))),
                "plain": stack.enter_context(
                    Partner(python_program("qa.bench_plain", str(work.model)))
                ),
            }
            if options.txtai_python:
                partners[_TXTAI] = stack.enter_context(
                    txtai_partner(options.txtai_python, work.model)
                )
            running, stages = _running(work, partners, options)
            quality = [] if options.no_quality else _quality(options.dataset, partners, work.place)
        rows = [running, *_whole(work, options.whole_runs), *quality]
        record = Record(
            benchmark="build",
            settings={
                "runs": options.runs,
                "threads": options.threads,
                "files": len(list(documents.iterdir())),
                _TXTAI: txtai_version(options.txtai_python),
            },
            rows=tuple(rows),
            details={
                "paragraphs": f"{len(work.texts)}, by the others once running "
                f"{len(work.texts[: options.paragraphs])}",
                "a build by stage, ms": stages,
            },
        )
    finish(record, options.json)


def _options() -> argparse.Namespace:
    parser = parser_for(__doc__)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--files", type=int, default=0, help="only so many files (all)")
    parser.add_argument(
        "--paragraphs", type=int, default=256, help="of the others, once running (256)"
    )
    parser.add_argument("--whole-runs", type=int, default=5, help="whole processes (5)")
    parser.add_argument("--no-quality", action="store_true", help="leave the ranking out")
    parser.add_argument("--txtai-python", help="a Python that has txtai, to measure it, too")
    return parsed(parser)


def _chosen(folder: Path, most: int, place: Path) -> Path:
    """The folder, or one with only some of its files, drawn by a fixed seed."""
    if not most:
        return folder
    chosen = place / "documents"
    chosen.mkdir()
    drawn = random.Random(0)  # noqa: S311 - repeatable, not secret
    paths = sorted(path for path in folder.iterdir() if path.is_file())
    for path in drawn.sample(paths, min(most, len(paths))):
        (chosen / path.name).write_bytes(path.read_bytes())
    return chosen


def _paragraphs(folder: Path) -> tuple[str, ...]:
    """The texts by which ours encodes the passages of the files, in a drawn order."""
    texts = [
        spanned_text(passage).text
        for file in list_files([folder]).files
        for document in read_file(read_bytes(file.path, file.source), file.source).documents
        for passage in split(document)
    ]
    random.Random(0).shuffle(texts)  # noqa: S311 - repeatable, not secret
    return tuple(texts)


def _written(texts: Sequence[str], file: Path) -> str:
    file.write_text(json.dumps(list(texts)), encoding="utf-8")
    return str(file)


def _running(
    work: Work, partners: dict[str, Partner], options: argparse.Namespace
) -> tuple[Row, dict[str, float]]:
    """Paragraphs a second of programs that are warm; and ours by stage, in milliseconds."""
    texts = _written(work.texts[: options.paragraphs], work.place / "some.json")
    warm = work.place / "warm"
    warm.mkdir()
    (warm / "warm.txt").write_text("\n\n".join(work.texts[:8]), encoding="utf-8")
    encoder = Settings().encoder

    def build(program: str, documents: Path, run: str) -> Reply:
        folder = work.place / f"{program}-{run}"
        if program == "ours":
            return partners[program].ask(
                "build", folder=str(documents), index=str(folder), encoder=encoder
            )
        folder.mkdir()
        return partners[program].ask("build", texts=texts, folder=str(folder))

    rates: dict[str, list[float]] = {program: [] for program in partners}
    stages = []
    for program in partners:
        build(program, warm, "warm")
    for run in range(options.runs):
        for program in partners:
            built = build(program, work.documents, str(run))
            rates[program].append(built["passages"] / built["seconds"])
            say(f"run {run + 1}, {program}: {rates[program][-1]:.1f} paragraphs/s")
            if "stages" in built:
                stages.append(built["stages"])
    note = "" if _TXTAI in partners else "txtai was not measured: no --txtai-python was given"
    row = rates_of("build, once running", "passages/s", rates, note=note)
    return row, medians_of(stages)


def _whole(work: Work, runs: int) -> list[Row]:
    """The seconds of whole processes."""
    if not runs:
        return []
    texts = _written(work.texts, work.place / "all.json")
    plain = plain_process(work.model, "build", texts, str(work.place))
    seconds: dict[str, list[float]] = {"ours": [], "plain": []}
    compile_packages()
    for run in range(runs):
        index = work.place / f"whole-{run}"
        ours = python_program("qa", "index", str(work.documents), "--index", str(index))
        seconds["ours"].append(process_seconds(ours))
        seconds["plain"].append(process_seconds(plain))
        last = ", ".join(f"{name} {times[-1]:.1f} s" for name, times in seconds.items())
        say(f"whole process, run {run + 1}: {last}")
    return [times_of("build, whole process", "s", seconds)]


def _quality(dataset: Path, partners: dict[str, Partner], place: Path) -> list[Row]:
    """nDCG@10 on the whole corpus, each line a passage; in hundredths, as differences are told."""
    from qa.datasets import read_beir
    from qa.evaluation import line_as_document, rank_queries, temporary_assistant
    from qa.metrics import measure
    from qa.opening import make_encoder
    from qa.retrieval import DenseRetriever

    read = read_beir(dataset)
    names = [line.id for line in read.corpus]
    relevant = [query.relevant for query in read.queries]
    questions = [query.text for query in read.queries]
    texts = [spanned_text(line_as_document(line)[1]).text for line in read.corpus]
    file = _written(texts, place / "corpus.json")
    encoder = make_encoder(Settings())

    def nothing(*_: object) -> None:
        """Tell nobody how far it is."""

    say("quality, ours")
    with temporary_assistant(read.corpus, encoder, nothing) as assistant:
        snapshot = assistant.snapshot
        dense = measure(rank_queries(read, DenseRetriever(snapshot, encoder), nothing), relevant)
        fused = measure(rank_queries(read, assistant.retriever(snapshot), nothing), relevant)
    points: dict[str, list[float]] = {"ours": [100 * dense.ndcg_at_10]}
    hybrid: dict[str, list[float]] = {"ours": [100 * fused.ndcg_at_10]}
    for program, partner in partners.items():
        if program != "ours":
            say(f"quality, {program}")
            folder = place / f"{program}-quality"
            folder.mkdir()
            partner.ask("build", texts=file, folder=str(folder))
            where = {"folder": str(folder)} if program == "plain" else {}
            found = partner.ask("rank", questions=questions, depth=_DEPTH, **where)["found"]
            rankings = [[names[at] for at in row if at >= 0] for row in found]
            score = 100 * measure(rankings, relevant).ndcg_at_10
            (points if program == "plain" else hybrid)[program] = [score]
    return [
        rates_of("nDCG@10 of passage vectors alone", "points", points),
        rates_of("nDCG@10 of the ranking", "points", hybrid),
    ]


if __name__ == "__main__":
    main()
