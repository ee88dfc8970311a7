"""Readers: from the bytes of one kind of file to its text and marks."""
