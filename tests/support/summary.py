#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sums meson's tests, shows what failed, ends with `N passed, N failed`: summary.py BUILD…

Reads testlog.json: the junit file counts a suite that timed out, or broke behind good subtests, as passed.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

TAP = re.compile(r'(ok|not ok) \d+[^#]*(# SKIP)?')
NAMES = {('ok', None): 'passed', ('ok', '# SKIP'): 'skipped'}


def judge(test: dict) -> Counter[str]:
    subtests = [TAP.match(line) for line in (test['stdout'] or '').splitlines()]
    counts = Counter(NAMES.get(found.groups(), 'failed') for found in subtests if found)
    good = test['result'] == 'OK' or test['result'] == 'SKIP' and counts['skipped']
    if not good and not counts['failed']:
        counts['failed'] = 1
    if good and not counts:
        counts['passed'] = 1
    return counts


def show(build: str, test: dict) -> None:
    print(f'\n{test["name"]} in {build}: {test["result"]}, exit status {test["returncode"]}')
    print('\n'.join(line for line in (test['stdout'] or '').splitlines() if not line.startswith('ok ')))
    print('\n'.join((test.get('stderr') or '').splitlines()[-200:]))


def main() -> int:
    total: Counter[str] = Counter()
    for build in sys.argv[1:]:
        for line in Path(build, 'meson-logs', 'testlog.json').read_text().splitlines():
            test = json.loads(line)
            counts = judge(test)
            if counts['failed']:
                show(build, test)
            total += counts
    if total['skipped']:
        print(f'{total["skipped"]} skipped')
    print(f'{total["passed"]} passed, {total["failed"]} failed')
    return 0 if total['passed'] and not total['failed'] else 1


if __name__ == '__main__':
    sys.exit(main())
