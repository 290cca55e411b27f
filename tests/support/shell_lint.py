# SPDX-License-Identifier: Apache-2.0
"""shellcheck over every shell script of the project."""

import os
import subprocess
import unittest
from pathlib import Path

ROOT = Path(os.environ.get('TLSRPT_SOURCE_ROOT', Path(__file__).resolve().parents[2]))


class Shell(unittest.TestCase):
    def test_shellcheck(self) -> None:
        places = [ROOT / '.ci' / 'run', *(path for path in (ROOT / 'scripts').rglob('*') if path.is_file())]
        scripts = [path for path in places if path.read_text().startswith(('#!/usr/bin/env bash', '#!/bin/sh'))]
        self.assertTrue(scripts)
        for script in scripts:
            with self.subTest(script.name):
                done = subprocess.run(['shellcheck', script], capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
