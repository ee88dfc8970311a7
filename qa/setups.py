"""Setups: the ways of answering that an evaluation compares, and how a user names one."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from pathlib import Path

from qa.errors import SettingError
from qa.settings import Settings, changed_settings, settings_in

# What shapes the answers from a folder that is read once, and what the ranking of a set whose
# passages are taken as they stand.
ANSWER_SETTINGS = ("encoder", "reader", "max_tokens", "minimum_confidence")
RANKING_SETTINGS = ("encoder", "reader")
_NAMES = tuple(field.name for field in fields(Settings))


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


def other_setup(text: str, settings: Settings, applied: Sequence[str] = ANSWER_SETTINGS) -> Setup:
    """The setup that `text` names, with `settings` for all that it does not say.

    It is `dense` or `bm25`, an index folder (its encoder and max_tokens), a settings file with the
    keys of qa.toml, or key=value[,key=value...]. Only the settings in `applied` are measured.

    Raises: SettingError: when it is none of these, a setting is wrong, or one that is changed is
        not measured; an index and a file may set such, beside one that is. IndexNotFound and the
        other errors of opening an index: about an index folder.
    """
    if text in {Ranking.DENSE.value, Ranking.BM25.value}:
        return Setup(text, settings, Ranking(text))
    path = Path(text)
    named = text and (path.is_dir() or path.is_file())
    if not named:
        other = changed_settings(settings, _pairs(text), text)
    elif path.is_dir():
        other = _of_index(path, settings)
    else:
        other = changed_settings(settings, settings_in(path), text)
    changed = [name for name in _NAMES if getattr(other, name) != getattr(settings, name)]
    idle = [name for name in changed if name not in applied]
    if idle and (not named or idle == changed):
        raise SettingError(
            f"{text} changes {', '.join(idle)}, which changes nothing of what is measured here",
            hint=f"here count {', '.join(applied)}; or compare with dense or bm25",
        )
    return Setup(text, other)


def _pairs(text: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in text.split(",")]
    if not all(sign for _, sign, _ in pairs):
        raise SettingError(
            f"{text} is no index folder, no settings file and no setting",
            hint="compare with dense, bm25, a folder or file that is there, or key=value",
        )
    return {key.strip(): value.strip() for key, _, value in pairs}


def _of_index(folder: Path, settings: Settings) -> Settings:
    from index.catalog import Catalog

    with closing(Catalog.open_to_read(folder)) as catalog:
        identity = catalog.identity()
    return replace(settings, encoder=identity.encoder, max_tokens=identity.max_tokens)
