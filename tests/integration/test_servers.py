# SPDX-License-Identifier: Apache-2.0
"""The servers of the other suites do what those suites rely on."""

import imaplib
import ssl
import subprocess
import sys
import time
import unittest
from pathlib import Path

from servers import Dovecot, Postgres, ServerError, scratch

MAIL = b'Message-ID: <%d@example.com>\r\n\r\nbody\r\n'


def tls(dovecot: Dovecot, host: str = 'localhost') -> imaplib.IMAP4_SSL:
    return imaplib.IMAP4_SSL(host, dovecot.tls_port, ssl_context=ssl.create_default_context(cafile=dovecot.ca_file))


class PostgresTest(unittest.TestCase):
    def test_survives_a_kill(self) -> None:
        with scratch() as folder, Postgres(folder / 'pg') as postgres:
            postgres.create_database('one')
            postgres.psql('CREATE TABLE t AS SELECT 1 AS x', 'one')
            postgres.kill()
            self.assertFalse(postgres.running())
            postgres.start()
            self.assertEqual(postgres.psql('SELECT x, 2 FROM t; SELECT 3', 'one'), '1|2\n3')

    def test_sql_error_raises(self) -> None:
        with scratch() as folder, Postgres(folder / 'pg') as postgres:
            with self.assertRaisesRegex(ServerError, 'no_such_column'):
                postgres.psql('SELECT no_such_column', 'postgres')

    def test_start_failure_shows_the_log(self) -> None:
        with scratch() as folder, self.assertRaisesRegex(ServerError, 'no_such_setting'):
            Postgres(folder / 'pg', settings={'no_such_setting': '1'}).start()

    def test_ends_with_a_killed_test(self) -> None:
        program = ('import sys, time; from servers import Postgres; from pathlib import Path\n'
                   'Postgres(Path(sys.argv[1])).start(); print(flush=True); time.sleep(600)')
        with scratch() as folder:
            child = subprocess.Popen([sys.executable, '-c', program, folder / 'pg'], stdout=subprocess.PIPE,
                                     cwd=Path(__file__).resolve().parents[1] / 'support')
            child.stdout.readline()
            self.assertTrue(Postgres(folder / 'pg').running())
            child.kill()
            child.communicate()
            while Postgres(folder / 'pg').running():
                time.sleep(0.05)


class DovecotTest(unittest.TestCase):
    def test_delivers_in_order(self) -> None:
        with scratch() as folder, Dovecot(folder / 'imap') as dovecot:
            dovecot.deliver('reports', 'INBOX', [MAIL % number for number in range(20)])
            dovecot.deliver('reports', 'Junk', [MAIL % 1], flags='S')
            self.assertEqual([(mail.uid, mail.message_id) for mail in dovecot.messages('reports')],
                             [(number + 1, f'<{number}@example.com>') for number in range(20)])
            self.assertIn('\\Seen', dovecot.messages('reports', 'Junk')[0].flags)
            self.assertEqual(dovecot.messages('reports', 'Nowhere'), [])
            self.assertEqual(dovecot.folders('reports'), {'INBOX', 'Junk'})

    def test_certificate_is_good_for_name_and_address(self) -> None:
        with scratch() as folder, Dovecot(folder / 'imap') as dovecot:
            for host in ('localhost', '127.0.0.1'):
                tls(dovecot, host).logout()
            self.assertEqual(dovecot.login_attempts(), 0)
            with self.assertRaises(imaplib.IMAP4.error), tls(dovecot) as client:
                client.login('reports', 'wrong')
            with tls(dovecot) as client:
                client.login('reports', dovecot.password)
            self.assertEqual(dovecot.login_attempts(), 2)

    def test_bad_certificates(self) -> None:
        for kind, reason in (('expired', 'expired'), ('wrong-host', 'Hostname mismatch')):
            with self.subTest(kind), scratch() as folder, Dovecot(folder / 'imap', certificate=kind) as dovecot:
                with self.assertRaisesRegex(ssl.SSLCertVerificationError, reason):
                    tls(dovecot)

    def test_capability_is_replaced(self) -> None:
        with scratch() as folder, Dovecot(folder / 'imap', capability='IMAP4rev1 IDLE') as dovecot:
            with dovecot.imap('reports') as client:
                self.assertEqual(client.capability()[1][0], b'IMAP4rev1 IDLE')

    def test_start_failure_shows_the_log(self) -> None:
        with scratch() as folder, self.assertRaisesRegex(ServerError, 'no_such_setting'):
            Dovecot(folder / 'imap', settings='no_such_setting = 1').start()


if __name__ == '__main__':
    unittest.main()
