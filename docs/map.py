"""First docstring lines of the source → the map at the end of docs/architecture.md. Run after adding a file: python docs/map.py"""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/architecture.md"
WIDTH = 118


def modules() -> list[Path]:
    """Every file of the package that says something, outermost folders first."""
    found = (path for path in (ROOT / "src/limner").rglob("*.py") if path.name != "__init__.py")
    return sorted(found, key=lambda path: (path.parent.parts, path.name))


def first_words(path: Path) -> str:
    lines = (ast.get_docstring(ast.parse(path.read_text())) or "").splitlines() or [""]
    whole = lines[0]
    return (whole if len(whole) <= WIDTH else re.split(r"(?<=[.:;]) ", whole)[0]).rstrip(".:; ")


def source_map() -> str:
    rows: list[str] = []
    folder = None
    for path in modules():
        if path.parent != folder:
            folder = path.parent
            rows += ["", f"{folder.relative_to(ROOT)}/"]
        rows.append(f"  {path.name:18} {first_words(path)}")
    return "\n".join(rows).strip()


if __name__ == "__main__":
    head = PAGE.read_text().partition("## Map")[0]
    PAGE.write_text(f"{head}## Map\n\nThe first line of each file says what it does.\n\n```\n{source_map()}\n```\n")
