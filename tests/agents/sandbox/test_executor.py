"""What an agent's code finds in the sandbox, step after step."""

from __future__ import annotations

from typing import Any

import pytest

from runtime.errors import CodeFailed


def test_variables_live_from_step_to_step(executor: Any) -> None:
    executor("import math\nnumbers = [1, 2]\ndef double(n):\n    return 2 * n")

    assert executor("numbers.append(double(3))\nnumbers").output == "[1, 2, 6]"
    assert executor("math.floor(2.5)").output == "2"


def test_what_is_printed_comes_back_and_so_does_the_last_value(executor: Any) -> None:
    output = executor("print('one')\nprint('two', 3)\nx = 'last'")

    assert (output.logs, output.output, output.is_final_answer) == ("one\ntwo 3\n", "last", False)


def test_ordinary_python_runs(executor: Any) -> None:
    code = """
class Base:
    def name(self): return type(self).__name__
class Sub(Base): pass
def numbers():
    yield from range(3)
match (n := len(list(numbers()))):
    case 3: word = 'three'
[Sub().name(), word, n]
"""
    assert executor(code).output == "['Sub', 'three', 3]"


def test_a_tool_is_called_in_the_parent_and_its_value_comes_back(executor: Any) -> None:
    assert executor("add(1, b=2.5)").output == "3.5"
    assert executor("echo({'a': [1, None, True, 'ä😀'], 'b': {'$': 'x'}})").output == str(
        {"a": [1, None, True, "ä😀"], "b": {"$": "x"}}
    )


def test_a_report_keeps_its_fields_and_its_text(executor: Any) -> None:
    assert executor("r = report()\n(r.summary, r.data['mm'], r.artifacts[0], str(r))").output == str(
        ("It rains.", 3, "map-1", "It rains.")
    )


def test_a_tools_error_has_its_name_and_can_be_caught(executor: Any) -> None:
    with pytest.raises(CodeFailed, match=r"at line 'x = nothing\(\)' due to: NoResult: Nothing there. Say so."):
        executor("y = 1\nx = nothing()")

    assert executor("try:\n    nothing()\nexcept Exception as e:\n    print(e)").logs == "Nothing there. Say so.\n"


def test_the_answer_ends_the_step_and_is_what_the_tool_in_the_parent_made_of_it(executor: Any) -> None:
    output = executor("print('so')\nfinal_answer(report())\nprint('never')")

    assert output.is_final_answer
    assert "It rains." in output.output
    assert output.output.startswith("answer: ")
    assert output.logs == "so\n"


def test_an_error_says_the_line_and_keeps_what_was_printed(executor: Any) -> None:
    with pytest.raises(CodeFailed, match="at line 'return 1 / n' due to: ZeroDivisionError: division by zero"):
        executor("print('before')\ndef f(n):\n    return 1 / n\nf(0)")

    assert executor.state == {"_print_outputs": "before\n"}


def test_code_that_is_no_python_says_where(executor: Any) -> None:
    with pytest.raises(CodeFailed, match="Code parsing failed on line 2 due to: SyntaxError"):
        executor("x = 1\nfoo(")


def test_what_may_not_be_imported_is_said_with_what_may(executor: Any) -> None:
    with pytest.raises(CodeFailed, match=r"Import of os is not allowed. Authorized imports are: \['collections'"):
        executor("import os")


def test_variables_are_sent_and_survive_a_new_process(executor: Any) -> None:
    executor.send_variables({"given": {"n": 7}})
    executor("mine = 1")
    executor.kill()

    output = executor("given['n']")

    assert (output.output, "variables of earlier steps are gone" in output.logs) == ("7", True)
    with pytest.raises(CodeFailed, match="NameError"):
        executor("mine")


def test_numpy_and_pandas_are_there_where_they_are_allowed(sandbox: Any) -> None:
    executor = sandbox(imports=("numpy", "pandas"), preload=("numpy", "pandas"))

    assert executor("import pandas as pd\nadd(int(pd.Series([1, 2]).sum()), 0)").output == "3"
    assert executor("import numpy as np\necho([np.float64(0.5), np.int64(3)])").output == "[0.5, 3]"


def test_files_of_the_workspace_are_shared_and_others_are_not_there(sandbox: Any, tmp_path: Any) -> None:
    first, second = (sandbox(workspace=tmp_path / "w") for _ in range(2))
    first("with open('n.txt', 'w') as f:\n    f.write('seven')")

    assert second("open('n.txt').read()").output == "seven"
    with pytest.raises(CodeFailed, match=r"due to: (FileNotFound|Permission)Error"):
        second("open('/etc/passwd').read()")


def test_a_tools_name_is_its_own_again_in_the_next_step(executor: Any) -> None:
    executor("add = None")

    assert executor("add(1, 1)").output == "2"


@pytest.mark.parametrize("value", ["object()", "float('nan')", "[[]] * 0 or len", "b'x'"])
def test_what_is_no_plain_value_does_not_leave(executor: Any, value: str) -> None:
    with pytest.raises(CodeFailed, match="cannot leave the sandbox"):
        executor(f"echo({value})")


def test_what_turns_a_terminal_upside_down_is_written_out(executor: Any) -> None:
    assert executor("print('a\\x1b[2Jb\\u202ec')").logs == "a\\x1b[2Jb\\x202ec\n"
    assert executor("print('\\ud800')").logs == "?\n"
