"""The command line: `qa index`, `ask`, `chat`, `serve`, `eval`, `status`, `show` and more."""

import argparse
import io
import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from qa import printing
from qa.answer import answer_as_json
from qa.errors import (
    ChapterverseError,
    IndexNotFound,
    PathNotFound,
    QuestionError,
    SettingError,
)
from qa.settings import Settings, load_settings

if TYPE_CHECKING:
    from index.catalog import Catalog
    from index.update import Step
    from qa.assistant import Assistant
    from qa.selection import Selection

DONE, NOT_ANSWERED, ERROR = 0, 1, 2


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
        printing.say(f"error: the output cannot be written: {error.strerror or error}")
        printing.say("hint: check that the disk or the program that reads it has room")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ERROR
    return code


def _run(options: argparse.Namespace) -> int:
    flags = {key: value for key, value in vars(options).items() if key in _SETTING_FLAGS}
    command: Callable[[argparse.Namespace, Settings], int] = options.command
    return command(options, load_settings(flags))


_SELECTING = {
    "source": "from this document",
    "folder": "from documents in this folder",
    "issuer": "from documents by this issuer",
}
_SWITCHES = {
    "read-only": "take no uploads, removals and feedback",
    "mcp": "answer assistants by the Model Context Protocol, too",
}
_SETTING_FLAGS = frozenset(("index", "encoder", "reader", "k", "host", "port", "read_only", "mcp"))


class _Parser(argparse.ArgumentParser):
    """Argument errors in the form of all others."""

    def error(self, message: str) -> NoReturn:
        printing.print_error(SettingError(message, hint=f"`{self.prog} --help` shows the usage"))
        raise SystemExit(ERROR)


def command_parser() -> argparse.ArgumentParser:
    """The parser of the command line, with all its commands."""
    parser = _Parser(
        prog="qa", description="Answers with chapter and verse from a folder of documents."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def add(name: str, command: Callable[..., int], text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        sub.set_defaults(command=command)
        return sub

    index = add("index", _index, "build the index of documents, or bring it up to date")
    index.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a folder or a file")
    index.add_argument("--rebuild", action="store_true", help="build anew, from these paths only")
    index.add_argument("--encoder", help="the model for vectors, by name or folder")
    index.add_argument("--watch", action="store_true", help="go on, and follow what changes")
    index.add_argument("--json", action="store_true", help="print the report as JSON")

    ask = add("ask", _ask, "answer a question from the indexed documents")
    ask.add_argument("question", help="the question; - reads it from standard input")
    ask.add_argument("-k", help="how many passages to show (5)")
    ask.add_argument("--reader", help="own, off, or a cross-encoder by name or folder")
    _add_selection(ask)
    ask.add_argument("--save", metavar="FILE", help="keep the answer as .json, .md or .html, too")
    ask.add_argument("--json", action="store_true", help="print the answer as JSON")

    chat = add("chat", _chat, "ask one question after the other, each a line of standard input")
    chat.add_argument("-k", help="how many passages to show (5)")
    chat.add_argument("--reader", help="own, off, or a cross-encoder by name or folder")
    _add_selection(chat)
    chat.add_argument("--json", action="store_true", help="print each answer as a line of JSON")

    serve = add("serve", _serve, "open the web chat")
    serve.add_argument("--host", help="the address to listen on (127.0.0.1)")
    serve.add_argument("--port", help="the port to listen on (7860)")
    serve.add_argument("--reader", help="own, off, or a cross-encoder by name or folder")
    _add_switches(serve)

    evaluate = add("eval", _eval, "measure retrieval, answers and refusals, also without labels")
    evaluate.add_argument(
        "dataset",
        type=Path,
        metavar="FOLDER",
        help="documents, with a questions.jsonl or without; or a set in BEIR's layout",
    )
    evaluate.add_argument("--silver", action="store_true", help="make the questions by rule")
    evaluate.add_argument("--questions", type=int, default=200, help="how many to make (200)")
    evaluate.add_argument("--seed", type=int, default=0, help="choose other questions (0)")
    evaluate.add_argument(
        "--compare",
        metavar="OTHER",
        help="dense, bm25, an index folder, a settings file, or key=value,...",
    )
    evaluate.add_argument("--report", type=Path, metavar="FILE", help="write a page with plots")
    evaluate.add_argument("--encoder", help="the model for vectors, by name or folder")
    evaluate.add_argument("--reader", help="own, off, or a cross-encoder by name or folder")
    evaluate.add_argument("--json", action="store_true", help="print the report as JSON")

    status = add("status", _status, "list what was read of every file, and what could not be")
    status.add_argument("--json", action="store_true", help="print the list as JSON")

    show = add("show", _show, "print the text that was read from a document")
    show.add_argument("source", metavar="SOURCE", help="its name, as `qa status` lists it")

    feedback = add("feedback", _feedback, "list what people thought of answers, or measure by it")
    feedback.add_argument(
        "--export", type=Path, metavar="FOLDER", help="write it as a data set for `qa eval`"
    )
    feedback.add_argument("--json", action="store_true", help="print it as JSON")

    verify = add("verify", _verify, "check the citations of a saved answer against the files")
    verify.add_argument("file", type=Path, metavar="FILE", help="what `qa ask --save` wrote")
    verify.add_argument(
        "--root", action="append", type=Path, help="the folder with the documents (those indexed)"
    )
    for sub in (index, ask, chat, serve, status, show, feedback, verify):
        sub.add_argument("--index", help="the index folder (.qa-index)")
    return parser


def _add_selection(parser: argparse.ArgumentParser) -> None:
    for name, what in _SELECTING.items():
        parser.add_argument(f"--{name}", action="append", help=f"only {what}; repeatable")
    parser.add_argument("--since", metavar="DATE", help="only from documents of this day or later")
    parser.add_argument("--until", metavar="DATE", help="only from those of this day or earlier")


def _add_switches(parser: argparse.ArgumentParser) -> None:
    for flag, what in _SWITCHES.items():
        name = flag.replace("-", "_")
        parser.add_argument(f"--{flag}", dest=name, action="store_const", const="on", help=what)


def _index(options: argparse.Namespace, settings: Settings) -> int:
    from qa.opening import make_encoder, make_library

    library = make_library(settings, make_encoder(settings))

    def bring_up_to_date(*, rebuild: bool) -> int:
        with printing.progress("reading", unit="file") as advance:

            def on_step(step: "Step") -> None:
                advance(step.done, step.total, f"{step.encoded} passages encoded")

            change = library.rebuild if rebuild else library.update
            report = change(options.paths, on_step)
        if options.json:
            printing.print_json(printing.report_as_json(report))
        else:
            printing.print_report(report, settings.index)
        return NOT_ANSWERED if report.failed else DONE

    code = bring_up_to_date(rebuild=options.rebuild)
    if options.watch:
        _follow(options.paths, settings.index, partial(bring_up_to_date, rebuild=False))
    return code


def _follow(paths: Sequence[Path], index: Path, bring_up_to_date: Callable[[], int]) -> None:
    """Bring the index up to date after each change, until Ctrl-C."""
    from qa.watching import changes

    printing.say("following what changes; stop it with Ctrl-C")
    for _ in changes(paths, leave_out=index):
        try:
            bring_up_to_date()
        except ChapterverseError as error:
            printing.print_error(error)


def _ask(options: argparse.Namespace, settings: Settings) -> int:
    from qa.export import export, kind_of, save
    from qa.opening import open_assistant, reading_options

    kind = kind_of(options.save) if options.save else None
    question = _standard_input() if options.question == "-" else options.question
    assistant = open_assistant(settings)
    _tell_unfinished(assistant)
    answer = assistant.ask(question, settings.k, assistant.select(_selection(options)))
    if options.json:
        printing.print_json(answer_as_json(answer))
    else:
        printing.print_answer(answer)
    if kind:  # last, so that an answer is seen even where it cannot be kept
        save(Path(options.save), export(answer, kind, reading_options(settings).version))
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


def _status(options: argparse.Namespace, settings: Settings) -> int:
    from index.taken_out import read_taken_out
    from qa.status import status_as_json, status_as_text, status_of

    with _catalog(settings) as catalog:
        status = status_of(catalog, read_taken_out(settings.index))
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
    from qa.verification import Verdict, verify_saved

    if options.root and not any(root.is_dir() for root in options.root):
        named = ", ".join(map(str, options.root))
        raise PathNotFound(f"there is no folder {named}", hint="name the one with the documents")
    roots = options.root or _indexed_roots(settings)
    verified = verify_saved(options.file, roots, reading_options(settings))
    for one in verified:
        printing.print_verdict(one)
    if not verified:
        printing.say("there is no citation to verify in it")
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
