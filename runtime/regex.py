"""Regular expressions that are compiled when something is first looked for, not when their module is imported."""

from __future__ import annotations

import re
from typing import Any, cast


class LazyPattern:
    """Stands for a compiled pattern: it has the same attributes.

    The planner has some hundreds, of which a request needs a fifth; compiling all takes longer than planning.
    """

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self._flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        """`search`, `sub` … of the compiled pattern; found at once from then on."""
        value = getattr(re.compile(self.pattern, self._flags), name)
        setattr(self, name, value)
        return value


def regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`; a mistake in the pattern is raised where it is first used.

    >>> regex("[a-z]+", re.I).findall("Ab 1 c")
    ['Ab', 'c']
    """
    return cast("re.Pattern[str]", LazyPattern(pattern, flags))
