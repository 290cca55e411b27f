# SPDX-License-Identifier: Apache-2.0
"""What an operator repairs: conflicts, refused documents, and reports that another parser reads differently."""

import copy
import json
import os
import unittest
from pathlib import Path

from program import OK, REFUSED, USAGE, Database, Databases, Done, generate, tlsrpt
from servers import Postgres, scratch

REPORT = {
    'organization-name': 'Example', 'contact-info': 'a@example.com', 'report-id': 'id-1',
    'date-range': {'start-datetime': '2026-01-01T00:00:00Z', 'end-datetime': '2026-01-01T23:59:59Z'},
    'policies': [{'policy': {'policy-type': 'sts', 'policy-domain': 'example.com'},
                  'summary': {'total-successful-session-count': 10, 'total-failure-session-count': 2},
                  'failure-details': [{'result-type': 'certificate-expired', 'failed-session-count': 1}]}]}
ROLLUPS = ('policy_daily', 'failure_daily', 'organization_daily')


def setUpModule() -> None:
    global folder, postgres, databases
    folder = unittest.enterModuleContext(scratch())
    postgres = unittest.enterModuleContext(Postgres(folder / 'pg'))
    databases = Databases(postgres)


class OperatorTest(unittest.TestCase):
    def setUp(self) -> None:
        self.database: Database = databases.new()
        postgres.psql('DO $$ BEGIN CREATE ROLE op LOGIN IN ROLE tlsrpt_operator; EXCEPTION WHEN duplicate_object THEN'
                      ' NULL; END $$', self.database.name)
        self.operator = Database(postgres, self.database.name, 'op')

    def run_as_operator(self, *arguments: str, expect: int = OK) -> Done:
        done = tlsrpt(arguments[0], '--database', self.operator.url, *arguments[1:])
        self.assertEqual(done.returncode, expect, done.stderr)
        return done

    def load(self, report: object, name: str = 'report.json') -> Path:
        path = folder / name
        path.write_text(json.dumps(report))
        tlsrpt('load', '--database', self.database.url, path)
        return path

    def rollups(self) -> list[str]:
        return [self.database.sql(f'SELECT * FROM tlsrpt.{name} AS r ORDER BY r::text') for name in ROLLUPS]

    def assert_rollups_are_sums(self) -> None:
        kept = self.rollups()
        self.database.sql("SELECT tlsrpt.rebuild_rollup('1970-01-01', '2100-01-01')")
        self.assertEqual(kept, self.rollups())

    def sessions(self) -> str:
        return self.database.sql('SELECT sum(successful_session_count), sum(failed_session_count)'
                                 ' FROM tlsrpt.domain_daily')

    def first_key(self, command: str) -> str:
        return self.run_as_operator(command, 'list').stdout.splitlines()[1].split()[0]

    def conflict(self) -> str:
        self.load(REPORT)
        other = copy.deepcopy(REPORT)
        other['policies'][0]['policy']['policy-domain'] = 'other.example'
        other['policies'][0]['summary']['total-successful-session-count'] = 30
        self.other = self.load(other, 'other.json')
        self.assertEqual(self.sessions(), '10|2')
        return self.first_key('conflicts')

    def test_a_conflict_shows_both_bodies(self) -> None:
        shown = self.run_as_operator('conflicts', 'show', self.conflict()).stdout
        self.assertIn('current body', shown)
        self.assertIn('10 successful, 2 failed', shown)
        self.assertIn('conflict body', shown)
        self.assertIn('30 successful, 2 failed', shown)

    def test_replace_puts_the_other_body_in_place(self) -> None:
        key = self.conflict()
        self.run_as_operator('conflicts', 'accept', key, '--replace')
        self.assertEqual(self.sessions(), '30|2')
        self.assertEqual(self.database.sql('SELECT report_domain FROM tlsrpt.domain_daily'), 'other.example')
        self.assertEqual(self.database.sql('SELECT report_key FROM tlsrpt.report'), key)
        self.assert_rollups_are_sums()
        self.assertEqual(self.run_as_operator('conflicts', 'list').stdout, 'no conflicts\n')

    def test_add_counts_both(self) -> None:
        self.run_as_operator('conflicts', 'accept', self.conflict(), '--add')
        self.assertEqual(self.sessions(), '40|4')
        self.assert_rollups_are_sums()

    def test_a_decided_body_is_a_duplicate_from_then_on(self) -> None:
        for choice in ('--replace', '--add'):
            self.setUp()
            self.run_as_operator('conflicts', 'accept', self.conflict(), choice)
            before = self.sessions()
            for path in (folder / 'report.json', self.other):
                done = tlsrpt('load', '--database', self.database.url, '--verbose', path)
                self.assertIn('1 duplicate', done.stdout, choice)
            self.assertEqual(self.sessions(), before)

    def test_accept_wants_a_choice_and_a_waiting_conflict(self) -> None:
        key = self.conflict()
        self.run_as_operator('conflicts', 'accept', key, expect=USAGE)
        self.run_as_operator('conflicts', 'accept', key, '--add', '--replace', expect=USAGE)
        self.run_as_operator('conflicts', 'accept', key, '--add', '--body', 'ffff', expect=USAGE)
        self.run_as_operator('conflicts', 'accept', '00000000-0000-0000-0000-000000000000', '--add', expect=USAGE)
        self.run_as_operator('conflicts', 'accept', 'x', '--add', expect=USAGE)
        self.assertEqual(self.sessions(), '10|2')

    def test_reparse_changes_nothing_while_the_parser_is_the_same(self) -> None:
        generate(folder / 'mails', 200)
        tlsrpt('load', '--database', self.database.url, folder / 'mails')
        tables = ('report', 'policy', 'failure_detail', 'report_body', *ROLLUPS)
        before = [self.database.sql(f'SELECT * FROM tlsrpt.{name} AS r ORDER BY r::text') for name in tables]
        self.assertIn('200 reports read again, 0 corrected', self.run_as_operator('reparse').stdout)
        after = [self.database.sql(f'SELECT * FROM tlsrpt.{name} AS r ORDER BY r::text') for name in tables]
        self.assertEqual(before, after)

    def test_reparse_corrects_what_an_older_parser_read(self) -> None:
        generate(folder / 'older', 200)
        tlsrpt('load', '--database', self.database.url, folder / 'older')
        tables = ('policy', 'failure_detail', 'report', *ROLLUPS)
        good = [self.database.sql(f'SELECT * FROM tlsrpt.{name} AS r ORDER BY r::text') for name in tables]
        self.database.sql("""
            UPDATE tlsrpt.policy SET policy_type = 'wrong', total_successful_session_count = 7, counted = false
            WHERE report_key IN (SELECT report_key FROM tlsrpt.report ORDER BY report_id LIMIT 50);
            DELETE FROM tlsrpt.failure_detail;
            UPDATE tlsrpt.policy SET undetailed_failure_count = total_failure_session_count;
            UPDATE tlsrpt.report SET parsed_digest = 0, organization_name = upper(organization_name)
            WHERE report_key IN (SELECT report_key FROM tlsrpt.policy
                                 WHERE policy_type = 'wrong' OR undetailed_failure_count > 0);
            UPDATE tlsrpt.policy AS p SET organization_name = r.organization_name
            FROM tlsrpt.report AS r WHERE r.report_key = p.report_key;
            SELECT tlsrpt.rebuild_rollup('1970-01-01', '2100-01-01')""")
        self.assertNotIn(' 0 corrected', self.run_as_operator('reparse').stdout)
        self.assertEqual(good, [self.database.sql(f'SELECT * FROM tlsrpt.{name} AS r ORDER BY r::text')
                                for name in tables])

    def test_reparse_keeps_what_the_way_here_did(self) -> None:
        quirks = Path(os.environ['TLSRPT_SOURCE_ROOT']) / 'tests/fixtures/quirks'
        for name, code in (('Q29-base64-trailing-junk.eml', 'base64-trailing-junk'),
                           ('Q30-gzip-trailing-garbage.json.gz', 'archive-trailing-garbage')):
            self.setUp()
            tlsrpt('load', '--database', self.database.url, quirks / name)
            warnings = self.database.sql('SELECT report_key, warning_codes FROM tlsrpt.report ORDER BY 1')
            self.assertIn(code, warnings)
            self.assertIn(' 0 corrected, 0 refused', self.run_as_operator('reparse').stdout)
            self.database.sql('UPDATE tlsrpt.report SET parsed_digest = 0')
            self.assertNotIn(' 0 corrected', self.run_as_operator('reparse').stdout)
            self.assertEqual(self.database.sql('SELECT report_key, warning_codes FROM tlsrpt.report ORDER BY 1'),
                             warnings)

    def test_reparse_of_some_days(self) -> None:
        self.load(REPORT)
        self.assertIn('1 reports', self.run_as_operator('reparse', '--since', '2026-01-01', '--until',
                                                        '2026-01-01').stdout)
        self.assertIn('0 reports', self.run_as_operator('reparse', '--since', '2026-01-02').stdout)

    def test_rejected_is_listed_shown_and_tried_again(self) -> None:
        broken = {name: value for name, value in REPORT.items() if name != 'date-range'}
        self.load(broken, 'broken.json')
        key = self.first_key('rejected')
        self.assertIn('no-date-range', self.run_as_operator('rejected', 'show', key).stdout)
        self.assertIn('refused again', self.run_as_operator('rejected', 'retry', expect=REFUSED).stdout)
        # An upgrade that can read it: here the bytes change, as no other parser is at hand.
        good = json.dumps(REPORT).encode().hex()
        self.database.sql(f"UPDATE tlsrpt.rejected_document SET content = '\\x{good}'")
        self.assertIn('read, stored', self.run_as_operator('rejected', 'retry', key).stdout)
        self.assertEqual(self.sessions(), '10|2')
        self.assertEqual(self.run_as_operator('rejected', 'list').stdout, 'nothing is refused\n')
        self.assert_rollups_are_sums()

    def test_a_loader_may_not_repair(self) -> None:
        postgres.psql('DO $$ BEGIN CREATE ROLE loads LOGIN IN ROLE tlsrpt_loader; EXCEPTION WHEN duplicate_object'
                      ' THEN NULL; END $$', self.database.name)
        self.operator = Database(postgres, self.database.name, 'loads')
        self.run_as_operator('conflicts', 'accept', self.conflict(), '--replace', expect=78)
        self.assertEqual(self.sessions(), '10|2')
