"""Which tests prove which promise: gathered from the markers, and written into promises.toml when run."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "site" / "privet" / "data" / "promises.toml"


def marked() -> dict[str, list[str]]:
    """Give the tests that are marked with each promise, as pytest names them."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for promise in _promises(node):
                    found[promise].append(f"{path.relative_to(ROOT).as_posix()}::{node.name}")
    return found


def _promises(node: ast.FunctionDef) -> Iterator[str]:
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.promise":
            yield from (ast.literal_eval(argument) for argument in decorator.args)


def main() -> None:
    """Write the tests of each promise into its row."""
    found, lines, row = marked(), [], ""
    text = re.sub(r"^tests = \[[^\]]*\]\n", "tests = []\n", TABLE.read_text("utf-8"), flags=re.MULTILINE)
    for line in text.splitlines():
        row = line.strip("[]") if line.startswith("[") else row
        if line == "tests = []" and found[row]:
            lines += ["tests = [", *(f'    "{name}",' for name in sorted(found[row])), "]"]
        else:
            lines.append(line)
    TABLE.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
