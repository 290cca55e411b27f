#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs fuzz targets one after the other on all cores and prints TAP: run.py BUILD TARGET…

TLSRPT_FUZZ_MINUTES is the time for all together. New corpus entries and what made a target crash stay in the
build folder. The seeds run first in any case: what once crashed a target and is kept as a seed is tested.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parents[2] / 'shared' / 'samples'
MAX_BYTES = 16384
SUFFIXES = {'mail': {'.eml'}, 'archive': {'.gz', '.zip'}, 'report': {'.json'}}


def seeds(name: str) -> list[Path]:
    """Files of others that serve as seeds, too."""
    found = [path for place in (HERE.parent / 'fixtures', SAMPLES) for path in sorted(place.rglob('*'))]
    return [path for path in found if path.suffix in SUFFIXES[name] and '.expected' not in path.suffixes
            and path.stat().st_size <= MAX_BYTES]


def fuzz(target: Path, name: str, build: Path, seconds: int) -> tuple[int, str]:
    """The number of executions, and what the first process said that ended in a crash."""
    corpus, crashes, logs = (build / kind / name for kind in ('corpus', 'crashes', 'fuzz-logs'))
    for folder in (corpus, crashes, logs):
        folder.mkdir(parents=True, exist_ok=True)
    seed_list = logs / 'seeds'
    seed_list.write_text(','.join(map(str, seeds(name))))
    command = [target, f'-max_total_time={seconds}', f'-max_len={MAX_BYTES}', '-timeout=20', '-rss_limit_mb=1024',
               '-print_final_stats=1', f'-artifact_prefix={crashes}/', f'-seed_inputs=@{seed_list}', corpus,
               HERE / 'corpus' / name]
    if (words := HERE / f'{name}.dict').exists():
        command.insert(1, f'-dict={words}')
    processes = []
    for number in range(len(os.sched_getaffinity(0))):
        with open(logs / f'{number}.log', 'wb') as log:
            processes.append(subprocess.Popen(command, stdout=log, stderr=log))
    statuses = [process.wait() for process in processes]
    said = [(logs / f'{number}.log').read_text(errors='replace') for number in range(len(processes))]
    executions = sum(int(count) for text in said for count in re.findall(r'number_of_executed_units: (\d+)', text))
    return executions, next((text or 'it said nothing' for text, status in zip(said, statuses) if status != 0), '')


def main() -> int:
    build = Path(sys.argv[1])
    targets = [Path(target) for target in sys.argv[2:]]
    seconds = max(1, int(float(os.environ.get('TLSRPT_FUZZ_MINUTES', '1')) * 60 / len(targets)))
    total = crashed = 0
    for number, target in enumerate(targets, 1):
        name = target.name.removesuffix('-fuzz')
        executions, report = fuzz(target, name, build, seconds)
        total += executions
        if report:
            crashed += 1
            print('\n'.join(f'# {line}' for line in report.splitlines()[-60:]))
            kept = re.search(r'Test unit written to (\S+)', report)
            print(f'# run it again: {target} {kept[1] if kept else ""}')
        print(f'# {name}: {executions} executions')
        print(f'{"not ok" if report else "ok"} {number} - {name}', flush=True)
    print(f'1..{len(targets)}')
    print(f'# executions {total}, crashes {crashed}')
    return 1 if crashed else 0


if __name__ == '__main__':
    sys.exit(main())
