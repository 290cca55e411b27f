# SPDX-License-Identifier: Apache-2.0
"""Named moments of tlsrpt fetch, as points on the wire: the program needs no hook for its tests."""

from typing import NamedTuple

from wire import Step

# Moments of a run. Each answer is there before the next command is sent.
BATCH = Step('client', 'P', 'message_count = message_count')
NOTE = Step('client', 'P', 'UPDATE tlsrpt.ingest_message')
COMMIT = Step('client', 'Q', 'COMMIT')
COMMITTED = Step('server', 'C', 'COMMIT')
READY = Step('server', 'Z')
COPY_DATA = Step('client', 'd')
# Rows of COPY are most of what is said.
ANY_BUT_ROWS = Step('client|server', '[^d]|..+')
TAGGED_OK = Step('server', 'line', r'^[^ *]+ OK')
# Of 40 mails in batches of 10, which is what the occurrences are made for.
LAST = 4
# The mailbox is told of as many batches at once as are committed by then: at least twice.
AT_LEAST = 2


def command(name: str) -> Step:
    return Step('client', 'line', f'^[^ ]+ {name}')


BODIES = command(r'UID FETCH [^ ]+ \(UID BODY\.PEEK\[\]\)')


class Checkpoint(NamedTuple):
    """Where the program is killed, how much of that piece is passed before, and at which of its occurrences."""
    steps: tuple[Step, ...]
    passed: float = 0
    occurrences: tuple[int, ...] = (1, 2, LAST)


ANYWHERE = {
    'before-run': Checkpoint((Step('client', 'P', 'INSERT INTO ingest_run'),), 0, (1,)),
    'in-run-commit': Checkpoint((Step('client', 'P', 'INSERT INTO ingest_run'), COMMITTED), 0, (1,)),
    'before-list': Checkpoint((command('UID SEARCH'),), 0, (1,)),
    'before-fetch': Checkpoint((BODIES,)),
    'in-fetch': Checkpoint((Step('server', 'literal'),), 0.5, (1, 20, 40)),
    'before-batch': Checkpoint((Step('client', 'P', r'unnest\(\$1::uuid\[\]\) AS asked'),), 0, (2,)),
    'in-copy': Checkpoint((COPY_DATA,), 0.5, (1, 60, 150)),
    'before-rollup': Checkpoint((Step('client', 'P', 'INTO tlsrpt.policy_daily'),), 0, (2,)),
    'in-rollup': Checkpoint((Step('client', 'P', 'INTO tlsrpt.organization_daily'),)),
    'before-commit': Checkpoint((BATCH, COMMIT)),
    'in-commit': Checkpoint((BATCH, COMMITTED)),
    'after-commit': Checkpoint((BATCH, COMMITTED, READY), 1),
    'before-note': Checkpoint((NOTE,), 0, (1, AT_LEAST)),
    'before-note-commit': Checkpoint((NOTE, COMMIT), 0, (AT_LEAST,)),
    'in-note-commit': Checkpoint((NOTE, COMMITTED), 0, (AT_LEAST,)),
    'before-end': Checkpoint((Step('client', 'P', 'UPDATE ingest_run SET ended_at'),), 0, (1,)),
}
WITH_MOVE = {
    'before-action': Checkpoint((command('UID MOVE'),), 0, (1, AT_LEAST)),
    'in-action': Checkpoint((command('UID MOVE'), TAGGED_OK), 0, (1, AT_LEAST)),
    'after-action': Checkpoint((command('UID MOVE'), TAGGED_OK), 1, (AT_LEAST,)),
    'before-seen': Checkpoint((command(r'UID STORE [^ ]+ \+FLAGS.SILENT \(.Seen'),), 0, (1,)),
}
WITHOUT_MOVE = {
    'before-uid-copy': Checkpoint((command('UID COPY'),), 0, (1, AT_LEAST)),
    'in-uid-copy': Checkpoint((command('UID COPY'), TAGGED_OK), 0, (1, AT_LEAST)),
    'before-uid-store': Checkpoint((command('UID COPY'), command('UID STORE')), 0, (1, AT_LEAST)),
    'in-uid-store': Checkpoint((command('UID COPY'), command('UID STORE'), TAGGED_OK), 0, (1, AT_LEAST)),
    'before-uid-expunge': Checkpoint((command('UID EXPUNGE'),), 0, (1, AT_LEAST)),
    'in-uid-expunge': Checkpoint((command('UID EXPUNGE'), TAGGED_OK), 0, (1, AT_LEAST)),
}
