"""Layout: from the glyphs on the pages of a document to its paragraphs, in reading order."""
