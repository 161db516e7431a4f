"""Writes what the commands print into the README, between their marks: `python -m benchmarks.readme demo bench`."""

from __future__ import annotations

import re
import subprocess
import sys

from benchmarks.measure import ROOT

COMMANDS = {"demo": ["-m", "app.cli", "demo", "--quiet"], "bench": ["-m", "benchmarks"]}


def main(blocks: list[str]) -> None:
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    for block in blocks:
        done = subprocess.run([sys.executable, *COMMANDS[block]], cwd=ROOT, capture_output=True, text=True)
        text = put(text, block, done.stdout.strip())
    readme.write_text(text, encoding="utf-8")


def put(text: str, block: str, output: str) -> str:
    """
    >>> put("<!-- a -->\\n```\\nold\\n```\\n<!-- /a -->", "a", "new")
    '<!-- a -->\\n```\\nnew\\n```\\n<!-- /a -->'
    """
    pattern = rf"(<!-- {block} -->\n```\n).*?(```\n<!-- /{block} -->)"
    return re.sub(pattern, lambda match: f"{match[1]}{output}\n{match[2]}", text, flags=re.S)


if __name__ == "__main__":
    main(sys.argv[1:] or list(COMMANDS))
