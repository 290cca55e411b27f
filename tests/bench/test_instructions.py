# SPDX-License-Identifier: Apache-2.0
"""Instructions that the decoder takes for the mails of tests/fixtures/reporters, beside those of instructions.json.

Those are mails of tlsrpt-generate, one of each reporter: with the long headers and gzip files of daily business, among
which a slow line shows more than among the odd shapes of the other fixtures.

More than 5 % over the figure fails where compiler and libraries are those that it was taken with; elsewhere the
difference only stands in the name of the test. TLSRPT_UPDATE_GOLDEN=1 writes the figure; say why in the commit.
"""

import json
import os
import re
import subprocess
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
GOLDEN = HERE / 'instructions.json'
MAILS = HERE.parent / 'fixtures' / 'reporters'
ALLOWED = 1.05
PACKAGES = ('libc6', 'libfmt[0-9]*', 'libidn2-0', 'libmimetic0*', 'libsimdjson[0-9]*', 'libssl3*', 'libstdc++6',
            'libzip[0-9]*', 'valgrind', 'zlib1g')
# Code for any processor: what a newer one offers must not change the count.
DISPATCH = {
    'GLIBC_TUNABLES': 'glibc.cpu.hwcaps=-AVX,-AVX2,-AVX512F,-AVX512VL,-AVX_Fast_Unaligned_Load,-BMI2,-ERMS,-FSRM,'
                      '-MOVBE,-SSE4_1,-SSE4_2,-SSSE3',
    'OPENSSL_ia32cap': '0:0',
    'SIMDJSON_FORCE_IMPLEMENTATION': 'fallback',
}


def count_instructions() -> int:
    done = subprocess.run(
        ['valgrind', '--tool=callgrind', '--callgrind-out-file=/dev/null', '--toggle-collect=*count_here*',
         os.environ['TLSRPT_DECODE_BENCH'], MAILS],
        env={'PATH': os.environ['PATH']} | DISPATCH, text=True, stderr=subprocess.PIPE, check=False)
    counted = re.search(r'Collected : (\d+)', done.stderr)
    if done.returncode != 0 or not counted:
        raise RuntimeError(f'valgrind: {done.returncode}\n{done.stderr}')
    return int(counted[1])


def versions() -> dict[str, str]:
    try:
        # Fails for patterns that match nothing, too.
        done = subprocess.run(['dpkg-query', '-W', '-f', '${Package} ${Version}\n', *PACKAGES],
                              text=True, capture_output=True, check=False)
        packages = dict(line.split() for line in done.stdout.splitlines() if not line.endswith(' '))
    except FileNotFoundError:
        packages = {}
    return {'compiler': os.environ['TLSRPT_COMPILER']} | packages


class InstructionTest(unittest.TestCase):
    note = ''

    def id(self) -> str:
        return super().id() + self.note

    def test_decode_path(self) -> None:
        seen = {'instructions': count_instructions(), 'versions': versions()}
        if os.environ.get('TLSRPT_UPDATE_GOLDEN') == '1':
            GOLDEN.write_text(json.dumps(seen, indent=2) + '\n')
        golden = json.loads(GOLDEN.read_text())
        ratio = seen['instructions'] / golden['instructions']
        self.note = f': {seen["instructions"]} instructions, {ratio - 1:+.1%} to {GOLDEN.name}'
        if seen['versions'] != golden['versions']:
            self.note += ', not judged for compiler or libraries are others'
        elif ratio > ALLOWED:
            self.fail(f'{self.note[2:]}: make the decoder cheaper, or raise the figure with TLSRPT_UPDATE_GOLDEN=1')


if __name__ == '__main__':
    unittest.main()
