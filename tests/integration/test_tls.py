# SPDX-License-Identifier: Apache-2.0
"""Whom tlsrpt fetch gives the password to, and where the password never shows."""

import contextlib
import os
import socket
import subprocess
import unittest
from pathlib import Path

from fake_server import fake_server
from program import (OK, SETUP, TRY_AGAIN, USAGE, Databases, Done, environment, run_program, tlsrpt,
                     write_config)
from servers import Dovecot, Postgres, scratch


def setUpModule() -> None:
    global folder, databases, good, expired, wrong_host
    folder = unittest.enterModuleContext(scratch())
    postgres = unittest.enterModuleContext(Postgres(folder / 'pg'))
    databases = Databases(postgres)
    good, expired, wrong_host = (unittest.enterModuleContext(Dovecot(folder / kind, certificate=kind))
                                 for kind in ('good', 'expired', 'wrong-host'))


def settings(server: Dovecot, tls: str, **changes: object) -> dict[str, object]:
    port = server.tls_port if tls == 'implicit' else server.port
    values = {'host': server.host, 'port': port, 'tls': tls, 'user': 'reports', 'ca_file': server.ca_file,
              'password_file': server.password_file, 'answer_timeout': 20} | changes
    return {name: value for name, value in values.items() if value is not None}


def fetch(**values: object) -> Done:
    return tlsrpt('fetch', config=write_config(folder / 'tlsrpt.conf', database=databases.new().url, **values))


def own_address() -> str | None:
    """An address of this machine that is not loopback; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect(('192.0.2.1', 9))
        return probe.getsockname()[0]
    return None


class CertificateTest(unittest.TestCase):
    def refused(self, server: Dovecot, message: str, **changes: object) -> None:
        for tls in ('implicit', 'starttls'):
            with self.subTest(tls):
                before = server.login_attempts()
                done = fetch(**settings(server, tls, **changes))
                self.assertEqual(done.returncode, SETUP, done.stderr)
                self.assertRegex(done.stderr, message)
                self.assertEqual(server.login_attempts(), before)

    def test_wrong_host_name(self) -> None:
        self.refused(wrong_host, r'certificate of localhost .*(?i:host ?name mismatch)')

    def test_wrong_address(self) -> None:
        self.refused(wrong_host, r'certificate of 127\.0\.0\.1 .*IP address mismatch', host='127.0.0.1')

    def test_expired(self) -> None:
        self.refused(expired, 'certificate of localhost .*expired')

    def test_unknown_authority(self) -> None:
        self.refused(good, 'certificate of localhost .*ca-file', ca_file=None)

    def test_another_authority(self) -> None:
        self.refused(good, 'certificate of localhost .*ca-file', ca_file=expired.ca_file)

    def test_missing_ca_file(self) -> None:
        self.refused(good, 'ca-file .*nowhere.pem', ca_file=folder / 'nowhere.pem')

    def test_good_one_is_taken(self) -> None:
        for tls in ('implicit', 'starttls'):
            for host in ('localhost', '127.0.0.1'):
                with self.subTest(tls=tls, host=host):
                    done = fetch(**settings(good, tls, host=host))
                    self.assertEqual((done.returncode, done.stdout, done.stderr), (OK, '', ''))


class PlaintextTest(unittest.TestCase):
    def test_loopback_needs_no_option(self) -> None:
        done = fetch(**settings(good, 'none'))
        self.assertEqual((done.returncode, done.stderr), (OK, ''))

    def test_elsewhere_it_needs_an_option(self) -> None:
        address = own_address()
        if address is None:
            self.skipTest('this machine has no address but loopback')
        login = {'CAPABILITY': b'* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n', 'LOGIN': b'TAG NO not here\r\n'}
        for allowed in (False, True):
            with self.subTest(allowed=allowed), fake_server(login, address) as server:
                done = fetch(**settings(good, 'none', host=address, port=server.port,
                                        allow_plaintext=str(allowed).lower()))
                self.assertEqual(done.returncode, SETUP)
                self.assertEqual(b'LOGIN' in server.received, allowed)
                self.assertEqual('allow-plaintext' in done.stderr, not allowed)

    def test_server_without_starttls_gets_no_password(self) -> None:
        with fake_server({'CAPABILITY': b'* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n'}) as server:
            done = fetch(**settings(good, 'starttls', port=server.port))
        self.assertEqual(done.returncode, SETUP)
        self.assertIn('STARTTLS', done.stderr)
        self.assertNotIn(b'LOGIN', server.received)

    def test_words_behind_the_starttls_answer_are_refused(self) -> None:
        answers = {'CAPABILITY': b'* CAPABILITY IMAP4rev1 STARTTLS\r\nTAG OK done\r\n',
                   'STARTTLS': b'TAG OK begin\r\n* PREAUTH welcome\r\n'}
        with fake_server(answers) as server:
            done = fetch(**settings(good, 'starttls', port=server.port))
        self.assertEqual(done.returncode, SETUP)
        self.assertNotIn(b'LOGIN', server.received)

    def test_plaintext_server_on_the_tls_port(self) -> None:
        done = fetch(**settings(good, 'implicit', port=good.port))
        self.assertIn(done.returncode, (SETUP, TRY_AGAIN))
        self.assertIn(f'localhost:{good.port}', done.stderr)


class PasswordTest(unittest.TestCase):
    def password_file(self, text: str) -> Path:
        path = folder / 'secret'
        path.write_text(text)
        return path

    def test_wrong_one_is_a_matter_of_setup_and_shown_nowhere(self) -> None:
        secret = 'Tr0ub4dor-and-3'
        database = databases.new()
        done = tlsrpt('fetch', '--verbose', config=write_config(
            folder / 'wrong.conf', database=database.url,
            **settings(good, 'implicit', password_file=self.password_file(secret + '\n'))))
        self.assertEqual(done.returncode, SETUP)
        self.assertIn('reports', done.stderr)
        self.assertIn('password-file', done.stderr)
        error = database.sql('SELECT error FROM tlsrpt.ingest_run')
        self.assertIn('login', error)
        self.assertNotIn(secret, done.stdout + done.stderr + error)

    def test_server_that_repeats_it(self) -> None:
        secret = 'Tr0ub4dor-and-3'
        answers = {'CAPABILITY': b'* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n',
                   'LOGIN': f'TAG NO wrong: LOGIN reports {secret}\r\n'.encode()}
        with fake_server(answers) as server:
            done = fetch(**settings(good, 'none', port=server.port, password_file=self.password_file(secret)))
        self.assertEqual(done.returncode, SETUP)
        self.assertNotIn(secret, done.stdout + done.stderr)

    def test_command(self) -> None:
        done = fetch(**settings(good, 'implicit', password_file=None, password_command=f'cat {good.password_file}'))
        self.assertEqual((done.returncode, done.stderr), (OK, ''))

    def test_failing_command(self) -> None:
        before = good.login_attempts()
        done = fetch(**settings(good, 'implicit', password_file=None, password_command='echo Tr0ub4dor; false'))
        self.assertEqual(done.returncode, SETUP)
        self.assertIn('password-command', done.stderr)
        self.assertNotIn('Tr0ub4dor', done.stdout + done.stderr)
        self.assertEqual(good.login_attempts(), before)

    def test_missing_empty_and_doubled(self) -> None:
        for changes in ({'password_file': folder / 'nowhere'}, {'password_file': self.password_file('\nx\n')},
                        {'password_file': None}, {'password_command': 'true'}):
            with self.subTest(**changes):
                done = fetch(**settings(good, 'implicit', **changes))
                self.assertEqual(done.returncode, SETUP)
                self.assertRegex(done.stderr, 'password-file|password-command')

    def test_never_on_the_command_line(self) -> None:
        done = run_program('fetch', '--password', 'Tr0ub4dor')
        self.assertEqual(done.returncode, USAGE)
        self.assertIn('password-file', done.stderr)
        self.assertNotIn('Tr0ub4dor', done.stderr)

    def test_other_users_of_the_machine_do_not_see_it(self) -> None:
        secret = 'Tr0ub4dor-and-3'
        self.password_file(secret + '\n')
        capability = {'CAPABILITY': b'* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n'}
        with fake_server(capability) as server:
            config = write_config(folder / 'hold.conf', database=databases.new().url, **settings(
                good, 'none', port=server.port, password_file=None, password_command=f'cat {folder}/secret'))
            program = subprocess.Popen([os.environ['TLSRPT'], 'fetch', '--config', config], env=environment(),
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                while b'LOGIN' not in server.received:
                    self.assertTrue(server.got_line.wait(60))
                    self.assertIsNone(program.poll())
                shown = [Path(f'/proc/{program.pid}/{file}').read_bytes() for file in ('cmdline', 'environ', 'comm')]
            finally:
                program.kill()
                program.wait()
        self.assertIn(secret.encode(), server.received)
        self.assertNotIn(secret.encode(), b''.join(shown))


class UnreachableTest(unittest.TestCase):
    def test_nobody_listens(self) -> None:
        with socket.create_server(('127.0.0.1', 0)) as taken:
            port = taken.getsockname()[1]
        for tls in ('implicit', 'starttls'):
            with self.subTest(tls):
                done = fetch(**settings(good, tls, port=port))
                self.assertEqual(done.returncode, TRY_AGAIN)
                self.assertIn(f'localhost:{port}', done.stderr)

    def test_silent_server(self) -> None:
        with fake_server({}) as server:
            done = fetch(**settings(good, 'none', port=server.port, answer_timeout=1))
        self.assertEqual(done.returncode, TRY_AGAIN)

    def test_missing_folder(self) -> None:
        done = fetch(**settings(good, 'implicit', folder='Nowhere'))
        self.assertEqual(done.returncode, SETUP)
        self.assertIn('Nowhere', done.stderr)


if __name__ == '__main__':
    unittest.main()
