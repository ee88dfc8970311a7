"""The two functions that most programs need: `ask` once, or `open_index` and ask often."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.isolation import ReadingOptions
from corpus.splitting import SplitOptions
from qa.answer import Answer
from qa.assistant import Assistant, AssistantOptions
from qa.settings import Settings, load_settings
from qa.terms import is_question

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from index.encoding import Encoder
    from index.library import Library
    from qa.reading import Reader


def ask(
    question: str,
    index: str | Path | None = None,
    k: int = 5,
    sources: "Sequence[str | os.PathLike[str]] | None" = None,
) -> Answer:
    """Answer one question from the index in the folder `index` (or the one that is set).

    Only the documents `sources` are asked, if they are given.

    Raises: ChapterverseError: with a message and a hint, as `Assistant.ask` and `open_index` say.
    """
    return open_index(index).ask(question, k, sources)


def open_index(path: str | Path | None = None) -> Assistant:
    """Open the index in the folder `path`, or the one that the settings name, to ask it often.

    Raises: IndexNotFound, IndexMismatch, IndexTooNew, IndexTooOld, IndexCorrupt, StorageError:
        about the index. EncoderError: when the model that it was built with is not there.
        SettingError.
    """
    return open_assistant(load_settings({"index": path}))


def open_assistant(settings: Settings, first_question: str | None = None) -> Assistant:
    """The assistant that `settings` describe; it loads its models while the index is opened.

    The reader waits where there is no index, and where `first_question` is a topic or a claim,
    which it is not asked about.
    """
    encoder = make_encoder(settings, asked_soon=True)
    to_read = first_question is None or is_question(first_question)
    read_soon = to_read and _holds_index(settings.index)
    return assistant_with(settings, encoder, read_soon=read_soon)


def _holds_index(folder: Path) -> bool:
    from index.catalog_file import CATALOG_FILE

    with suppress(OSError):  # a name that no file may have
        return (folder / CATALOG_FILE).is_file()
    return False


def assistant_with(settings: Settings, encoder: "Encoder", *, read_soon: bool = False) -> Assistant:
    """The assistant that `settings` describe, with an encoder that is there already."""
    options = AssistantOptions(minimum_confidence=settings.minimum_confidence)
    reader = make_reader(settings, read_soon=read_soon)
    return Assistant(make_library(settings, encoder), encoder, options, reader)


def make_encoder(settings: Settings, *, asked_soon: bool = False) -> "Encoder":
    """The encoder that `settings` name; its model is loaded when it is first needed.

    Where a question will be asked soon, what makes its vector is loaded while other things are.
    """
    from index.kept_precision import PRECISION_FILE
    from index.sentence_encoder import SentenceEncoder

    return SentenceEncoder(settings.encoder, settings.index / PRECISION_FILE, asked_soon=asked_soon)


def make_reader(settings: Settings, *, read_soon: bool = False) -> "Reader | None":
    """The reader that `settings` name, or None where it is off.

    A folder with the weights of a reader as `training/train_reader.py` writes them is one, too.
    With `read_soon` a reader of our own is loaded at once, in another thread.

    Raises: ReaderError: when a cross-encoder is not there.
    """
    from qa.reader import OwnReader, holds_reader

    if settings.reader == "off":
        return None
    folder = None if settings.reader == "own" else Path(settings.reader)
    if folder and not holds_reader(folder):
        from qa.cross_encoder import CrossEncoderReader

        return CrossEncoderReader(settings.reader)
    reader = OwnReader(folder)
    if read_soon:
        reader.load_soon()
    return reader


def make_library(settings: Settings, encoder: "Encoder") -> "Library":
    """The library in the folder that `settings` name."""
    from index.library import Library

    split = SplitOptions(settings.max_tokens)
    return Library(settings.index, encoder, split, reading_options(settings))


def reading_options(settings: Settings) -> ReadingOptions:
    """How much reading one file may take."""
    readers = "corpus.recognised" if settings.recognition == "on" else "corpus.reading"
    return ReadingOptions(settings.read_seconds, settings.read_megabytes, readers)
