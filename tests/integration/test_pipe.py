# SPDX-License-Identifier: Apache-2.0
"""tlsrpt load -: what a mail server pipes in is taken once it is recorded, and comes again in every other case."""

import gzip
import unittest
from pathlib import Path

from program import OK, TRY_AGAIN, USAGE, Database, Databases, generate, report_in, tlsrpt
from servers import Postgres, scratch

NO_DATABASE = 'postgresql:///reports?host=/nonexistent'


def setUpModule() -> None:
    global folder, postgres, databases, mails
    folder = unittest.enterModuleContext(scratch())
    postgres = unittest.enterModuleContext(Postgres(folder / 'pg'))
    databases = Databases(postgres)
    generate(folder / 'mails', 1)
    mails = sorted((folder / 'mails').glob('*.eml'))


class StandardInputTest(unittest.TestCase):
    def pipe(self, text: bytes, *, expect: int = OK, warning: str = '^$') -> Database:
        database = databases.new()
        done = tlsrpt('load', '--database', database.url, '-', stdin=text)
        self.assertEqual(done.returncode, expect, done.stderr)
        self.assertRegex(done.stderr, warning)
        return database

    def test_mail(self) -> None:
        self.assertEqual(self.pipe(mails[0].read_bytes()).totals()['reports'], 1)

    def test_json(self) -> None:
        self.assertEqual(self.pipe(report_in(mails[0])[1]).totals()['reports'], 1)

    def test_json_gz(self) -> None:
        self.assertEqual(self.pipe(gzip.compress(report_in(mails[0])[1])).totals()['reports'], 1)

    def test_refused_mail_is_kept_and_not_bounced(self) -> None:
        mail = mails[0].read_bytes().replace(b'H4sI', b'AAAA')
        database = self.pipe(mail, warning='rejected')
        self.assertEqual(database.sql('SELECT count(*) FROM tlsrpt.rejected_document'
                                      ' WHERE length(content) > 0'), '1')

    def test_mail_without_report_is_taken(self) -> None:
        self.assertEqual(self.pipe(b'Subject: news\r\n\r\nhello\r\n').totals()['outcomes']['no_report'], 1)

    def test_nothing_at_all_is_taken(self) -> None:
        self.assertEqual(self.pipe(b'').totals()['reports'], 0)

    def test_without_database_it_comes_again(self) -> None:
        text = mails[0].read_bytes()
        self.assertEqual(tlsrpt('load', '-', '--database', NO_DATABASE, stdin=text).returncode, TRY_AGAIN)

    def test_setup_does_not_bounce_it_either(self) -> None:
        text = mails[0].read_bytes()
        empty = postgres.create_database('empty')
        missing = postgres.url('nowhere')
        config = folder / 'wrong.conf'
        config.write_text('no-such-setting = 1\n')
        for options, path in ((['--database', empty], Path('/dev/null')), (['--database', missing], Path('/dev/null')),
                              ([], config), ([], folder / 'nowhere.conf')):
            with self.subTest(options=options, config=path):
                done = tlsrpt('load', '-', *options, config=path, stdin=text)
                self.assertEqual(done.returncode, TRY_AGAIN, done.stderr)
                self.assertTrue(done.stderr)

    def test_usage(self) -> None:
        self.assertEqual(tlsrpt('load', '-', str(mails[0])).returncode, USAGE)
        self.assertEqual(tlsrpt('load', '-', '--no-such-option').returncode, USAGE)

    def test_bytes_that_are_not_kept_come_again(self) -> None:
        database = databases.new()
        done = tlsrpt('load', '--database', database.url, '--max-rejected-bytes', 1000, '-', stdin=b'{"policies": [')
        self.assertEqual(done.returncode, OK, done.stderr)
        done = tlsrpt('load', '--database', database.url, '--max-rejected-bytes', 20, '-', stdin=b'{"policies": [1')
        self.assertEqual(done.returncode, TRY_AGAIN)
        self.assertIn('max-rejected-bytes', done.stderr)
