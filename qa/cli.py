"""The command line: each command of `qa/commands.py`, run."""

import argparse
import io
import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from qa import printing
from qa.commands import command_parser
from qa.errors import (
    ChapterverseError,
    IndexNotFound,
    PathNotFound,
    QuestionError,
)
from qa.settings import Settings, load_settings

if TYPE_CHECKING:
    from index.catalog import Catalog
    from index.update import OnStep, Step, UpdateReport
    from qa.assistant import Assistant
    from qa.selection import Selection

    Change = Callable[[Sequence[Path], OnStep], UpdateReport]

DONE, NOT_ANSWERED, ERROR = 0, 1, 2
_GONE = "is gone; what was read there stays in the index, and it is followed again once it is there"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 no for an answer, 2 an error."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING, stream=sys.stderr)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show a sign
    parser = command_parser()
    options = parser.parse_args(arguments)
    try:
        code = _run(options)
        sys.stdout.flush()
    except ChapterverseError as error:
        printing.print_error(error)
        return ERROR
    except KeyboardInterrupt:
        printing.say("stopped; what was stored so far is kept")
        return 130
    except BrokenPipeError:
        # The reader of our output has gone: what is left of it goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ERROR
    except OSError as error:
        if error.filename is not None:
            printing.say(f"error: {error.filename}: {error.strerror or error}")
            printing.say("hint: check the name, and that you may read it")
            return ERROR
        printing.say(f"error: the output cannot be written: {error.strerror or error}")
        printing.say("hint: check that the disk or the program that reads it has room")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ERROR
    return code


def _run(options: argparse.Namespace) -> int:
    flags = {key: value for key, value in vars(options).items() if key in _SETTING_FLAGS}
    return _COMMANDS[options.command](options, load_settings(flags))


_SETTING_FLAGS = frozenset(("index", "encoder", "reader", "k", "host", "port", "read_only", "mcp"))


def _index(options: argparse.Namespace, settings: Settings) -> int:
    from qa.opening import make_encoder, make_library

    library = make_library(settings, make_encoder(settings))

    def bring_up_to_date(change: "Change", paths: Sequence[Path]) -> "UpdateReport":
        with printing.progress("reading", unit="file") as advance:

            def on_step(step: "Step") -> None:
                advance(step.done, step.total, f"{step.encoded} passages encoded")

            report = change(paths, on_step)
        if options.json:
            printing.print_json(printing.report_as_json(report))
        else:
            printing.print_report(report, settings.index)
        for loss in report.losses:
            printing.say(
                f"warning: {loss.files} of {loss.before} files of {loss.folder} were taken out of "
                "the index: they are gone, or hold no text now"
            )
        return report

    report = bring_up_to_date(library.rebuild if options.rebuild else library.update, options.paths)
    if options.watch:
        update = partial(library.update, may_be_empty=True)
        _follow(options.paths, settings.index, partial(bring_up_to_date, update))
    return NOT_ANSWERED if report.failed else DONE


def _follow(
    paths: Sequence[Path], index: Path, bring_up_to_date: "Callable[[Sequence[Path]], UpdateReport]"
) -> None:
    """Bring the index up to date after each change, until Ctrl-C."""
    from qa.watching import changes

    printing.say("following what changes; stop it with Ctrl-C")
    for changed in changes(paths, leave_out=index):
        for path in paths:
            if path.resolve() in changed:
                printing.say(f"{path} {'is there again' if path.exists() else _GONE}")
        there = [path for path in paths if path.exists()]
        if not there:
            continue
        try:
            report = bring_up_to_date(there)
        except ChapterverseError as error:
            printing.print_error(error)
            continue
        if report.removed and not (report.added or report.replaced or report.unchanged):
            printing.say(f"no document is left in {', '.join(map(str, there))}")


def _ask(options: argparse.Namespace, settings: Settings) -> int:
    from qa.export import check_place, export, kind_of, save
    from qa.opening import open_assistant, reading_options

    kind = kind_of(options.save) if options.save else None
    if kind:
        check_place(Path(options.save))  # before anything is asked in vain
    question = _standard_input() if options.question == "-" else options.question
    assistant = open_assistant(settings, question)
    _tell_unfinished(assistant)
    answer = assistant.ask(question, settings.k, assistant.select(_selection(options)))
    try:  # first, since who reads the output may go; but an answer that cannot be kept is seen
        if kind:
            save(Path(options.save), export(answer, kind, reading_options(settings).version))
    finally:
        if options.json:
            from qa.answer import answer_as_json

            printing.print_json(answer_as_json(answer))
        else:
            printing.print_answer(answer)
    return DONE if answer.found else NOT_ANSWERED


def _selection(options: argparse.Namespace) -> "Selection":
    """The documents that the flags select."""
    from qa.selection import Selection, first_day, last_day

    return Selection(
        sources=tuple(options.source or ()),
        folders=tuple(options.folder or ()),
        since=first_day(options.since) if options.since else None,
        until=last_day(options.until) if options.until else None,
        issuers=tuple(options.issuer or ()),
    )


def _chat(options: argparse.Namespace, settings: Settings) -> int:
    from qa.opening import open_assistant
    from qa.terminal import converse, typed_lines

    assistant = open_assistant(settings)
    _tell_unfinished(assistant)
    sources = assistant.select(_selection(options))  # what is unknown is told before any question
    return converse(
        typed_lines(), assistant.conversation, settings.k, sources, as_json=options.json
    )


def _tell_unfinished(assistant: "Assistant") -> None:
    if assistant.snapshot.unfinished:
        printing.say(
            "the index is unfinished: `qa index` still runs, or was stopped; then run it again"
        )


def _standard_input() -> str:
    try:
        return sys.stdin.read().strip()
    except UnicodeDecodeError as error:
        raise QuestionError(
            f"standard input is no text: {error}", hint="give it in UTF-8"
        ) from error


def _serve(options: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001
    from app import serve

    serve(settings)
    return DONE


def _eval(options: argparse.Namespace, settings: Settings) -> int:
    from qa.measuring import measure_folder

    measure_folder(options, settings)
    return DONE


def _bench(options: argparse.Namespace, settings: Settings) -> int:
    from qa.bench import bench

    bench(options, settings)
    return DONE


def _status(options: argparse.Namespace, settings: Settings) -> int:
    from index.kept_precision import PRECISION_FILE, kept_precision
    from index.taken_out import read_taken_out
    from qa.status import status_as_json, status_as_text, status_of

    with _catalog(settings) as catalog:
        precision = kept_precision(settings.index / PRECISION_FILE)
        status = status_of(catalog, precision, read_taken_out(settings.index))
    if options.json:
        printing.print_json(status_as_json(status))
    else:
        printing.print_text(status_as_text(status, settings.index))
    return DONE


def _show(options: argparse.Namespace, settings: Settings) -> int:
    with _catalog(settings) as catalog:
        printing.print_text(catalog.document(catalog.document_id(options.source)).text)
    return DONE


def _feedback(options: argparse.Namespace, settings: Settings) -> int:
    from dataclasses import asdict

    from qa.feedback import export_feedback, last_words, read_feedback

    with _catalog(settings) as catalog:
        kept = read_feedback(settings.index)
        if options.export:
            exported = asdict(export_feedback(kept, catalog, options.export))
    if options.export and options.json:
        printing.print_json(exported)
    elif options.export:
        printing.print_evaluation(exported)
    elif options.json:
        printing.print_json({"feedback": [asdict(one) for one in kept]})
    else:
        printing.print_feedback(last_words(kept))
    return DONE


def _verify(options: argparse.Namespace, settings: Settings) -> int:
    from qa.opening import reading_options
    from qa.verification import Verdict, read_saved, verify

    saved = read_saved(options.file)
    if not saved.citations:
        printing.say(f"there is nothing to verify in {options.file}: it has no citation")
        return NOT_ANSWERED
    if options.root and not any(root.is_dir() or root.is_file() for root in options.root):
        named = ", ".join(map(str, options.root))
        raise PathNotFound(f"there is no folder {named}", hint="name the one with the documents")
    roots = options.root or _indexed_roots(settings)
    verified = verify(saved, roots, reading_options(settings))
    for one in verified:
        printing.print_verdict(one)
    holds = all(one.verdict is Verdict.HOLDS for one in verified)
    return DONE if holds else NOT_ANSWERED


def _indexed_roots(settings: Settings) -> list[Path]:
    """The folders that the index was made of: where its citations can be looked up."""
    try:
        opened = _catalog(settings)
    except IndexNotFound as error:
        raise IndexNotFound(
            error.message, hint="name the folder with the documents: `qa verify FILE --root FOLDER`"
        ) from error
    with opened as catalog:
        roots = [Path(file.origin.root) for file in catalog.files()]
    return list(dict.fromkeys(root if root.is_dir() else root.parent for root in roots))


def _catalog(settings: Settings) -> "closing[Catalog]":
    """The catalogue alone: to list and to show, nothing has to be made ready for questions."""
    from qa.opening import make_encoder, make_library

    return closing(make_library(settings, make_encoder(settings)).catalog())


_COMMANDS: dict[str, Callable[[argparse.Namespace, Settings], int]] = {
    "index": _index,
    "ask": _ask,
    "chat": _chat,
    "serve": _serve,
    "eval": _eval,
    "bench": _bench,
    "status": _status,
    "show": _show,
    "feedback": _feedback,
    "verify": _verify,
}
