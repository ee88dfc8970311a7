"""Setups: the ways of answering that an evaluation compares, and how a user names one."""

from contextlib import closing
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from qa.errors import SettingError
from qa.settings import Settings, changed_settings, settings_in


class Ranking(StrEnum):
    """What is measured: whole answers, or the ranking of one of the two baselines alone."""

    ANSWERS = "answers"
    DENSE = "dense"
    BM25 = "bm25"


@dataclass(frozen=True, slots=True)
class Setup:
    """One way of answering: `name` is how the user called it."""

    name: str
    settings: Settings
    ranking: Ranking = Ranking.ANSWERS

    def as_json(self) -> dict[str, object]:
        """What shapes its answers."""
        return {
            "name": self.name,
            "encoder": self.settings.encoder,
            "reader": self.settings.reader,
            "max_tokens": self.settings.max_tokens,
            "minimum_confidence": self.settings.minimum_confidence,
            "ranking": self.ranking.value,
        }


def other_setup(text: str, settings: Settings) -> Setup:
    """The setup that `text` names, with `settings` for all that it does not say.

    It is `dense` or `bm25`, an index folder (its encoder and max_tokens), a settings file with the
    keys of qa.toml, or key=value[,key=value...].

    Raises: SettingError: when it is none of these, or a setting is wrong. IndexNotFound and the
        other errors of opening an index: about an index folder.
    """
    if text in {Ranking.DENSE.value, Ranking.BM25.value}:
        return Setup(text, settings, Ranking(text))
    path = Path(text)
    if text and path.is_dir():
        return Setup(text, _of_index(path, settings))
    if path.is_file():
        return Setup(text, changed_settings(settings, settings_in(path), text))
    pairs = [pair.partition("=") for pair in text.split(",")]
    if not all(sign for _, sign, _ in pairs):
        raise SettingError(
            f"{text} is no index folder, no settings file and no setting",
            hint="compare with dense, bm25, a folder or file that is there, or key=value",
        )
    values = {key.strip(): value.strip() for key, _, value in pairs}
    return Setup(text, changed_settings(settings, values, text))


def _of_index(folder: Path, settings: Settings) -> Settings:
    from index.catalog import Catalog

    with closing(Catalog.open_to_read(folder)) as catalog:
        identity = catalog.identity()
    return replace(settings, encoder=identity.encoder, max_tokens=identity.max_tokens)
