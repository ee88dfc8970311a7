"""Passages to a searchable index: encoder, vector store, lexical index, catalogue."""
