"""The commands: what the command line takes, and what its help says."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from qa import printing
from qa.errors import SettingError

_WRONG_USE = 2
_SELECTING = {
    "source": "from this document",
    "folder": "from documents in this folder",
    "issuer": "from documents by this issuer",
}
_SWITCHES = {
    "read-only": "take no uploads, removals and feedback",
    "mcp": "answer assistants by the Model Context Protocol, too",
}


class _Parser(argparse.ArgumentParser):
    """Argument errors in the form of all others."""

    def error(self, message: str) -> NoReturn:
        printing.print_error(SettingError(message, hint=f"`{self.prog} --help` shows the usage"))
        raise SystemExit(_WRONG_USE)


class _Version(argparse.Action):
    """Prints the version, which is looked up only then."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str) -> None:  # noqa: A002
        """Take no argument."""
        super().__init__(option_strings, dest, nargs=0, default=argparse.SUPPRESS, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        """Print it and leave."""
        from importlib.metadata import version

        printing.print_text(f"chapterverse {version('chapterverse')}")
        parser.exit()


Add = Callable[[str, str], argparse.ArgumentParser]


def command_parser() -> argparse.ArgumentParser:
    """The parser of the command line; `command` holds the name of the command that was given."""
    parser = _Parser(
        prog="qa", description="Answers with chapter and verse from a folder of documents."
    )
    parser.add_argument("--version", action=_Version, help="say which version this is, and exit")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def add(name: str, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        sub.set_defaults(command=name)
        return sub

    def add_with_index(name: str, text: str) -> argparse.ArgumentParser:
        sub = add(name, text)
        sub.add_argument("--index", help="the index folder (.qa-index)")
        return sub

    _add_asking(add_with_index)
    _add_measuring(add, add_with_index)
    _add_looking(add_with_index)
    return parser


def _add_asking(add: Add) -> None:
    index = add("index", "build the index of documents, or bring it up to date")
    index.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a folder or a file")
    index.add_argument("--rebuild", action="store_true", help="build anew, from these paths only")
    index.add_argument("--encoder", help="the model for vectors, by name or folder")
    index.add_argument("--watch", action="store_true", help="go on, and follow what changes")
    index.add_argument("--json", action="store_true", help="print the report as JSON")

    ask = add("ask", "answer a question from the indexed documents")
    ask.add_argument("question", help="the question; - reads it from standard input")
    ask.add_argument("-k", help="how many passages to show (5)")
    ask.add_argument("--reader", help="own, off, or a cross-encoder by name or folder")
    _add_selection(ask)
    ask.add_argument("--save", metavar="FILE", help="keep the answer as .json, .md or .html, too")
    ask.add_argument("--json", action="store_true", help="print the answer as JSON")

    chat = add("chat", "ask one question after the other, each a line of standard input")
    chat.add_argument("-k", help="how many passages to show (5)")
    chat.add_argument("--reader", help="own, off, or a cross-encoder by name or folder")
    _add_selection(chat)
    chat.add_argument("--json", action="store_true", help="print each answer as a line of JSON")

    serve = add("serve", "open the web chat")
    serve.add_argument("--host", help="the address to listen on (127.0.0.1)")
    serve.add_argument("--port", help="the port to listen on (7860)")
    serve.add_argument("--reader", help="own, off, or a cross-encoder by name or folder")
    _add_switches(serve)


def _add_measuring(add: Add, add_with_index: Add) -> None:
    evaluate = add("eval", "measure retrieval, answers and refusals, also without labels")
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

    bench = add_with_index("bench", "measure how fast this is here, beside a plain program")
    bench.add_argument("--runs", type=int, default=5, help="how often to measure (5)")
    bench.add_argument("--encoder", help="the model for vectors, by name or folder")
    bench.add_argument("--reader", help="own, off, or a cross-encoder by name or folder")
    bench.add_argument("--json", action="store_true", help="print the figures as JSON")


def _add_looking(add: Add) -> None:
    status = add("status", "list what was read of every file, and what could not be")
    status.add_argument("--json", action="store_true", help="print the list as JSON")

    show = add("show", "print the text that was read from a document")
    show.add_argument("source", metavar="SOURCE", help="its name, as `qa status` lists it")

    feedback = add("feedback", "list what people thought of answers, or measure by it")
    feedback.add_argument(
        "--export", type=Path, metavar="FOLDER", help="write it as a data set for `qa eval`"
    )
    feedback.add_argument("--json", action="store_true", help="print it as JSON")

    verify = add("verify", "check the citations of a saved answer against the files")
    verify.add_argument("file", type=Path, metavar="FILE", help="what `qa ask --save` wrote")
    verify.add_argument(
        "--root",
        action="append",
        type=Path,
        help="the folder with the documents, or a file (those indexed)",
    )


def _add_selection(parser: argparse.ArgumentParser) -> None:
    for name, what in _SELECTING.items():
        parser.add_argument(f"--{name}", action="append", help=f"only {what}; repeatable")
    parser.add_argument("--since", metavar="DATE", help="only from documents of this day or later")
    parser.add_argument("--until", metavar="DATE", help="only from those of this day or earlier")


def _add_switches(parser: argparse.ArgumentParser) -> None:
    for flag, what in _SWITCHES.items():
        name = flag.replace("-", "_")
        parser.add_argument(f"--{flag}", dest=name, action="store_const", const="on", help=what)
