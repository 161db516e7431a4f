"""Every attack in a sandbox of one tier. Prints `id<TAB>in|out<TAB>detail` lines, and `end` when it is through.

python tests/sandbox/locked.py B [--as-somebody] [--abi 1] [id ...]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(1, str(Path(__file__).parent.parent.parent))

import somebody


def main(given: argparse.Namespace) -> None:
    if given.as_somebody:
        somebody.become()
    from trial import ATTACKS, Platform, prepare

    prepare()
    told = os.fdopen(os.dup(1), "w")
    with tempfile.TemporaryDirectory(prefix="attacked-") as tempfile.tempdir:
        platform = Platform()
        for attack in [ATTACKS[name] for name in given.ids] or ATTACKS.values():
            if given.tier == "D" and not attack.control:
                continue  # it has another channel
            went, detail = attempt(attack, platform, given)
            print(attack.id, "in" if went else "out", detail, sep="\t", file=told, flush=True)
        print("end", file=told, flush=True)
    os._exit(0)  # whatever an attack left hanging


def attempt(attack, platform, given: argparse.Namespace) -> tuple[bool, str]:
    """In a child of its own, on a platform of its own."""
    from seen import STEP_S, success

    from agents.sandbox.workspace import Workspace

    def opener(folder: Path):
        nonlocal workspace
        workspace = Workspace(folder)
        return workspace.open

    workspace = None
    with platform.trial(opener) as tried:
        executor = made(given, workspace)
        executor.send_tools(tried.parts.given)
        executor("1 + 1")
        places = tried.ground.places()
        tried.next_step = lambda: goes_on(executor) or goes_on(executor)
        tried.child_ticks = lambda: ticks(getattr(executor, "pid", 0))
        thread = threading.Thread(target=run, args=(executor, attack.filled(places), tried), daemon=True)
        start = time.monotonic()
        thread.start()
        thread.join(STEP_S + 5)
        tried.hung, tried.seconds = thread.is_alive(), time.monotonic() - start
        went = success(tried, attack.seen, places)
        executor.cleanup()
        return went, f"{tried.seconds:.2f} s, platform +{tried.watch.own_mb:.0f} MB {tried.text[:200]!r}"


def made(given: argparse.Namespace, workspace):
    if given.tier == "D":
        from agents.sandbox.monty import MontyExecutor

        return MontyExecutor(limits())
    from agents.sandbox.executor import SandboxExecutor

    return SandboxExecutor(workspace, given.tier, limits(), ("*",), landlock_abi=given.abi)


def limits():
    from seen import QUOTA_FILES, QUOTA_MB, STEP_S

    from agents.sandbox.limits import Limits

    return Limits(step_s=STEP_S, grace_s=0.25, memory_mb=512, workspace_mb=QUOTA_MB, workspace_files=QUOTA_FILES)


def run(executor, code: str, tried) -> None:
    from runtime.errors import AtelierError

    try:
        output = executor(f"OUT = None\n{code}\nOUT")
        tried.out, tried.logs, tried.final = output.output, output.logs, output.is_final_answer
    except AtelierError as error:
        tried.error = str(error)
    except BaseException as error:
        tried.error, tried.unclean = repr(error), True


def goes_on(executor) -> bool:
    """Whether a step works. One that follows on a lie about the end of the step before may be lost with the child."""
    from runtime.errors import SandboxError

    try:
        return str(executor("20 + 22").output) == "42"
    except SandboxError:
        return False


def ticks(pid: int) -> int:
    """Of the processor, by a process; 0 where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("tier")
    parser.add_argument("--as-somebody", action="store_true")
    parser.add_argument("--abi", type=int, default=99)
    parser.add_argument("ids", nargs="*")
    main(parser.parse_intermixed_args())
