"""From a cold start to the first answer, beside the plain program; and how long importing takes.

    python -m benchmarks.first_answer DATA [--passages N] [--work FOLDER] [--runs N] [--threads N]
        [--json FILE]

DATA holds the evaluation sets. Both programs have the same passages with the same vectors on the
disk, and the reader is off. Seconds are of whole processes, which run in turns. WORK keeps the
index for the next time.
"""

import sys
from pathlib import Path

from benchmarks.measuring import finish, parsed, parser_for, say
from benchmarks.passages import ANSWERED, real_documents, real_questions
from qa.bench_measures import plain_process, process_seconds
from qa.bench_partners import ROOT, compile_packages, python_program
from qa.bench_report import Record, of_ours, times_of
from qa.settings import Settings

_ANSWERED_OR_NOT = (0, 1)
_IMPORT = "import sys; sys.path.insert(0, sys.argv[1]); import qa"


def main() -> None:
    """Measure, print and keep the record."""
    parser = parser_for(__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--passages", type=int, default=5000)
    parser.add_argument("--work", type=Path, required=True, help="a folder for the index")
    options = parsed(parser)
    from benchmarks.kept_index import kept_index, plain_copy
    from index.model_folder import find_folder

    folder = kept_index(
        options.work, options.passages, real_documents(options.data, options.passages)
    )
    plain_copy(folder, options.work)
    model = find_folder(Settings().encoder)
    ours, plain, loading, helping = [], [], [], []
    compile_packages()
    for run, question in enumerate(real_questions(options.data, options.runs, sets=ANSWERED)):
        ask = python_program("qa", "ask", question, "--index", str(folder), "--reader", "off")
        ours.append(process_seconds(ask, _ANSWERED_OR_NOT))
        plain.append(process_seconds(plain_process(model, "ask", question, str(options.work))))
        loading.append(process_seconds([sys.executable, "-c", _IMPORT, str(ROOT)]))
        helping.append(process_seconds(python_program("qa", "--help")))
        say(f"run {run + 1}: ours {ours[-1]:.2f} s, plain {plain[-1]:.2f} s")
    nothing = [process_seconds([sys.executable, "-c", "pass"]) for _ in ours]
    record = Record(
        benchmark="first answer",
        settings={"runs": options.runs, "threads": options.threads, "reader": "off"},
        rows=(
            times_of("first answer, cold start", "s", {"ours": ours, "plain": plain}),
            of_ours("`import qa`, whole process", "s", loading),
            of_ours("`qa --help`, whole process", "s", helping),
            of_ours("Python alone, whole process", "s", nothing),
        ),
        details={"passages": options.passages},
    )
    finish(record, options.json)


if __name__ == "__main__":
    main()
