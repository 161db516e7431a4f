"""Whether a module that some checkpoints need imports here: one that is there and broken does not count."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec


@cache
def imports(module: str) -> bool:
    """Asked once in a process; where it is not installed, nothing is imported.

    >>> imports("json"), imports("no_such_module")
    (True, False)
    """
    if find_spec(module) is None:
        return False
    try:
        import_module(module)
    except Exception:  # compiled against another torch it raises RuntimeError, OSError or what it likes
        return False
    return True
