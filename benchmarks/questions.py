"""What a question takes once all is loaded, by stage; beside its vector alone, and txtai.

    python -m benchmarks.questions DATA --work FOLDER [--passages N] [--questions N]
        [--reader NAME] [--txtai-python PATH] [--runs N] [--threads N] [--json FILE]

DATA holds the evaluation sets. Ours is all of it: vector, search, ranking, answer, verification;
the plain program makes the question's vector, txtai searches. Each run asks other questions, one
program after the other; the first run only warms up. WORK keeps the indexes for the next time.
"""

import argparse
import json
from contextlib import ExitStack
from pathlib import Path

from benchmarks.measuring import finish, parsed, parser_for, say
from benchmarks.passages import ANSWERED, real_documents, real_questions
from benchmarks.txtai_partner import NOT_MEASURED, txtai_partner, txtai_version
from qa.bench_figures import percentile
from qa.bench_partners import Partner, python_program
from qa.bench_report import Record, medians_of, of_ours, times_of
from qa.settings import Settings

_TXTAI = "txtai"


def main() -> None:
    """Measure, print and keep the record."""
    options = _options()
    from benchmarks.kept_index import kept_index
    from index.model_folder import find_folder

    documents = real_documents(options.data, options.passages)
    folder = kept_index(options.work, options.passages, documents)
    model = find_folder(Settings().encoder)
    questions = real_questions(options.data, options.questions * (options.runs + 1), sets=ANSWERED)
    with ExitStack() as stack:
        ours = stack.enter_context(Partner(python_program("qa.bench_work")))
        plain = stack.enter_context(Partner(python_program("qa.bench_plain", str(model))))
        others = {"plain": ("vector", plain)}
        if options.txtai_python:
            txtai = stack.enter_context(txtai_partner(options.txtai_python, model))
            _with_index(txtai, options, [passage.text for _, (passage,) in documents])
            others[_TXTAI] = ("search", txtai)
        ours.ask("open", index=str(folder), encoder=Settings().encoder, reader=options.reader)
        middle: dict[str, list[float]] = {"ours": [], **{name: [] for name in others}}
        slow: dict[str, list[float]] = {"ours": [], **{name: [] for name in others}}
        stages, found = [], 0
        for run in range(options.runs + 1):
            asked = questions[run * options.questions : (run + 1) * options.questions]
            reply = ours.ask("ask", questions=asked)
            seconds = {"ours": reply["seconds"]}
            for name, (what, partner) in others.items():
                seconds[name] = [partner.ask(what, question=one)["seconds"] for one in asked]
            if run:
                for name, times in seconds.items():
                    middle[name].append(1000 * percentile(times, 0.5))
                    slow[name].append(1000 * percentile(times, 0.95))
                stages += reply["stages"]
                found += reply["found"]
                now = ", ".join(f"{name} {times[-1]:.1f} ms" for name, times in middle.items())
                say(f"run {run}: {now}")
        memory = ours.ask("memory")["resident_megabytes"]
    note = "the plain program makes the question's vector only"
    if _TXTAI not in others:
        note += f"; txtai was {NOT_MEASURED}"
    record = Record(
        benchmark="questions",
        settings={
            "runs": options.runs,
            "questions a run": options.questions,
            "threads": options.threads,
            "reader": options.reader,
            _TXTAI: txtai_version(options.txtai_python),
        },
        rows=(
            times_of("a question, p50", "ms", middle, note=note),
            times_of("a question, p95", "ms", slow),
            of_ours("memory while answering", "MB", [memory]),
        ),
        details={
            "passages": len(documents),
            "answers given": f"{found} of {len(stages)}",
            "a question by stage, ms": medians_of(stages),
        },
    )
    finish(record, options.json)


def _options() -> argparse.Namespace:
    parser = parser_for(__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="a folder for the indexes")
    parser.add_argument("--passages", type=int, default=5000)
    parser.add_argument("--questions", type=int, default=100, help="questions a run (100)")
    parser.add_argument("--reader", default="off")
    parser.add_argument("--txtai-python", help="a Python that has txtai, to measure it, too")
    return parsed(parser)


def _with_index(txtai: Partner, options: argparse.Namespace, texts: list[str]) -> None:
    """Let txtai open its index of these texts, built only where it is not there yet."""
    folder = options.work / f"txtai-{options.passages}"
    if not (folder / "whole").exists():
        say(f"building txtai's index of {len(texts)} passages")
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "texts.json"
        file.write_text(json.dumps(texts), encoding="utf-8")
        txtai.ask("build", texts=str(file), folder=str(folder))
        (folder / "whole").touch()
    txtai.ask("open", folder=str(folder))


if __name__ == "__main__":
    main()
