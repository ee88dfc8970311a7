"""A conversation at the terminal: a line is a question, and so is a line of a file."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum

from qa import printing
from qa.conversation import Conversation, Turn, turn_as_json
from qa.errors import ChapterverseError, QuestionError

AS_TYPED = "!"
_COMMAND = ":"
_NEW = ":new"
_INTRODUCTION = (
    "one question a line, which may lean on those before it; a line that begins with ! is asked as"
    " typed, :new begins anew, and the end of the input (Ctrl-D) ends"
)


class Outcome(IntEnum):
    """What became of a line, the better the lower; the worst of all is how a conversation went."""

    ANSWERED = 0
    NOT_ANSWERED = 1
    ERROR = 2


def converse(
    lines: Iterable[str],
    begin: Callable[[], Conversation],
    k: int,
    sources: Sequence[str] | None = None,
    *,
    as_json: bool = False,
) -> Outcome:
    """Ask each of `lines`, print what comes, and give the worst outcome among them.

    `begin` makes a conversation, at the start and at `:new`. A line that cannot be asked is told,
    and the next one asked. Raises: QuestionError: when the lines are no text.
    """
    conversation = begin()
    worst = Outcome.ANSWERED
    for line in lines:
        text = line.strip()
        if text == _NEW:
            conversation = begin()
            printing.say("a new conversation")
        elif text:
            try:
                turn = _ask(conversation, text, k, sources)
            except ChapterverseError as error:
                printing.print_error(error)
                worst = Outcome.ERROR
                continue
            _print(turn, as_json=as_json)
            worst = max(worst, Outcome.ANSWERED if turn.answer.found else Outcome.NOT_ANSWERED)
    return worst


def typed_lines() -> Iterator[str]:
    """The lines of standard input as they come; who types them is told how, and prompted.

    Raises: QuestionError: when they are no text.
    """
    shown = sys.stdin.isatty()
    if shown:
        printing.say(_INTRODUCTION)
    while True:
        if shown:
            printing.prompt()
        try:
            line = sys.stdin.readline()
        except UnicodeDecodeError as error:
            raise QuestionError(
                f"standard input is no text: {error}", hint="give it in UTF-8"
            ) from error
        if not line:
            return
        yield line


def _ask(conversation: Conversation, text: str, k: int, sources: Sequence[str] | None) -> Turn:
    if text.startswith(_COMMAND):
        raise QuestionError(f"there is no command {text}", hint=f"{_NEW} begins anew; Ctrl-D ends")
    question = text.removeprefix(AS_TYPED)
    return conversation.ask(question.strip(), k, sources, as_typed=question != text)


def _print(turn: Turn, *, as_json: bool) -> None:
    if as_json:
        printing.print_json(turn_as_json(turn))
    else:
        printing.print_turn(turn)
    sys.stdout.flush()
