"""Control words of rich text: which groups hold no text, and which words stand for signs."""

import re

# Where text goes that stands in a group: into the document, nowhere, or to what it is about.
BODY, NOWHERE, FONTS, STYLE = "body", "nowhere", "fonts", "style"
MARKER, TIME = "marker", "time"
STATED = frozenset(("title", "author", "atnauthor"))
TIMES = frozenset(("creatim", "revtim"))
TIME_UNITS = frozenset(("yr", "mo", "dy"))
PASSED_OVER = frozenset(
    "colortbl nonshppict shprslt sn sv fldinst datafield formfield xe tc tcn rxe txe private"
    " template filetbl ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn nonesttables objdata objclass"
    " objname objalias buptim printim subject operator manager company category keywords comment"
    " doccomm hlinkbase vern mmathPict revtbl rsidtbl listtable listoverridetable".split()
)
# Groups that a program may pass over when it does not know them; these are known.
KNOWN_STARRED = frozenset(
    "shpinst shppict nesttableprops ud annotation atnauthor do moMath moMathPara shptxt"
    " dptxbxtext".split()
)
BOXES = frozenset(("shptxt", "dptxbxtext"))
EDGES = frozenset(
    f"{edge}{which}" for edge in ("header", "footer") for which in ("", "l", "r", "f")
)
SIGNS = {
    "tab": "\t",
    "line": "\n",
    "softline": "\n",
    "column": "\n",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "~": "\u00a0",
    "_": "-",
    "\t": "\t",
}
DELETED = "text deleted in tracked changes was left out"
HEADING_NAME = re.compile(r"heading (\d)")
CONTENTS_NAME = re.compile(r"toc \d")
HIDDEN = "hidden text was left out"
CONTENTS = "the table of contents was left out"
BODY_LEVEL = 9  # the outline level of what is no heading
# Tables within tables; a number further on is no table that anyone drew. Ours.
MOST_TABLES = 20
HIGH_SURROGATES = range(0xD800, 0xDC00)
LOW_SURROGATES = range(0xDC00, 0xE000)
MOST_FALLBACK = 100  # characters beside one in Unicode; ours
LAST_CHARACTER = 0x10FFFF
MAC, PC, PCA = 10000, 437, 850  # code pages of old machines
FOOTNOTES = "footnotes"
PAGE = "\f"  # stands in a paragraph where a page begins
