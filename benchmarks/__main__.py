"""Runs every benchmark and prints its figures. Exit code 1 where one misses its limit."""

from __future__ import annotations

import sys

from benchmarks import delegation, main_job, memory, models, startup, tenants


def main() -> int:
    missed = 0
    for part in (startup, delegation, main_job, models, memory, tenants):
        for figure in part.figures():
            print(figure, flush=True)
            missed += not figure.ok
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
