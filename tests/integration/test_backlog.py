# SPDX-License-Identifier: Apache-2.0
"""A thousand mails through Dovecot over TLS: every figure of the manifest, and nothing the second time."""

import unittest

from account import Account
from program import Databases, expected_totals, generate
from servers import Dovecot, Postgres, scratch


def setUpModule() -> None:
    global folder, dovecot, databases
    folder = unittest.enterModuleContext(scratch())
    databases = Databases(unittest.enterModuleContext(Postgres(folder / 'pg')))
    dovecot = unittest.enterModuleContext(Dovecot(folder / 'imap'))


class BacklogTest(unittest.TestCase):
    """A thousand mails, once. No test here changes what the others see."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.manifest = generate(folder / 'backlog', 1000, '--odd', 10)
        cls.mails = sorted((folder / 'backlog').glob('*.eml'))
        cls.account = Account(folder, databases, dovecot, action='move', move_to='Done', action_rejected='move', rejected_to='Broken',
                              action_no_report='move', no_report_to='Other', batch_messages=300)
        cls.account.deliver(cls.mails)
        cls.done = cls.account.fetch()
        cls.database = cls.account.database

    def test_totals_are_those_of_the_manifest(self) -> None:
        self.assertEqual(self.manifest['mails'], 1000)
        self.assertTrue(all(self.manifest['outcomes'].values()))
        self.assertEqual(self.database.totals(), expected_totals(self.manifest))

    def test_ledger_knows_every_mail(self) -> None:
        outcomes = self.database.groups('SELECT outcome, count(*) FROM tlsrpt.ingest_message GROUP BY 1')
        self.assertEqual({name: row['count'] for name, row in outcomes.items()}, self.manifest['outcomes'])

    def test_each_domain(self) -> None:
        self.assertEqual(self.manifest['report_domain'], self.database.groups("""
            SELECT report_domain, p.successful, p.failure, coalesce(f.failed, 0) AS failed_session_count
            FROM (SELECT report_domain, sum(total_successful_session_count) AS successful,
                         sum(total_failure_session_count) AS failure
                  FROM tlsrpt.policy WHERE counted GROUP BY 1) AS p
            LEFT JOIN (SELECT report_domain, sum(failed_session_count) AS failed
                       FROM tlsrpt.failure_detail WHERE counted GROUP BY 1) AS f USING (report_domain)"""))

    def test_each_result_type(self) -> None:
        self.assertEqual(self.manifest['result_type'], self.database.groups("""
            SELECT result_type, sum(failed_session_count) AS failed_session_count,
                   coalesce(sum(failed_session_count) FILTER (WHERE counted), 0) AS counted_failed_session_count
            FROM tlsrpt.failure_detail GROUP BY 1"""))

    def test_each_organization(self) -> None:
        self.assertEqual(self.manifest['organization_name'], self.database.groups("""
            SELECT organization_name, count(DISTINCT report_key) AS reports,
                   sum(total_successful_session_count) AS total_successful_session_count,
                   sum(total_failure_session_count) AS total_failure_session_count
            FROM tlsrpt.policy GROUP BY 1"""))

    def test_each_day(self) -> None:
        counted = self.database.groups("""
            SELECT report_day, sum(counted_successful_session_count) AS successful,
                   sum(counted_failure_session_count) AS failure
            FROM tlsrpt.policy_daily GROUP BY 1""")
        self.assertEqual(counted, {day: {name: sums['counted'][name] for name in ('successful', 'failure')}
                                   for day, sums in self.manifest['report_day'].items()})

    def test_views_show_the_counted_sums(self) -> None:
        self.assertEqual(
            {domain: (sums['successful'], sums['failure']) for domain, sums in self.manifest['report_domain'].items()},
            {domain: (row['s'], row['f']) for domain, row in self.database.groups(
                'SELECT report_domain, sum(successful_session_count) AS s, sum(failed_session_count) AS f'
                ' FROM tlsrpt.domain_daily GROUP BY 1').items()})
        self.assertEqual(
            {name: sums['counted_failed_session_count'] for name, sums in self.manifest['result_type'].items()},
            {name: row['f'] for name, row in self.database.groups(
                "SELECT result_type, sum(failed_session_count) AS f FROM tlsrpt.result_type_daily"
                " WHERE result_type <> '(not detailed)' GROUP BY 1").items()})
        self.assertEqual(
            {name: sums['reports'] for name, sums in self.manifest['organization_name'].items()},
            {name: row['r'] for name, row in self.database.groups(
                'SELECT organization_name, sum(report_count) AS r FROM tlsrpt.reporter_daily GROUP BY 1').items()})

    def test_rollups_are_the_sums_of_the_base_rows(self) -> None:
        loaded = self.database.contents()
        self.assertGreater(int(loaded['policy_daily'].split('|')[0]), 100)
        self.database.sql("SELECT tlsrpt.rebuild_rollup('1990-01-01', '2100-01-01')")
        self.assertEqual(self.database.contents(), loaded)

    def test_mails_are_moved_by_outcome(self) -> None:
        outcomes = self.manifest['outcomes']
        self.assertEqual(self.account.uids(), [])
        self.assertEqual(len(self.account.uids('Done')),
                         outcomes['stored'] + outcomes['duplicate'] + outcomes['conflict'])
        self.assertEqual(len(self.account.uids('Broken')), outcomes['rejected'])
        self.assertEqual(len(self.account.uids('Other')), outcomes['no_report'])
        self.assertEqual(self.account.column('SELECT count(*) FROM tlsrpt.ingest_message WHERE'
                                             " action <> 'move' OR action_done_at IS NULL"), ['0'])

    def test_only_what_needs_a_person_is_printed(self) -> None:
        needs = self.manifest['outcomes']['rejected'] + self.manifest['outcomes']['conflict']
        self.assertEqual(self.done.stdout, '')
        self.assertEqual(self.done.stderr.count('\n'), min(needs, 21))
        self.assertIn(f'{needs - 20} more mails', self.done.stderr)

    def test_a_batch_is_a_transaction(self) -> None:
        sizes = self.account.column('SELECT count(*) FROM tlsrpt.report GROUP BY xmin::text ORDER BY 1')
        self.assertGreaterEqual(len(sizes), 3)
        self.assertLess(max(map(int, sizes)), 600)

    def test_second_run_changes_nothing(self) -> None:
        before = self.database.contents(without=('ingest_run',))
        done = self.account.fetch()
        self.assertEqual((done.stdout, done.stderr), ('', ''))
        self.assertEqual(self.database.contents(without=('ingest_run',)), before)
        self.assertEqual(self.account.bodies_read(), 1000)
