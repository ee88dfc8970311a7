"""Setups: every way in which a user can name the other setting of a comparison."""

from pathlib import Path

import pytest

from qa.errors import IndexNotFound, SettingError
from qa.settings import Settings
from qa.setups import RANKING_SETTINGS, Ranking, Setup, other_setup
from tests.fakes import HashingEncoder
from tests.qa.small_index import library_of

OURS = Settings(encoder="ours", max_tokens=150, minimum_confidence=0.4)


@pytest.mark.parametrize("name", ["dense", "bm25"])
def test_a_baseline_is_named_by_its_word(name: str) -> None:
    assert other_setup(name, OURS) == Setup(name, OURS, Ranking(name))


def test_settings_are_named_one_by_one() -> None:
    other = other_setup("max_tokens=80, minimum_confidence=0.1", OURS)
    expected = Settings(encoder="ours", max_tokens=80, minimum_confidence=0.1)
    assert other == Setup("max_tokens=80, minimum_confidence=0.1", expected)
    assert other.as_json() == {
        "name": "max_tokens=80, minimum_confidence=0.1",
        "encoder": "ours",
        "reader": "own",
        "max_tokens": 80,
        "minimum_confidence": 0.1,
        "ranking": "answers",
    }


def test_a_settings_file_changes_what_it_names(tmp_path: Path) -> None:
    file = tmp_path / "other.toml"
    file.write_text('encoder = "theirs"\n')
    other = other_setup(str(file), OURS)
    assert other.settings == Settings(encoder="theirs", max_tokens=150, minimum_confidence=0.4)


def test_an_index_gives_its_encoder_and_its_size_of_passages(tmp_path: Path) -> None:
    library = library_of(tmp_path, {"a.txt": "The oak is old."}, HashingEncoder(name="theirs"))
    other = other_setup(str(library.folder), OURS)
    assert other.settings == Settings(encoder="theirs", max_tokens=200, minimum_confidence=0.4)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fused", "fused is no index folder, no settings file and no setting"),
        ("max_tokens=80,dense", "max_tokens=80,dense is no index folder"),
        ("", " is no index folder"),
        ("tokens=80", "tokens=80 has the unknown setting tokens"),
        ("max_tokens=many", "max_tokens=many sets max_tokens to 'many'"),
    ],
)
def test_what_is_none_of_these_is_refused(
    text: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingError) as caught:
        other_setup(text, OURS)
    assert message in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("text", ["k=3", "max_tokens=80,read_seconds=9", "recognition=on"])
def test_a_setting_that_changes_nothing_that_is_measured_is_refused(text: str) -> None:
    with pytest.raises(SettingError, match="changes nothing of what is measured") as caught:
        other_setup(text, OURS)
    assert caught.value.hint.startswith("here count encoder, reader, max_tokens, minimum_confid")
    with pytest.raises(SettingError, match="max_tokens=80 changes max_tokens") as caught:
        other_setup("max_tokens=80", OURS, RANKING_SETTINGS)
    assert caught.value.hint.startswith("here count encoder, reader; ")


def test_a_setting_may_be_compared_with_itself() -> None:
    assert other_setup("max_tokens=150, k=5", OURS).settings == OURS
    assert other_setup("max_tokens=150", OURS, RANKING_SETTINGS).settings == OURS


def test_a_file_may_set_what_is_not_measured_beside_what_is(tmp_path: Path) -> None:
    file = tmp_path / "other.toml"
    file.write_text('encoder = "theirs"\nport = 80\n')
    assert other_setup(str(file), OURS, RANKING_SETTINGS).settings.encoder == "theirs"
    file.write_text("port = 80\n")
    with pytest.raises(SettingError, match="changes port"):
        other_setup(str(file), OURS)


def test_a_folder_without_an_index_and_a_broken_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound):
        other_setup(str(tmp_path), OURS)
    file = tmp_path / "broken.toml"
    file.write_text("encoder = ")
    with pytest.raises(SettingError, match="cannot be read"):
        other_setup(str(file), OURS)
