"""The endpoints for programs: `/ask`, `/passages` and `/documents`, and nothing else.

Programs reach them by gradio_client, by plain HTTP, and assistants by the Model Context Protocol.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

import gradio as gr
from gradio.events import api

from chat.api_types import AnswerJson, DocumentsJson, PassagesJson
from index.coverage import Coverage
from qa.answer import answer_as_json, passages_as_json
from qa.assistant import Assistant
from qa.errors import ChapterverseError, SelectionError
from qa.selection import Selection, first_day, last_day
from qa.uploads import Uploads

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")
Names = list[str] | None


def offer_endpoints(assistant: Assistant, uploads: Uploads) -> None:
    """Offer the endpoints; to be called where the page is being built.

    They do not wait in the queue of the page, so that a plain POST gives the answer.
    """

    @_told
    def ask(  # noqa: PLR0917 - programs name them
        question: str,
        k: int = 5,
        sources: Names = None,
        folders: Names = None,
        issuers: Names = None,
        since: str = "",
        until: str = "",
    ) -> AnswerJson:
        """Answer a question from the documents, verbatim and with citations, or say they do not.

        The answer is quoted from the documents, never written anew: `text` is the answering
        sentence and `citations` say where it stands. Where `found` is false the documents do not
        answer, and `passages` are only the nearest. `confidence` is the probability that the answer
        is right.

        Args:
            question: What to ask, in a few words or a sentence.
            k: How many passages to give, 1 to 100.
            sources: Ask these documents only, by the names that `documents` lists.
            folders: Ask the documents in these folders only.
            issuers: Ask documents of these issuers only.
            since: Ask documents of this day or later only, as 2020, 2020-05 or 2020-05-31.
            until: Ask documents of this day or earlier only.

        Returns:
            The answer with its citations and passages.
        """
        only = assistant.select(_selection(sources, folders, issuers, since, until))
        return cast("AnswerJson", answer_as_json(assistant.ask(question, k, only)))

    @_told
    def passages(  # noqa: PLR0917 - programs name them
        question: str,
        k: int = 5,
        sources: Names = None,
        folders: Names = None,
        issuers: Names = None,
        since: str = "",
        until: str = "",
    ) -> PassagesJson:
        """Find the passages of the documents that are nearest to a question, best first.

        Whether they answer it is not judged; `ask` does that.

        Args:
            question: What to look for, in a few words or a sentence.
            k: How many passages to give, 1 to 100.
            sources: Look into these documents only, by the names that `documents` lists.
            folders: Look into the documents in these folders only.
            issuers: Look into documents of these issuers only.
            since: Look into documents of this day or later only, as 2020, 2020-05 or 2020-05-31.
            until: Look into documents of this day or earlier only.

        Returns:
            The passages with their places and scores.
        """
        only = assistant.select(_selection(sources, folders, issuers, since, until))
        found = assistant.search(question, k, only).passages
        return cast("PassagesJson", {"question": question, "passages": passages_as_json(found)})

    @_told
    def documents() -> DocumentsJson:
        """List the documents that can be asked about, and the files that could not be read.

        Returns:
            The documents by name, with title, date, issuer and how they were read.
        """
        snapshot = assistant.snapshot
        listed = _documents(snapshot.coverage(), uploads)
        counts = {"passages": len(snapshot), "unfinished": snapshot.unfinished}
        return cast("DocumentsJson", counts | listed)

    for endpoint in (ask, passages, documents):
        api(endpoint, api_name=endpoint.__name__, queue=False)


def _told(endpoint: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """The endpoint, with what goes wrong told to the program that asked."""

    @wraps(endpoint)
    def telling(*given: _Given.args, **named: _Given.kwargs) -> _Result:
        try:
            return endpoint(*given, **named)
        except ChapterverseError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return telling


def _selection(
    sources: object, folders: object, issuers: object, since: object, until: object
) -> Selection:
    return Selection(
        sources=_names(sources, "sources"),
        folders=_names(folders, "folders"),
        since=first_day(str(since)) if since else None,
        until=last_day(str(until)) if until else None,
        issuers=_names(issuers, "issuers"),
    )


def _names(value: object, what: str) -> tuple[str, ...]:
    """The names that a program sent; none for null and for the empty list."""
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise SelectionError(f"{what} is no list of names", hint='give it as ["a.txt", "b.txt"]')
    return tuple(value)


def _documents(coverage: Coverage, uploads: Uploads) -> dict[str, object]:
    return {
        "documents": [
            {
                "source": one.source,
                "title": one.title,
                "date": one.date or "",
                "issuer": one.issuer,
                "sha256": one.sha256,
                "reader": one.reader,
                "characters": one.characters,
                "passages": one.passages,
                "notes": list(one.notes),
                "uploaded": uploads.holds(one.origin.path),
            }
            for one in coverage.documents
        ],
        "not_read": [
            {"source": note.source, "reason": note.reason, "hint": note.hint}
            for note in coverage.left_out
        ],
    }
