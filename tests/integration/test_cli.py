# SPDX-License-Identifier: Apache-2.0
"""The command line, the configuration file, and what is printed where."""

import unittest
from pathlib import Path

from program import OK, REFUSED, SETUP, USAGE, Databases, Done, generate, run_program, tlsrpt, write_config
from servers import Dovecot, Postgres, scratch
from terminal import on_terminal


def setUpModule() -> None:
    global folder, postgres, databases, manifest, mails, loaded
    folder = unittest.enterModuleContext(scratch())
    postgres = unittest.enterModuleContext(Postgres(folder / 'pg'))
    databases = Databases(postgres)
    manifest = generate(folder / 'mails', 120, '--odd', 5, '--domains', 12)
    mails = sorted((folder / 'mails').glob('*.eml'))
    loaded = databases.new()
    tlsrpt('load', '--database', loaded.url, folder / 'mails')


class HelpTest(unittest.TestCase):
    def test_program(self) -> None:
        for option in ('--help', '-h', 'help'):
            done = run_program(option)
            self.assertEqual((done.returncode, done.stderr), (OK, ''))
            for command in ('migrate', 'fetch', 'load', 'report'):
                self.assertIn(f'\n  {command} ', done.stdout)

    def test_each_command(self) -> None:
        for command, options in (
                ('migrate', 'database'), ('report', 'since until domain by format'),
                ('load', 'max-message-bytes dry-run verbose'),
                ('fetch', 'host port tls user password-file password-command ca-file client-cert client-key folder '
                          'action move-to action-rejected rejected-to action-no-report no-report-to database dry-run '
                          'limit config')):
            with self.subTest(command):
                done = run_program(command, '--help')
                self.assertEqual((done.returncode, done.stderr), (OK, ''))
                self.assertIn(f'Usage: tlsrpt {command}', done.stdout)
                for option in options.split():
                    self.assertRegex(done.stdout, rf'(?m)^[ *] --{option}( |$)')

    def test_version(self) -> None:
        done = run_program('--version')
        self.assertEqual((done.returncode, done.stderr), (OK, ''))
        self.assertRegex(done.stdout, r'^tlsrpt \d+\.\d+\.\d+\n$')


class CommandLineTest(unittest.TestCase):
    def refused(self, message: str, *arguments: str | Path) -> None:
        with self.subTest(arguments=arguments):
            done = run_program(*arguments)
            self.assertEqual((done.returncode, done.stdout), (USAGE, ''))
            self.assertRegex(done.stderr, f'^tlsrpt: .*{message}.*\n$')

    def test_command(self) -> None:
        self.refused('no command', )
        self.refused('no command of that name', 'fetsch')

    def test_option(self) -> None:
        self.refused('folter', 'fetch', '--folter', 'x')
        self.refused('unknown setting', 'load', '--host', 'x', mails[0])
        self.refused('limit', 'fetch', '--limit')
        self.refused('--database is given twice', 'migrate', '--database', 'a', '--database', 'b')

    def test_value(self) -> None:
        for message, *arguments in (
                ('--port must be a number from 1 to 65535, not "0"', 'fetch', '--port', '0'),
                ('--port must be a number from 1 to 65535, not "imap"', 'fetch', '--port', 'imap'),
                ('--limit must be a number', 'fetch', '--limit', '-1'),
                ('--tls must be one of implicit.starttls.none, not "ssl"', 'fetch', '--tls', 'ssl'),
                ('--action must be one of none.seen.move.delete', 'fetch', '--action', 'remove'),
                ('--action-rejected must be one of none.seen.move, not', 'fetch', '--action-rejected', 'delete'),
                ('--since must be a day like', 'report', '--since', '2026-02-30'),
                ('--format must be one of table.csv.json', 'report', '--format', 'xml'),
                ('--max-message-bytes must be a number from', 'load', '--max-message-bytes', '1'),
                ('--user is empty', 'fetch', '--user', '')):
            self.refused(message, *arguments)

    def test_arguments(self) -> None:
        self.refused('--folder', 'fetch', 'INBOX')
        self.refused('report takes no arguments', 'report', 'example.com')
        self.refused('--since lies behind --until', 'report', '--since', '2026-02-01', '--until', '2026-01-01')

    def test_password_in_the_database_uri(self) -> None:
        for value in ('postgresql://me:s3cret@host/db', 'host=x password=s3cret', 'postgresql:///db?password=s3cret'):
            self.refused('must not hold a password', 'report', '--database', value)
            self.assertNotIn('s3cret', run_program('report', '--database', value).stderr)

    def test_bare_flag_does_not_take_what_follows(self) -> None:
        done = tlsrpt('load', '--database', databases.new().url, '--verbose', mails[0])
        self.assertEqual(done.returncode, OK, done.stderr)
        self.assertIn('1 mails: 1 stored', done.stdout)


class ConfigTest(unittest.TestCase):
    def write(self, text: str) -> Path:
        path = folder / 'test.conf'
        path.write_text(text)
        return path

    def refused(self, text: str, message: str) -> None:
        with self.subTest(text):
            done = tlsrpt('fetch', config=self.write(text))
            self.assertEqual((done.returncode, done.stdout), (SETUP, ''))
            self.assertRegex(done.stderr, f'^tlsrpt: .*test.conf{message}.*\n$')

    def test_what_is_refused(self) -> None:
        self.refused('host = x\n\nprot = 993\n', ':3: unknown setting "prot"')
        self.refused('port = 99999\n', ':1: port must be a number from 1 to 65535, not "99999"')
        self.refused('action = shred\n', ':1: action must be one of none.seen.move.delete, not "shred"')
        self.refused('move-to = Done#1\n', ':1: .*#')
        self.refused('password = s3cret\n', ':1: .*password-file')
        self.refused('database = postgresql://me:s3cret@host/db\n', ':1: database must not hold a password')
        self.refused('[imap]\nhost = x\n', ':1: .*sections')
        self.refused('host = x\nhost = y\n', ':2: host was set before .*test.conf:1')
        self.refused('host\n', ':1: .*name = value')
        self.refused('user =\n', ':1: user is empty')
        self.refused('dry-run = true\n', ':1: unknown setting')

    def test_secrets_are_not_repeated(self) -> None:
        for text in ('password = s3cret\n', 'database = postgresql://me:s3cret@host/db\n'):
            self.assertNotIn('s3cret', tlsrpt('fetch', config=self.write(text)).stderr)

    def test_missing_file(self) -> None:
        done = tlsrpt('fetch', config=folder / 'nowhere.conf')
        self.assertEqual(done.returncode, SETUP)
        self.assertIn('nowhere.conf', done.stderr)

    def test_missing_settings(self) -> None:
        complete = {'host': 'localhost', 'user': 'x', 'password_command': 'echo x', 'action': 'move',
                    'move_to': 'Done', 'action_rejected': 'move', 'rejected_to': 'Bad', 'action_no_report': 'move',
                    'no_report_to': 'Other', 'database': databases.new().url}
        for missing in ('host', 'user', 'password_command', 'move_to', 'rejected_to', 'no_report_to'):
            with self.subTest(missing):
                path = write_config(folder / 'test.conf', **{name: value for name, value in complete.items()
                                                             if name != missing})
                done = tlsrpt('fetch', '--port', '1', config=path)
                self.assertEqual(done.returncode, SETUP)
                self.assertIn(missing.replace('_', '-'), done.stderr)

    def test_comments_blanks_and_line_ends(self) -> None:
        path = self.write(f'# a comment\r\n; another\r\n\r\n  database   =  {loaded.url}  \r\nverbose = false\r\n')
        self.assertEqual(tlsrpt('report', config=path).returncode, OK)

    def test_command_line_wins(self) -> None:
        path = self.write('database = host=/nonexistent\n')
        self.assertEqual(tlsrpt('report', '--database', loaded.url, config=path).returncode, OK)

    def test_one_file_serves_every_command(self) -> None:
        path = write_config(folder / 'test.conf', database=loaded.url, host='x', user='y', password_file='/nowhere',
                            folder=['A', 'B'])
        self.assertEqual(tlsrpt('report', config=path).returncode, OK)


class OutputTest(unittest.TestCase):
    def load(self, *paths: Path, options: tuple[str, ...] = ()) -> Done:
        return tlsrpt('load', '--database', databases.new().url, *options, *paths)

    def test_silence_where_no_person_is_needed(self) -> None:
        letter = folder / 'letter.eml'
        letter.write_bytes(b'Subject: news\r\n\r\nhello\r\n')
        done = self.load(mails[0], mails[0], letter)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (OK, '', ''))

    def test_a_line_for_what_needs_a_person(self) -> None:
        done = self.load(folder / 'mails')
        outcomes = manifest['outcomes']
        self.assertEqual(done.stdout, '')
        self.assertEqual(done.stderr.count('\n'), outcomes['rejected'] + outcomes['conflict'])
        self.assertEqual(done.stderr.count(': conflict'), outcomes['conflict'])

    def test_verbose_tells_of_each_mail(self) -> None:
        done = self.load(mails[0], mails[1], options=('--verbose',))
        for path in mails[:2]:
            self.assertRegex(done.stderr, rf'(?m)^{path}.*stored')
        self.assertEqual(done.stdout.count('1 mails: 1 stored (1 reports)'), 2)

    def test_load_shows_progress_on_a_terminal(self) -> None:
        status, shown = on_terminal('load', '--config', '/dev/null', '--database', databases.new().url,
                                    folder / 'mails')
        self.assertEqual(status, REFUSED)
        self.assertRegex(shown, r'\r\d+ .*mails, \d+/s')
        self.assertIn(' s left', shown)
        self.assertIn(f'{len(mails)} mails: {manifest["outcomes"]["stored"]} stored', shown)

    def test_fetch_shows_progress_on_a_terminal(self) -> None:
        with Dovecot(folder / 'imap') as dovecot:
            dovecot.deliver('reports', 'INBOX', mails)
            config = write_config(folder / 'fetch.conf', host=dovecot.host, port=dovecot.tls_port, user='reports',
                                  ca_file=dovecot.ca_file, password_file=dovecot.password_file,
                                  database=databases.new().url)
            status, shown = on_terminal('fetch', '--config', config)
        self.assertEqual(status, OK)
        self.assertRegex(shown, rf'\r\d+ of {len(mails)} mails, \d+/s, \d+ s left')
        self.assertIn(f'{len(mails)} mails: {manifest["outcomes"]["stored"]} stored', shown)


if __name__ == '__main__':
    unittest.main()
