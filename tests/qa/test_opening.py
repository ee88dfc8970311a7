"""The two functions that most programs need: `ask` and `open_index`."""

from pathlib import Path

import pytest

import qa
from qa.errors import (
    EncoderNotFound,
    IndexMismatch,
    IndexNotFound,
    QuestionError,
    ReaderError,
    SettingError,
)
from qa.opening import make_reader, open_assistant
from qa.reader import OwnReader
from qa.settings import load_settings

pytestmark = pytest.mark.usefixtures("own_folder")

QUESTION = "Who is China's Minister of Science and Technology?"


def test_one_question_is_asked_of_the_index_that_is_named(sample_index: Path) -> None:
    answer = qa.ask(QUESTION, sample_index, k=2)
    assert answer.found
    assert "Wang Zhigang" in answer.text
    assert answer.citations[0].source == "science-cooperation-newsletter.md"
    assert len(answer.passages) == 2


def test_an_open_index_is_asked_often_and_of_some_sources(sample_index: Path) -> None:
    assistant = qa.open_index(str(sample_index))
    assert assistant.ask(QUESTION, k=3).text == assistant.ask(QUESTION).text
    answer = assistant.ask(QUESTION, k=3, sources=["letter-from-ciesc.md"])
    assert {hit.passage.document.source for hit in answer.passages} == {"letter-from-ciesc.md"}


def test_the_settings_say_which_index_and_how_sure_an_answer_has_to_be(
    sample_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("qa.toml").write_text("minimum_confidence = 1.0\n")
    monkeypatch.setenv("QA_INDEX", str(sample_index))
    answer = qa.ask(QUESTION)
    assert (answer.found, answer.text, answer.citations) == (False, "", ())
    assert answer.confidence > 0


def test_without_an_index_the_command_that_builds_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound) as caught:
        qa.open_index()
    assert caught.value.message == "there is no index in .qa-index"
    assert "qa index FOLDER" in caught.value.hint
    with pytest.raises(IndexNotFound):
        qa.ask(QUESTION, tmp_path / "nowhere")


def test_an_unknown_setting_is_an_error_here_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("qa.toml").write_text('indxe = "elsewhere"\n')
    with pytest.raises(SettingError, match="did you mean index"):
        qa.open_index()


def test_a_model_that_is_not_there_is_named(
    sample_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_ENCODER", "no/such-model")
    with pytest.raises(EncoderNotFound, match="no/such-model"):
        qa.open_index(sample_index)


def test_an_index_that_was_split_otherwise_is_not_asked(
    sample_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_MAX_TOKENS", "100")
    with pytest.raises(IndexMismatch) as caught:
        qa.open_index(sample_index)
    assert "split at 200 tokens, the settings ask for 100" in caught.value.message
    assert "set max_tokens to 200" in caught.value.hint


def test_a_question_out_of_bounds_is_refused(sample_index: Path) -> None:
    with pytest.raises(QuestionError, match="k is 0"):
        qa.ask(QUESTION, sample_index, k=0)
    with pytest.raises(QuestionError, match="blank"):
        qa.ask(" ", sample_index)


def test_the_setting_names_the_reader(tmp_path: Path) -> None:
    assert make_reader(load_settings({"reader": "off"})) is None
    own = make_reader(load_settings({}))
    assert own is not None
    assert own.name == "own"
    (tmp_path / "reader.safetensors").write_bytes(b"")
    trained = make_reader(load_settings({"reader": str(tmp_path)}))
    assert isinstance(trained, OwnReader)
    with pytest.raises(ReaderError, match="no-such-model"):
        make_reader(load_settings({"reader": "no-such-model"}))


def test_the_reader_is_loaded_at_once_where_a_question_will_be_asked(
    sample_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[OwnReader] = []

    def load_soon(reader: OwnReader) -> None:
        begun.append(reader)

    monkeypatch.setattr(OwnReader, "load_soon", load_soon)
    settings = load_settings({"index": sample_index})
    open_assistant(settings, "2020 harbour")
    assert begun == []
    open_assistant(settings, "Who signed it?")
    assert len(begun) == 1
    open_assistant(settings)
    assert len(begun) == 2
    with pytest.raises(IndexNotFound):
        open_assistant(load_settings({"index": sample_index / "none"}))
    assert len(begun) == 2


def test_an_answer_with_the_reader_off_is_an_answer_too(sample_index: Path) -> None:
    Path("qa.toml").write_text('reader = "off"\n')
    answer = qa.ask(QUESTION, sample_index)
    assert answer.found
    assert "Wang Zhigang" in answer.text
