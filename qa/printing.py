"""What the commands print: results on standard output, all else on standard error."""

import json
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.document import label_at
from qa.errors import ChapterverseError

if TYPE_CHECKING:
    from index.update import UpdateReport
    from qa.answer import Answer
    from qa.conversation import Turn
    from qa.feedback import Feedback
    from qa.verification import VerifiedCitation

# Control characters but tab and line break: in a terminal they can do more than be read.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_PASSAGE_CHARACTERS = 300


def say(text: str) -> None:
    """A line for the person at the terminal, out of the way of the output."""
    print(_plain(text), file=sys.stderr)


def print_error(error: ChapterverseError) -> None:
    """One line for what is wrong, one for what to do."""
    say(f"error: {error.message}")
    if error.hint:
        say(f"hint: {error.hint}")


@contextmanager
def progress(what: str, *, unit: str) -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar; the function given takes how much is done, of how much, and a remark."""
    from tqdm import tqdm

    with tqdm(desc=what, unit=unit, file=sys.stderr, disable=None, leave=False) as bar:

        def advance(done: int, total: int, remark: str) -> None:
            bar.total = total
            bar.set_postfix_str(remark, refresh=False)
            bar.update(done - bar.n)
            bar.refresh()

        yield advance


@contextmanager
def stages() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar for each of several stages, by name."""
    from tqdm import tqdm

    bars: dict[str, Any] = {}

    def advance(stage: str, done: int, total: int) -> None:
        if stage not in bars:
            bars[stage] = tqdm(desc=stage, total=total, file=sys.stderr, disable=None, leave=False)
        bars[stage].update(done - bars[stage].n)

    try:
        yield advance
    finally:
        for bar in bars.values():
            bar.close()


def report_as_json(report: "UpdateReport") -> dict[str, object]:
    """What an update did, as JSON."""
    return {
        "added": list(report.added),
        "replaced": list(report.replaced),
        "removed": list(report.removed),
        "unchanged": list(report.unchanged),
        "failed": [
            {"source": file.source, "reason": file.reason, "hint": file.hint}
            for file in report.failed
        ],
        "unsupported": [file.source for file in report.left_out if not file.supported],
        "taken_out": list(report.taken_out),
        "encoded": report.encoded,
    }


def print_report(report: "UpdateReport", folder: Path) -> None:
    """What an update did: a line of counts, and every file that was left out."""
    unsupported = [file for file in report.left_out if not file.supported]
    counts = {
        "added": len(report.added),
        "replaced": len(report.replaced),
        "removed": len(report.removed),
        "unchanged": len(report.unchanged),
        "failed": len(report.failed),
        "left out": len(unsupported),
        "passed over": len(report.taken_out),
    }
    shown = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    print(f"{folder}: {shown or 'nothing to do'}")
    for source in report.removed:
        _print(f"  removed  {source}")
    for file in report.failed:
        _print(f"  failed   {file.reason}\n           {file.hint}")
    for file in unsupported:
        _print(f"  not read {file.reason}")
    for path in report.taken_out:
        _print(f"  passed over {path}, which was removed by hand; name it itself to have it again")


def print_answer(answer: "Answer") -> None:
    """The answer with its citations, then the passages; or that there is none, and the nearest."""
    if answer.found:
        for citation in answer.exact:
            _print_wrapped(f"{citation.quote}:")
        _print_wrapped(f"{answer.text} [1]")
        print()
        for number, citation in enumerate(answer.citations, start=1):
            place = _place(citation.title, citation.source, citation.label)
            _print(f"[{number}] {place}, characters {citation.start}-{citation.end}")
            if citation.quote != answer.text:
                _print_wrapped(f"“{citation.quote}”", indent="    ")
        print(f"\nconfidence {answer.confidence:.2f}. Passages:")
    else:
        print("The documents do not answer this.")
        print(f"\nconfidence of the best sentence {answer.confidence:.2f}. ", end="")
        print("Nearest passages, which do not answer the question:")
    for rank, hit in enumerate(answer.passages, start=1):
        document = hit.passage.document
        label = label_at(document.marks, hit.passage.start)
        _print(f"\n{rank:>2}. {_place(document.name, document.source, label)}  {hit.score:.2f}")
        text = textwrap.shorten(hit.passage.text, _PASSAGE_CHARACTERS, placeholder=" …")
        _print_wrapped(text, indent="    ")
        for copy in hit.copies:
            label = label_at(copy.document.marks, copy.start)
            _print(f"    also in {_place(copy.document.name, copy.document.source, label)}")


def print_turn(turn: "Turn") -> None:
    """How the question was understood, where something was added to it, and the answer."""
    if turn.understood.carried:
        _print_wrapped(f"understood as: {turn.understood.text}")
        print()
    print_answer(turn.answer)
    print()


def prompt() -> None:
    """The sign that a question may be typed, out of the way of the output."""
    print("> ", end="", file=sys.stderr, flush=True)


def print_evaluation(report: dict[str, object]) -> None:
    """A report of an evaluation, as nested lines of names and figures; one column a ranking."""
    metrics = report.get("metrics")
    baselines = report.get("baselines")
    if isinstance(metrics, dict) and isinstance(baselines, dict):
        _print_rankings(report, metrics, baselines)
        return
    _print_nested(report, indent="")


def _print_rankings(
    report: dict[str, object], metrics: dict[str, float], baselines: dict[str, dict[str, float]]
) -> None:
    print(f"{report['dataset']}: {report['passages']} passages, {report['queries']} questions")
    columns = {"fused": metrics, **baselines}
    print(f"{'':12}" + "".join(f"{name:>10}" for name in columns))
    for name in metrics:
        print(f"{name:12}" + "".join(f"{column[name]:10.4f}" for column in columns.values()))
    seconds = report["seconds"]
    if isinstance(seconds, dict):
        print(
            f"indexed in {seconds['index']:.1f} s; a question takes "
            f"{1000 * seconds['query_p50']:.1f} ms at the median, "
            f"{1000 * seconds['query_p95']:.1f} ms at the 95th percentile"
        )


def _print_nested(values: dict[str, object], indent: str) -> None:
    for name, value in values.items():
        if isinstance(value, dict):
            print(f"{indent}{name}")
            _print_nested(value, indent + "  ")
        else:
            print(f"{indent}{name}: {value}")


def print_feedback(feedback: Sequence["Feedback"]) -> None:
    """A line for each question whose answer was liked or not, and the counts."""
    for one in feedback:
        word = f"  ({one.word})" if one.word else ""
        answer = f"{one.source}: {one.text}" if one.found else "refused"
        _print(f"{'liked   ' if one.liked else 'disliked'}  {one.question}{word}")
        _print_wrapped(answer, indent="          ")
    liked = sum(one.liked for one in feedback)
    print(f"{liked} liked, {len(feedback) - liked} disliked")


def print_verdict(one: "VerifiedCitation") -> None:
    """One citation's verdict, and why."""
    detail = f": {one.detail}" if one.detail else ""
    turn = f"turn {one.turn} " if one.turn else ""
    _print(f"{turn}[{one.number}] {one.verdict}  {one.source}{detail}")


def print_json(value: dict[str, object]) -> None:
    """One JSON object on a line of its own, with every control character spelled out."""
    text = json.dumps(value, ensure_ascii=False)
    print(_CONTROLS.sub(lambda sign: f"\\u{ord(sign.group()):04x}", text))


def print_text(text: str) -> None:
    """A document's text, sign for sign."""
    print(_plain(text))


def _place(title: str, source: str, label: str) -> str:
    return ", ".join(part for part in (title if title != source else "", source, label) if part)


def _print(text: str) -> None:
    print(_plain(text))


def _print_wrapped(text: str, indent: str = "") -> None:
    width = min(100, shutil.get_terminal_size().columns)
    for line in _plain(text).splitlines():
        if line.strip():
            print(textwrap.fill(line, width, initial_indent=indent, subsequent_indent=indent))


def _plain(text: str) -> str:
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)
