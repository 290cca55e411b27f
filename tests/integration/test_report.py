# SPDX-License-Identifier: Apache-2.0
"""tlsrpt report: sums, forms and filters."""

import csv
import io
import json
import unittest

from program import OK, Database, Databases, generate, tlsrpt
from servers import Postgres, scratch
from terminal import on_terminal, small_mail

SINCE, UNTIL = '2026-01-01', '2026-02-15'


def setUpModule() -> None:
    global folder, postgres, databases, manifest, loaded
    folder = unittest.enterModuleContext(scratch())
    postgres = unittest.enterModuleContext(Postgres(folder / 'pg'))
    databases = Databases(postgres)
    manifest = generate(folder / 'mails', 120, '--odd', 5, '--domains', 12)
    loaded = databases.new()
    tlsrpt('load', '--database', loaded.url, folder / 'mails')


class ReportTest(unittest.TestCase):
    def report(self, *options: str, database: Database | None = None) -> str:
        done = tlsrpt('report', '--database', (database or loaded).url, '--since', SINCE, '--until', UNTIL, *options)
        self.assertEqual((done.returncode, done.stderr), (OK, ''))
        return done.stdout

    @classmethod
    def setUpClass(cls) -> None:
        # A reader's rights are enough.
        cls.reader = Database(postgres, loaded.name, 'reader')

    def json(self, *options: str) -> dict:
        return json.loads(self.report('--format', 'json', *options, database=self.reader))

    def test_json_gives_the_sums_of_the_manifest(self) -> None:
        document = self.json()
        self.assertEqual(list(document), ['domains', 'result_types', 'reporters'])
        self.assertEqual({row['report_domain']: (row['session_count'], row['failed_session_count'])
                          for row in document['domains']},
                         {name: (sums['successful'] + sums['failure'], sums['failure'])
                          for name, sums in manifest['report_domain'].items()})
        self.assertEqual({row['result_type']: row['failed_session_count'] for row in document['result_types']
                          if row['result_type'] != '(not detailed)'},
                         {name: sums['counted_failed_session_count'] for name, sums in manifest['result_type'].items()})
        self.assertEqual({row['organization_name']: row['report_count'] for row in document['reporters']},
                         {name: sums['reports'] for name, sums in manifest['organization_name'].items()})
        self.assertEqual(sum(row['session_count'] for row in document['reporters']),
                         manifest['counted']['successful'] + manifest['counted']['failure'])

    def test_domain_rows_hold_what_is_promised(self) -> None:
        row = self.json()['domains'][0]
        self.assertEqual(list(row), ['report_domain', 'session_count', 'failed_session_count', 'failure_percent',
                                     'reporter_count', 'first_day', 'last_day'])
        self.assertEqual(loaded.sql('SELECT count(DISTINCT organization_name), min(report_day), max(report_day) FROM'
                                    f" tlsrpt.policy WHERE report_domain = '{row['report_domain']}'"),
                         f'{row["reporter_count"]}|{row["first_day"]}|{row["last_day"]}')
        self.assertEqual(row['failure_percent'], round(100 * row['failed_session_count'] / row['session_count'], 2))
        self.assertEqual(list(self.json()['result_types'][0]),
                         ['result_type', 'failed_session_count', 'domain_count', 'reporter_count'])

    def test_csv_holds_the_same(self) -> None:
        for by, key in (('domain', 'domains'), ('result-type', 'result_types'), ('reporter', 'reporters')):
            with self.subTest(by):
                rows = list(csv.DictReader(io.StringIO(self.report('--format', 'csv', '--by', by), newline='')))
                self.assertEqual(rows, [{name: '' if value is None else str(value) for name, value in row.items()}
                                        for row in self.text_values(self.json('--by', by)[key])])
                self.assertTrue(rows)

    def text_values(self, rows: list[dict]) -> list[dict]:
        return [row | {name: f'{value:.2f}' for name, value in row.items() if name == 'failure_percent'
                       and value is not None} for row in rows]

    def test_table(self) -> None:
        text = self.report()
        for title in ('Sessions by domain', 'Failed sessions by result type', 'Sessions by reporter'):
            self.assertIn(title, text)
        for name in (*manifest['report_domain'], *manifest['result_type'], *manifest['organization_name']):
            self.assertRegex(text, rf'(?m)^{name}  ')

    def test_by(self) -> None:
        for by, title in (('domain', 'Sessions by domain'), ('result-type', 'Failed sessions by result type'),
                          ('reporter', 'Sessions by reporter')):
            with self.subTest(by):
                text = self.report('--by', by)
                self.assertIn(title, text)
                self.assertEqual(text.count('essions by'), 1)

    def test_days_are_inclusive(self) -> None:
        day = sorted(manifest['report_day'])[3]
        sums = manifest['report_day'][day]
        document = self.json_between(day, day)
        self.assertEqual(sum(row['report_count'] for row in document['reporters']), sums['reports'])
        self.assertEqual(sum(row['failed_session_count'] for row in document['domains']), sums['counted']['failure'])
        self.assertEqual({row['first_day'] for row in document['domains']}, {day})

    def json_between(self, since: str, until: str) -> dict:
        done = tlsrpt('report', '--database', loaded.url, '--since', since, '--until', until, '--format', 'json')
        return json.loads(done.stdout)

    def test_domain(self) -> None:
        name, sums = max(manifest['report_domain'].items(), key=lambda item: item[1]['failure'])
        document = self.json('--domain', name)
        self.assertEqual([row['report_domain'] for row in document['domains']], [name])
        self.assertEqual(sum(row['session_count'] for row in document['reporters']),
                         sums['successful'] + sums['failure'])
        self.assertEqual(sum(row['failed_session_count'] for row in document['result_types']
                             if row['result_type'] != '(not detailed)'), sums['failed_session_count'])

    def test_nothing_to_show(self) -> None:
        self.assertEqual(self.json('--domain', 'nobody.example'), {'domains': [], 'result_types': [], 'reporters': []})
        self.assertIn('(none)', self.report('--domain', 'nobody.example'))

    def test_escape_sequences_do_not_reach_the_terminal(self) -> None:
        database = databases.new()
        path = folder / 'escape.eml'
        path.write_bytes(small_mail('Evil \x1b]0;owned\x07 \x1b[31mCorp\u202e'))
        loading = on_terminal('load', '--config', '/dev/null', '--database', database.url, '--verbose', str(path))
        showing = on_terminal('report', '--config', '/dev/null', '--database', database.url, '--since', SINCE,
                              '--until', UNTIL)
        for status, shown in (loading, showing):
            self.assertEqual(status, OK)
            self.assertIn('Evil ', shown)
            for dangerous in ('\x1b]', '\x1b[31m', '\x07', '\u202e'):
                self.assertNotIn(dangerous, shown)
