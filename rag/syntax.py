"""Where source code may be cut: between classes and functions first, by its language."""

from __future__ import annotations

LANGUAGES = {
    "text/x-python": "python",
    "text/javascript": "js",
    "text/x-typescript": "ts",
    "text/x-java": "java",
    "text/x-kotlin": "kotlin",
    "text/x-scala": "scala",
    "text/x-swift": "swift",
    "text/x-c": "c",
    "text/x-c++": "cpp",
    "text/x-csharp": "csharp",
    "text/x-go": "go",
    "text/x-rust": "rust",
    "text/x-ruby": "ruby",
    "text/x-php": "php",
    "text/x-perl": "perl",
    "text/x-lua": "lua",
    "text/x-r": "r",
    "text/x-haskell": "haskell",
    "text/x-protobuf": "proto",
    "text/x-powershell": "powershell",
    "text/x-tex": "latex",
    "text/x-rst": "rst",
}
"""Media type → what langchain-text-splitters calls the language."""
BLOCK = r"\n\s*\n(?=[^\s})\]])"
"""A blank line before one without indent: what follows is whole, with the decorators and comments above it."""
MEMBER = r"\n[ \t]*\n(?=[ \t]+(?:@|async |def |class |func |fn |pub |public |private |protected |static ))"
"""The same inside a class."""


def separators_for(media_type: str) -> tuple[str, ...]:
    """Regular expressions, best first; none for what is no language that is known here.

    >>> any("class " in separator for separator in separators_for("text/x-python")), separators_for("text/plain")
    (True, ())
    """
    if media_type not in LANGUAGES:
        return ()
    from langchain_text_splitters import Language, RecursiveCharacterTextSplitter

    theirs = RecursiveCharacterTextSplitter.get_separators_for_language(Language(LANGUAGES[media_type]))
    return (BLOCK, MEMBER, *theirs)
