# SPDX-License-Identifier: Apache-2.0
"""The program on a terminal of its own."""

import json
import os
import pty
import subprocess
from pathlib import Path

from program import environment


def small_mail(organization: str) -> bytes:
    """A report mail as small as can be."""
    report = {'organization-name': organization, 'contact-info': 'a@example.com', 'report-id': 'id-1',
              'date-range': {'start-datetime': '2026-01-01T00:00:00Z', 'end-datetime': '2026-01-01T23:59:59Z'},
              'policies': [{'policy': {'policy-type': 'no-policy-found', 'policy-domain': 'example.com'},
                            'summary': {'total-successful-session-count': 3, 'total-failure-session-count': 1}}]}
    return (b'Subject: report\r\nMIME-Version: 1.0\r\nContent-Type: application/tlsrpt+json\r\n\r\n'
            + json.dumps(report).encode() + b'\r\n')


def on_terminal(*arguments: str | Path, **variables: str) -> tuple[int, str]:
    """Exit status and everything that a terminal was sent."""
    master, slave = pty.openpty()
    program = subprocess.Popen([os.environ['TLSRPT'], *arguments], stdin=slave, stdout=slave, stderr=slave,
                               env=environment(**variables))
    os.close(slave)
    shown = b''
    try:
        while piece := os.read(master, 65536):
            shown += piece
    except OSError:
        pass  # Linux says so when the other side has closed
    finally:
        os.close(master)
    return program.wait(60), shown.decode()
