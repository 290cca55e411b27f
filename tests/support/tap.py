#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the tests of a unittest file and prints TAP: tap.py FILE [Class[.test]]…"""

import importlib.util
import sys
import unittest
from pathlib import Path


class TapResult(unittest.TestResult):
    def __init__(self, stream, module: str) -> None:
        super().__init__()
        self.stream = stream
        self.module = module
        self.count = 0

    def _line(self, ok: bool, test, note: str = '', detail: str = '') -> None:
        self.count += 1
        # Behind a # TAP expects a directive.
        name = test.id().removeprefix(f'{self.module}.').replace('#', '.')
        print(f'{"ok" if ok else "not ok"} {self.count} - {name}{note}', file=self.stream)
        for line in detail.splitlines():
            print(f'# {line}', file=self.stream)
        self.stream.flush()

    def addSuccess(self, test) -> None:
        self._line(True, test)

    def addSkip(self, test, reason) -> None:
        self._line(True, test, f' # SKIP {reason}')

    def addFailure(self, test, err) -> None:
        super().addFailure(test, err)
        self._line(False, test, detail=self.failures[-1][1])

    def addError(self, test, err) -> None:
        self.addFailure(test, err)

    def addSubTest(self, test, subtest, err) -> None:
        if err is not None:
            self.addFailure(subtest, err)

    def addExpectedFailure(self, test, err) -> None:
        self._line(True, test)

    def addUnexpectedSuccess(self, test) -> None:
        super().addUnexpectedSuccess(test)
        self._line(False, test, detail='passed against expectation')


def main() -> None:
    path = Path(sys.argv[1])
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    sys.modules[path.stem] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    loader = unittest.defaultTestLoader
    names = sys.argv[2:]
    suite = loader.loadTestsFromNames(names, module) if names else loader.loadTestsFromModule(module)
    # What a test prints must not pass for TAP.
    result = TapResult(sys.stdout, path.stem)
    sys.stdout = sys.stderr
    suite.run(result)
    print(f'1..{result.count}', file=result.stream)
    sys.exit(0 if result.wasSuccessful() and result.count else 1)


if __name__ == '__main__':
    main()
