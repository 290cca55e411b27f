# SPDX-License-Identifier: Apache-2.0
"""The least that each way can cost: the same bytes over the same wires, with nobody reading them."""

import socket
import ssl
from pathlib import Path

from dovecot import Dovecot
from program import Database

READ_BYTES = 65536
UIDS_A_COMMAND = 1000

# In an order that foreign keys allow.
SORTED_BY = {
    'report': 'report_key',
    'policy': 'report_key, policy_no',
    'failure_detail': 'report_key, policy_no, failure_no',
    'report_body': 'report_key, body_hash',
    'ingest_run': 'run_id',
    'ingest_folder': 'account, folder',
    'ingest_message': 'account, folder, uidvalidity, uid',
    'ingest_document': 'run_id, folder, uid, document_no',
    'policy_daily': 'report_day, report_domain, policy_type, sts_mode',
    'failure_daily': 'report_day, report_domain, result_type',
    'organization_daily': 'report_day, organization_name, policy_type',
}


class BareClient:
    """Says IMAP commands over TLS and drops what comes back."""

    def __init__(self, server: Dovecot, user: str) -> None:
        self.received = 0
        self._count = 0
        self._buffer = bytearray(READ_BYTES)
        plain = socket.create_connection((server.host, server.tls_port))
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        context = ssl.create_default_context(cafile=server.ca_file)
        self._connection = context.wrap_socket(plain, server_hostname=server.host)
        self._read_line('* OK')
        self.command(f'LOGIN {user} {server.password}')

    def command(self, line: str) -> None:
        self._count += 1
        tag = f'BARE{self._count}'
        self._connection.sendall(f'{tag} {line}\r\n'.encode())
        self._read_line(f'{tag} OK')

    def _read_line(self, wanted: str) -> None:
        """Reads until the last whole line that came has the tag of `wanted`, and is it."""
        tag = wanted.split()[0].encode()
        tail = b''
        while True:
            count = self._connection.recv_into(self._buffer)
            if count == 0:
                raise ConnectionError('the server closed the connection')
            self.received += count
            tail = (tail + self._buffer[max(0, count - 1000):count])[-1000:]
            last_line = tail.removesuffix(b'\r\n').rpartition(b'\n')[2]
            if tail.endswith(b'\r\n') and last_line.startswith(tag):
                if not last_line.startswith(wanted.encode()):
                    raise ConnectionError(last_line.decode(errors='replace'))
                return

    def close(self) -> None:
        self.command('LOGOUT')
        self._connection.close()


def fetch_and_move(server: Dovecot, user: str, count: int) -> None:
    """Reads all mails of a fresh inbox and moves them to folder Done."""
    client = BareClient(server, user)
    client.command('CREATE Done')
    client.command('SELECT INBOX')
    client.command('UID SEARCH ALL')
    for first in range(1, count + 1, UIDS_A_COMMAND):
        uids = f'{first}:{min(first + UIDS_A_COMMAND - 1, count)}'
        client.command(f'UID FETCH {uids} (UID RFC822.SIZE INTERNALDATE BODY.PEEK[])')
        client.command(f'UID MOVE {uids} Done')
    client.close()


def look_for_new(server: Dovecot, user: str) -> int:
    """Lists the inbox; returns the bytes received."""
    client = BareClient(server, user)
    client.command('SELECT INBOX')
    client.command('UID SEARCH ALL')
    client.close()
    return client.received


def write_rows(database: Database, folder: Path) -> None:
    """Writes what a run left in the tables into a file each, sorted by key."""
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    for table, key in SORTED_BY.items():
        database.sql(f"\\copy (SELECT * FROM tlsrpt.{table} ORDER BY {key}) TO '{folder / table}'")


def copy_rows(database: Database, folder: Path) -> None:
    """Loads these files into an empty database in one transaction."""
    copies = [f"\\copy tlsrpt.{table} FROM '{folder / table}'\n" for table in SORTED_BY]
    database.sql('BEGIN;\n' + ''.join(copies) + 'COMMIT;\n')
