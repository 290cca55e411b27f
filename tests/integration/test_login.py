# SPDX-License-Identifier: Apache-2.0
"""tlsrpt fetch logs in: by password, by token (RFC 7628, XOAUTH2), by client certificate."""

import base64
import collections
import itertools
import os
import re
import shlex
import subprocess
import time
import unittest
from pathlib import Path

import certificates
from dovecot_login import login_settings, make_token
from fake_server import fake_server
from program import OK, SETUP, TRY_AGAIN, USAGE, Databases, Done, environment, run_program, tlsrpt, write_config
from servers import Dovecot, Postgres, scratch

# What quoting, LOGIN's literals and SASL must bring over unharmed. The names have the server's own password.
NAMES = ('o"brien\\', 'jürgen@münchen.example', "a,b=c'd")
USERS = {'reports': 'Tr0ub4dor and 3', 'quoter': 'say "\\friend\\" and', 'stranger': 'Gruß, 日本 = €',
         'pest': '{5}%s*(x)'}
TOKEN_METHODS = ('XOAUTH2', 'OAUTHBEARER')
numbers = itertools.count()


def setUpModule() -> None:
    global folder, database, dovecot, without_sasl_ir
    folder = unittest.enterModuleContext(scratch())
    database = Databases(unittest.enterModuleContext(Postgres(folder / 'pg'))).new()
    extra = login_settings(folder, USERS)
    dovecot = unittest.enterModuleContext(Dovecot(folder / 'imap', settings=extra))
    without_sasl_ir = unittest.enterModuleContext(
        Dovecot(folder / 'plain', settings=extra, capability='IMAP4rev1 UIDPLUS'))


def secret_file(text: str) -> Path:
    path = folder / f'secret{next(numbers)}'
    path.write_text(text)
    return path


def fetch(server: Dovecot | None = None, *options: str, **changes: object) -> Done:
    server = server or dovecot
    values = {'host': server.host, 'port': server.tls_port, 'user': 'reports', 'ca_file': server.ca_file,
              'answer_timeout': 20, 'database': database.url} | changes
    return tlsrpt('fetch', *options, config=write_config(folder / f'{next(numbers)}.conf', **values))


class LoginTest(unittest.TestCase):
    logins: collections.Counter[Dovecot] = collections.Counter()

    def logged_in(self, done: Done, server: Dovecot, method: str) -> None:
        self.assertEqual((done.returncode, done.stdout, done.stderr), (OK, '', ''))
        self.logins[server] += 1
        methods: list[str] = []
        deadline = time.monotonic() + 30
        while len(methods) < self.logins[server] and time.monotonic() < deadline:
            methods = re.findall(r'(?:Login|Logged in): user=.*? method=(\w+)', server.log())
            time.sleep(0.01)
        self.assertEqual((len(methods), methods[-1]), (self.logins[server], method))


class PasswordTest(LoginTest):
    def test_every_name_and_password_by_either_way(self) -> None:
        for server, auth in ((dovecot, 'auto'), (dovecot, 'login'), (without_sasl_ir, 'plain')):
            for user, password in ({name: server.password for name in NAMES} | USERS).items():
                with self.subTest(user=user, auth=auth):
                    done = fetch(server, user=user, auth=auth, password_file=secret_file(password + '\r\n'))
                    self.logged_in(done, server, 'PLAIN')

    def test_wrong_password(self) -> None:
        for auth in ('plain', 'login'):
            with self.subTest(auth):
                done = fetch(None, '--verbose', auth=auth, password_file=secret_file('guess-me-once'))
                self.assertEqual(done.returncode, SETUP, done.stderr)
                self.assertRegex(done.stderr, f'user reports by {auth.upper()}: .*check user and password-file')
                self.assertNotIn('guess-me', done.stdout + done.stderr)


class TokenTest(LoginTest):
    def test_good_token(self) -> None:
        for server, method in itertools.product((dovecot, without_sasl_ir), TOKEN_METHODS):
            # The second is longer than a command line should be.
            for token in (make_token('reports'), make_token('reports', padding='x' * 4000)):
                with self.subTest(server=server.folder.name, method=method, size=len(token)):
                    file = secret_file(token + '\n')
                    self.logged_in(fetch(server, auth=method.lower(), token_file=file), server, method)
                    done = fetch(server, auth=method.lower(), token_command=f'cat {shlex.quote(str(file))}')
                    self.logged_in(done, server, method)

    def test_automatic_choice(self) -> None:
        self.logged_in(fetch(token_file=secret_file(make_token('reports'))), dovecot, 'OAUTHBEARER')

    def test_every_name(self) -> None:
        for user, method in itertools.product(NAMES, TOKEN_METHODS):
            with self.subTest(user=user, method=method):
                done = fetch(user=user, auth=method.lower(), token_file=secret_file(make_token(user)))
                self.logged_in(done, dovecot, method)

    def test_refused_token(self) -> None:
        refused = {'expired': make_token('reports', valid_seconds=-3600),
                   'signed by another key': make_token('reports', key=b'another key'),
                   'of another user': make_token('somebody'),
                   'no token': 'ya29.garbage'}
        for server, method, (name, token) in itertools.product((dovecot, without_sasl_ir), TOKEN_METHODS,
                                                               refused.items()):
            with self.subTest(server=server.folder.name, method=method, token=name):
                start = time.monotonic()
                done = fetch(server, '--verbose', auth=method.lower(), token_file=secret_file(token))
                self.assertLess(time.monotonic() - start, 20)
                self.assertEqual(done.returncode, SETUP, done.stderr)
                # Dovecot 2.4 gives no reason for a token of somebody else.
                status = '' if name == 'of another user' else '"status":.*'
                self.assertRegex(done.stderr, f'user reports by {method}: .*{status}check user and token-file')
                self.assertNotIn(token[:16], done.stdout + done.stderr)

    def test_text_that_is_no_token(self) -> None:
        before = dovecot.login_attempts()
        for text in ('{"access_token": "ya29.abc"}\n', 'ya29.abc def\n', ' ya29.abc\n', 'ya29.abc\rdef\n', 'ya29.ä\n'):
            for source in ({'token_file': secret_file(text)}, {'token_command': f'cat {secret_file(text)}'}):
                with self.subTest(text=text, **source):
                    done = fetch(**source)
                    self.assertEqual(done.returncode, SETUP)
                    self.assertIn('must be the access token and nothing else', done.stderr)
                    self.assertNotIn('ya29', done.stdout + done.stderr)
        done = fetch(token_file=secret_file('\nya29.abc\n'))
        self.assertRegex(done.stderr, 'token-file is empty')
        self.assertEqual(dovecot.login_attempts(), before)

    def test_failing_command_shows_nothing_of_itself(self) -> None:
        done = fetch(None, '--verbose', token_command='echo Tr0ub4dor; exit 3')
        self.assertEqual(done.returncode, SETUP)
        self.assertIn('token-command', done.stderr)
        self.assertNotIn('Tr0ub4dor', done.stdout + done.stderr)

    def test_never_on_the_command_line(self) -> None:
        done = run_program('fetch', '--token', 'Tr0ub4dor')
        self.assertEqual(done.returncode, USAGE)
        self.assertIn('token-file', done.stderr)
        self.assertNotIn('Tr0ub4dor', done.stderr)


class CertificateTest(LoginTest):
    def client(self, user: str, authority: Path) -> dict[str, Path]:
        return dict(zip(('client_cert', 'client_key'), certificates.make_client(authority, user)))

    def test_certificate_is_enough(self) -> None:
        for server in (dovecot, without_sasl_ir):
            with self.subTest(server.folder.name):
                done = fetch(server, auth='external', **self.client('reports', folder / 'imap' / 'tls'))
                self.logged_in(done, server, 'EXTERNAL')

    def test_certificate_of_another_authority(self) -> None:
        other = folder / 'other'
        certificates.make(other, 'good')
        done = fetch(auth='external', **self.client('reports', other))
        self.assertEqual(done.returncode, SETUP, done.stderr)
        self.assertIn('client-cert', done.stderr)

    def test_required_beside_a_password(self) -> None:
        password = secret_file(USERS['reports'])
        required = login_settings(folder, USERS) + '\nauth_ssl_require_client_cert = yes\n'
        with Dovecot(folder / 'strict', settings=required) as strict:
            done = fetch(strict, password_file=password, **self.client('reports', folder / 'imap' / 'tls'))
            self.logged_in(done, strict, 'PLAIN')
            done = fetch(strict, password_file=password)
            self.assertEqual(done.returncode, SETUP, done.stderr)


class SettingsTest(unittest.TestCase):
    def test_wrong_combinations(self) -> None:
        password, token = ({name: secret_file('x')} for name in ('password_file', 'token_file'))
        wrong = ((password | token, 'password-file and token-file are both set'),
                 ({'auth': 'xoauth2'}, 'auth = xoauth2 needs a token: set token-file or token-command'),
                 ({'auth': 'oauthbearer'} | password, 'takes a token, but password-file is set; set token-file or'),
                 ({'auth': 'plain'} | token, 'takes a password, but token-file is set; set password-file or'),
                 ({'auth': 'login'} | token, 'takes a password, but token-file is set; set password-file or'),
                 ({'auth': 'external'}, 'auth = external needs client-cert'),
                 ({'auth': 'external', 'client_cert': 'x'} | password, 'needs no secret .*leave out password-file'),
                 ({}, 'no password: set password-file or password-command; .*token-file or token-command'))
        before = dovecot.login_attempts()
        for values, message in wrong:
            with self.subTest(message):
                done = fetch(**values)
                self.assertEqual(done.returncode, SETUP)
                self.assertRegex(done.stderr, message)
        self.assertEqual(dovecot.login_attempts(), before)


class ScriptedTest(unittest.TestCase):
    """What is on the wire, and how odd answers are taken."""

    def talk(self, capability: str, answer: bytes, *dialogue: bytes, **changes: object) -> tuple[Done, bytes]:
        answers = {'CAPABILITY': f'* CAPABILITY IMAP4rev1 {capability}\r\nTAG OK done\r\n'.encode(),
                   'AUTHENTICATE': answer, 'LOGIN': answer}
        with fake_server(answers, dialogue=dialogue) as server:
            done = fetch(None, '--verbose', tls='none', port=server.port, **changes)
            return done, server.received

    def test_initial_response(self) -> None:
        password = {'password_file': secret_file('sesam')}
        response = base64.b64encode(b'\0reports\0sesam')
        done, received = self.talk('SASL-IR AUTH=PLAIN LOGINDISABLED', b'TAG NO [UNAVAILABLE] Later.\r\n', **password)
        self.assertIn(b'AUTHENTICATE PLAIN ' + response + b'\r\n', received)
        self.assertEqual(done.returncode, TRY_AGAIN, done.stderr)
        done, received = self.talk('AUTH=PLAIN', b'* OK wait\r\n+\r\n', b'TAG NO No.\r\n', **password)
        self.assertIn(b'AUTHENTICATE PLAIN\r\n' + response + b'\r\n', received)
        self.assertEqual(done.returncode, SETUP, done.stderr)

    def test_long_response_is_no_part_of_the_command(self) -> None:
        token = 'ya29.' + 'x' * 2000
        _, received = self.talk('SASL-IR AUTH=XOAUTH2', b'+ \r\n', b'TAG NO No.\r\n', token_file=secret_file(token))
        response = base64.b64encode(f'user=reports\1auth=Bearer {token}\1\1'.encode())
        self.assertIn(b'AUTHENTICATE XOAUTH2\r\n' + response + b'\r\n', received)

    def test_literals_of_login(self) -> None:
        done, received = self.talk('', b'+ go on\r\n', b'+ go on\r\n', b'TAG BAD Not here.\r\n', user='jürgen',
                                   password_file=secret_file('Gruß'))
        self.assertIn(' LOGIN {7}\r\njürgen {5}\r\nGruß\r\n'.encode(), received)
        self.assertEqual(done.returncode, SETUP, done.stderr)
        self.assertIn('Not here', done.stderr)

    def test_connection_that_breaks_off(self) -> None:
        for end in (b'* BYE Not today, sesam\r\n', b'X1 OK done\r\n', b'\0\xff garbage\r\n'):
            for answers in ([end], [b'+ \r\n', end]):
                with self.subTest(answers):
                    done, _ = self.talk('AUTH=PLAIN', *answers, password_file=secret_file('sesam'), answer_timeout=2)
                    self.assertEqual(done.returncode, TRY_AGAIN, done.stderr)
                    self.assertIn('AUTHENTICATE PLAIN', done.stderr)
                    self.assertNotIn('sesam', done.stderr)

    def test_refused_token_is_answered(self) -> None:
        challenge = base64.b64encode(b'{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}')
        for method, last in (('XOAUTH2', b'\r\n'), ('OAUTHBEARER', b'AQ==\r\n')):
            for end in (b'TAG NO [AUTHENTICATIONFAILED] Invalid.\r\n', b'TAG BAD Cancelled.\r\n'):
                with self.subTest(method=method, end=end):
                    done, received = self.talk(f'SASL-IR AUTH={method}', b'+ ' + challenge + b'\r\n', end,
                                               token_file=secret_file('ya29.abc'))
                    self.assertIn(b'\r\n' + last, received)
                    self.assertEqual(done.returncode, SETUP, done.stderr)
                    self.assertIn('"scope":"https://mail.google.com/"', done.stderr)

    def test_server_that_repeats_a_secret(self) -> None:
        token = 'ya29.abc/def+' + 'x' * 40
        response = base64.b64encode(f'user=reports\1auth=Bearer {token}\1\1'.encode())
        for told in (b'{"token":"' + token.encode() + b'"}', b'{"token":"' + token.replace('/', '\\/').encode() + b'"}',
                     response, b'cut: ' + token[:30].encode()):
            with self.subTest(told):
                done, _ = self.talk('SASL-IR AUTH=XOAUTH2', b'+ ' + base64.b64encode(told) + b'\r\n',
                                    b'TAG NO bad: ' + told + b'\r\n', token_file=secret_file(token))
                self.assertEqual(done.returncode, SETUP, done.stderr)
                for secret in (token[:20], token.replace('/', '\\/')[:20], response.decode()[:20]):
                    self.assertNotIn(secret, done.stdout + done.stderr)
        done, received = self.talk('', b'TAG NO bad: "se\\"sam"\r\n', password_file=secret_file('se"sam'))
        self.assertIn(b'LOGIN "reports" "se\\"sam"\r\n', received)
        self.assertNotIn('sam', done.stdout + done.stderr)

    def test_nothing_that_fits_is_offered(self) -> None:
        for capability, source, message in (
                ('LOGINDISABLED', 'password_file', 'does not take PLAIN or LOGIN .*set tls to implicit or starttls'),
                ('AUTH=PLAIN', 'token_file', 'does not take OAUTHBEARER or XOAUTH2')):
            with self.subTest(capability):
                done, received = self.talk(capability, b'', **{source: secret_file('sesam')})
                self.assertEqual(done.returncode, SETUP)
                self.assertRegex(done.stderr, message)
                self.assertNotIn(b'sesam', received)

    def test_server_that_asks_for_ever(self) -> None:
        done, received = self.talk('SASL-IR AUTH=PLAIN', b'+ more\r\n', *[b'+ more\r\n'] * 3,
                                   password_file=secret_file('sesam'), answer_timeout=1)
        self.assertIn(b'\r\n*\r\n', received)
        self.assertEqual(done.returncode, TRY_AGAIN, done.stderr)

    def test_other_users_of_the_machine_do_not_see_a_token(self) -> None:
        token = 'ya29.' + 'secret' * 8
        answers = {'CAPABILITY': b'* CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2\r\nTAG OK done\r\n'}
        with fake_server(answers) as server:
            config = write_config(folder / 'hold.conf', database=database.url, host='127.0.0.1', tls='none',
                                  port=server.port, user='reports', token_command=f'cat {secret_file(token)}')
            program = subprocess.Popen([os.environ['TLSRPT'], 'fetch', '--config', config], env=environment(),
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                while b'AUTHENTICATE' not in server.received:
                    self.assertTrue(server.got_line.wait(60))
                    self.assertIsNone(program.poll())
                process = Path(f'/proc/{program.pid}')
                shown = b''.join((process / file).read_bytes() for file in ('cmdline', 'environ', 'comm'))
                limits = (process / 'limits').read_text()
            finally:
                program.kill()
                program.wait()
        self.assertNotIn(token.encode(), shown)
        self.assertRegex(limits, r'Max core file size +0 +0 ')


if __name__ == '__main__':
    unittest.main()
