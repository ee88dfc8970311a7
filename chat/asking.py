"""What happens when a question is sent: the values of the page's parts, step by step."""

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from chat.chosen import Chosen
from chat.kept import KeptTurn, passages_of, turn_of
from chat.turn_html import (
    answer_as_html,
    error_as_html,
    fault_as_html,
    question_as_html,
    waiting_as_html,
)
from chat.words import Words
from qa.assistant import Assistant
from qa.errors import ChapterverseError
from qa.follow_up import Understood
from qa.reasons import words_in_no_document

Message = dict[str, str]


@dataclass(frozen=True, slots=True)
class Wish:
    """How a question is to be asked.

    `keep` is the number of turns that stay, where an earlier question is asked again in other
    words; `as_typed` says that nothing of the conversation is carried over into it. `only` are
    documents that alone are asked, beside those that were chosen on the page.
    """

    keep: int | None = None
    as_typed: bool = False
    only: tuple[str, ...] = ()


_WISH = TypeAdapter(Wish)


def wish_from_json(value: object) -> Wish:
    """The wish that the browser sent; the usual one where it sent anything else."""
    try:
        return _WISH.validate_python(value)
    except ValidationError:
        return Wish()


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be seen at one moment of asking: the messages, and the turns that are answered.

    `turns` is None until the question is answered, or cannot be.
    """

    messages: list[Message]
    turns: tuple[KeptTurn, ...] | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks questions for the page; answers come with `k` passages each.

    The passages are shown by themselves where the answer takes longer than `patience_seconds`.
    """

    assistant: Assistant
    k: int
    # To show a long conversation anew takes the browser as long. Ours.
    patience_seconds: float = 0.1

    def steps(
        self,
        question: str,
        turns: Sequence[KeptTurn],
        wish: Wish,
        chosen: Chosen,
        words: Words,
    ) -> Iterator[Step]:
        """The question at once, then the passages where the answer takes long, then the answer."""
        before = tuple(turns[: wish.keep])
        shown = messages_of(before, words)
        shown.append(_asked(question_as_html(question, len(before), words)))
        yield Step([*shown, _said(waiting_as_html(None, words))])
        try:
            only = list(wish.only) or chosen.sources(self.assistant)
            understood = self._understood(question, before, wish)
            found = self.assistant.search(understood.text, self.k, only)
            with ThreadPoolExecutor(1) as thread:
                answering = thread.submit(self.assistant.answer, found)
                if not wait([answering], self.patience_seconds).done:
                    passages = passages_of(understood.text, found.passages)
                    yield Step([*shown, _said(waiting_as_html(passages, words))])
                answer = answering.result()
        except ChapterverseError as error:
            yield Step([*shown, _said(error_as_html(error))], before)
            return
        except Exception:
            logging.getLogger(__name__).exception("a question could not be answered")
            yield Step([*shown, _said(fault_as_html(words))], before)
            return
        unknown = words_in_no_document(question, found.snapshot.caches.words)
        turn = turn_of(answer, understood, unknown, only)
        shown.append(_said(answer_as_html(turn, len(before), words)))
        yield Step(shown, (*before, turn))

    def _understood(self, question: str, before: Sequence[KeptTurn], wish: Wish) -> Understood:
        if wish.as_typed:
            return Understood(question, question)
        return self.assistant.conversation([turn.exchange for turn in before]).understand(question)


def messages_of(turns: Sequence[KeptTurn], words: Words) -> list[Message]:
    """The turns as the messages of the conversation."""
    messages = []
    for number, turn in enumerate(turns):
        messages.append(_asked(question_as_html(turn.understood.asked, number, words)))
        messages.append(_said(answer_as_html(turn, number, words)))
    return messages


def _asked(content: str) -> Message:
    return {"role": "user", "content": content}


def _said(content: str) -> Message:
    return {"role": "assistant", "content": content}
