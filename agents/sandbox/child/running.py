"""Runs one step's code in a namespace that lives on, and says where it failed."""

from __future__ import annotations

import ast
import builtins
import linecache
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

NAME = "<agent>"


def namespace(imports: tuple[str, ...]) -> dict[str, Any]:
    """A `__main__` of its own, whose imports are told apart from those of the modules that it imports."""
    module = ModuleType("__main__")
    sys.modules["__main__"] = module
    names = vars(module)
    names["__builtins__"] = dict(vars(builtins))
    if "*" not in imports:
        names["__builtins__"]["__import__"] = friendly(imports)
    return names


def friendly(imports: tuple[str, ...]) -> Callable[..., Any]:
    """An `import` that says what may be imported. It is no wall: the lock around the process is."""

    def importing(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
        ours = (globals or {}).get("__name__") == "__main__"
        if ours and not any(name == known or name.startswith(f"{known}.") for known in imports):
            raise ImportError(f"Import of {name} is not allowed. Authorized imports are: {sorted(imports)}")
        return builtins.__import__(name, globals, locals, fromlist, level)

    return importing


def run(code: str, names: dict[str, Any]) -> Any:
    """Execute `code`; returns the value of its last line, where that has one."""
    tree = ast.parse(code, NAME)
    linecache.cache[NAME] = (len(code), None, code.splitlines(True), NAME)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        tree.body.pop()
        exec(compile(tree, NAME, "exec"), names)
        return eval(compile(ast.Expression(last.value), NAME, "eval"), names)
    exec(compile(tree, NAME, "exec"), names)
    return names.get(assigned(last))


def assigned(statement: ast.stmt | None) -> str:
    """The name that a statement gives a value to; empty where it gives none."""
    target = statement.targets[0] if isinstance(statement, ast.Assign) else getattr(statement, "target", None)
    simple = isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign) and isinstance(target, ast.Name)
    return target.id if simple and isinstance(target, ast.Name) else ""


def complaint(error: BaseException, code: str) -> str:
    """What an agent reads, in smolagents' words."""
    if isinstance(error, SyntaxError) and error.filename == NAME:
        return f"Code parsing failed on line {error.lineno} due to: {type(error).__name__}: {error.msg}\n{error.text}"
    return f"Code execution failed at line '{where(error, code)}' due to: {type(error).__name__}: {error}"


def where(error: BaseException, code: str) -> str:
    """The innermost line of the agent's that the error came through."""
    trace, number = error.__traceback__, 0
    while trace:
        if trace.tb_frame.f_code.co_filename == NAME:
            number = trace.tb_lineno
        trace = trace.tb_next
    lines = code.splitlines()
    return lines[number - 1].strip() if 0 < number <= len(lines) else "?"
