"""Passages to a searchable index: encoder, vector store, lexical index, catalogue."""

from index.errors import LibraryError
from index.hit import Hit, ScoreParts

__all__ = ["Hit", "LibraryError", "ScoreParts"]
