"""The documents that are chosen in the page, as the browser says it."""

from dataclasses import dataclass

from qa.assistant import Assistant
from qa.selection import Selection, first_day, last_day


@dataclass(frozen=True, slots=True)
class Chosen:
    """What stands in the fields that say which documents are asked; nothing is all of them."""

    names: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    since: str = ""
    until: str = ""

    def sources(self, assistant: Assistant) -> tuple[str, ...] | None:
        """The documents to ask, None for all.

        Raises: UnknownSource, SelectionError: when there is none, or a day is none.
        """
        return assistant.select(
            Selection(
                sources=self.names,
                folders=self.folders,
                issuers=self.issuers,
                since=first_day(self.since) if self.since.strip() else None,
                until=last_day(self.until) if self.until.strip() else None,
            )
        )


def chosen_from_browser(
    names: object, folders: object, issuers: object, since: object, until: object
) -> Chosen:
    """What the browser sent; a field that holds anything else than it can counts as empty.

    >>> chosen_from_browser(["a.txt"], None, [1], "2020", {}).names
    ('a.txt',)
    """
    return Chosen(_names(names), _names(folders), _names(issuers), _text(since), _text(until))


def _names(value: object) -> tuple[str, ...]:
    return tuple(name for name in value if isinstance(name, str)) if isinstance(value, list) else ()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
