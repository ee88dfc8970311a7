"""What the endpoints for programs give, as JSON: the names, and what kind of value each has."""

from typing import TypedDict


class CitationJson(TypedDict):
    """A citation; `start` and `end` count code points in the text of `qa show`, end exclusive."""

    number: int
    source: str
    title: str
    sha256: str
    label: str
    start: int
    end: int
    quote: str
    prefix: str
    suffix: str


class PlaceJson(TypedDict):
    """Another place where the same paragraph stands."""

    source: str
    label: str
    start: int
    end: int


class PassageJson(TypedDict):
    """A passage that was found; a higher score is better."""

    rank: int
    score: float
    source: str
    title: str
    label: str
    start: int
    end: int
    text: str
    copies: list[PlaceJson]


class StretchJson(TypedDict):
    """The part of the answer that was asked for."""

    start: int
    end: int
    quote: str


class SecondsJson(TypedDict):
    """How long the answer took."""

    retrieve: float
    read: float
    total: float


class AnswerJson(TypedDict):
    """An answer, as `qa ask --json` prints it."""

    question: str
    found: bool
    confidence: float
    text: str
    exact: list[StretchJson]
    citations: list[CitationJson]
    passages: list[PassageJson]
    seconds: SecondsJson


class PassagesJson(TypedDict):
    """The passages nearest to a question."""

    question: str
    passages: list[PassageJson]


class DocumentJson(TypedDict):
    """A document that can be asked about; `date` and `issuer` are empty where they are unknown."""

    source: str
    title: str
    date: str
    issuer: str
    sha256: str
    reader: str
    characters: int
    passages: int
    notes: list[str]
    uploaded: bool


class NotReadJson(TypedDict):
    """A file that gave no document, and why."""

    source: str
    reason: str
    hint: str


class DocumentsJson(TypedDict):
    """What an index holds; `unfinished` says that it is still being built, or was stopped."""

    passages: int
    unfinished: bool
    documents: list[DocumentJson]
    not_read: list[NotReadJson]
