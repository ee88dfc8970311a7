"""Figures: what the training scripts measured, kept as JSON for the tables in docs/."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent.parent / "docs"
_FIGURES = DOCS / "figures"


def keep(name: str, content: Mapping[str, Any]) -> None:
    """Write `content` as docs/figures/`name`.json."""
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    (_FIGURES / f"{name}.json").write_text(text, encoding="utf-8")


def kept(name: str) -> Any:  # noqa: ANN401
    """What `keep` wrote under `name`."""
    return json.loads((_FIGURES / f"{name}.json").read_text(encoding="utf-8"))
