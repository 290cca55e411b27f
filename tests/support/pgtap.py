#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a pgTAP file in a private database of the current schema: pgtap.py FILE"""

import os
import subprocess
import sys

from servers import Postgres, scratch


def main() -> int:
    with scratch() as folder, Postgres(folder / 'pg') as postgres:
        url = postgres.create_database('pgtap')
        subprocess.run([os.environ['TLSRPT'], 'migrate', '--database', url], stdout=sys.stderr, check=True)
        postgres.psql('CREATE EXTENSION pgtap', 'pgtap')
        return subprocess.run([postgres.programs / 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', url,
                               '-f', sys.argv[1]], check=False).returncode


if __name__ == '__main__':
    sys.exit(main())
