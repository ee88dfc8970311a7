"""The tables of the catalogue, and the version of their format."""

from index.rows import HEAD_COLUMNS, LEFT_OUT_COLUMNS, PASSAGE_COLUMNS, READING_COLUMNS

SCHEMA_VERSION = 3

TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE documents (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        source TEXT NOT NULL UNIQUE,
        root TEXT NOT NULL,
        path TEXT NOT NULL,
        file TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        title TEXT NOT NULL,
        date TEXT,
        issuer TEXT NOT NULL,
        reader TEXT NOT NULL,
        notes TEXT NOT NULL,
        sketch BLOB NOT NULL,
        characters INTEGER NOT NULL,
        passages INTEGER NOT NULL,
        head INTEGER NOT NULL
    )""",
    """CREATE TABLE texts (
        id INTEGER PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
        text TEXT NOT NULL,
        marks TEXT NOT NULL,
        checksum INTEGER NOT NULL
    )""",
    """CREATE TABLE passages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        start INTEGER NOT NULL,
        end INTEGER NOT NULL,
        key BLOB NOT NULL,
        sentences BLOB NOT NULL,
        vector BLOB NOT NULL,
        sentence_vectors BLOB NOT NULL,
        checksum INTEGER NOT NULL
    )""",
    "CREATE INDEX passages_by_document ON passages (document_id)",
    "CREATE INDEX passages_by_key ON passages (key)",
    # A file that was read, with all that came of it stored.
    """CREATE TABLE readings (
        path TEXT PRIMARY KEY,
        root TEXT NOT NULL,
        source TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        readers_version INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        containers TEXT NOT NULL,
        checksum INTEGER NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE left_out (
        source TEXT NOT NULL,
        root TEXT NOT NULL,
        reason TEXT NOT NULL,
        hint TEXT NOT NULL,
        supported INTEGER NOT NULL,
        path TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        checksum INTEGER NOT NULL,
        PRIMARY KEY (source, root)
    ) WITHOUT ROWID""",
    "CREATE INDEX left_out_by_path ON left_out (path)",
)
COLUMNS = {
    "documents": HEAD_COLUMNS,
    "texts": "id, text, marks, checksum",
    "passages": PASSAGE_COLUMNS,
    "readings": READING_COLUMNS,
    "left_out": LEFT_OUT_COLUMNS,
}
# Their rows have numbers that are never used twice.
NUMBERED = ("documents", "passages")
# How many rows they have is stored, so that one that is missing is missed.
COUNTED = ("documents", "passages", "readings", "left_out")
