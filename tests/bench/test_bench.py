# SPDX-License-Identifier: Apache-2.0
"""The benchmark runs, and writes every figure; with so few mails they say nothing about speed."""

import json
import subprocess
import sys
import unittest
from pathlib import Path

from servers import scratch

BENCH = Path(__file__).resolve().parent / 'bench.py'
FIGURES = {'fetch_over_floor', 'decode_over_mimetic', 'load_over_copy', 'rss_mb_10k', 'rss_mb_200k', 'idle_over_select',
           'idle_bytes_growth', 'full_over_empty', 'reparse_over_load'}


class BenchTest(unittest.TestCase):
    def test_every_figure_is_there(self) -> None:
        with scratch() as folder:
            done = subprocess.run([sys.executable, BENCH, '--mails', '50', '--rounds', '1', '--json',
                                   folder / 'figures'], capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            figures = json.loads((folder / 'figures').read_text())
        found = {name: figures.get(name) for name in FIGURES}
        self.assertTrue(all(isinstance(value, (int, float)) for value in found.values()), found)
        del found['idle_bytes_growth']  # may be 0
        self.assertGreater(min(found.values()), 0, found)
        lines = done.stdout.splitlines()
        self.assertEqual(FIGURES, {name for name in FIGURES if any(line.startswith(f'{name} ') for line in lines)})


if __name__ == '__main__':
    unittest.main()
