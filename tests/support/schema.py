# SPDX-License-Identifier: Apache-2.0
"""The schema of a migrated database as text, for the golden dump sql/schema.sql."""

import re

from postgres import Postgres
from process import run

HEADER = """-- SPDX-License-Identifier: Apache-2.0
-- What tlsrpt migrate makes, dumped by scripts/dump-schema: to read, and to see in a diff what a change does.

"""


def dump(postgres: Postgres, database: str) -> str:
    text = run([postgres.programs / 'pg_dump', '--schema-only', '--schema=tlsrpt', '--no-owner',
                '-d', postgres.url(database)])
    # Versions of the programs, random marks, and settings of the session.
    text = re.sub(r'(?m)^(--( Dumped .*| PostgreSQL database dump.*)?|\\(un)?restrict .*|SET .*|SELECT pg_catalog.*)\n',
                  '', text)
    text = re.sub(r'(?m)^(-- Name: .*); Owner: -$', r'\1', text)
    return HEADER + re.sub(r'\n{3,}', '\n\n', text).strip() + '\n'


def comparable(text: str) -> str:
    """From version 16 on PostgreSQL leaves out the table before a column of a view where it is the only one."""
    def bare(view: re.Match) -> str:
        return re.sub(r'\b\w+\.(?=\w)', '', view[0])

    return re.sub(r'(?s)CREATE VIEW .*?;\n', bare, text)
