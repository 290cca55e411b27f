# SPDX-License-Identifier: Apache-2.0
"""Every query of the Grafana board, run as Grafana runs it, against the totals of generated mails."""

import json
import os
import re
import subprocess
import unittest
from pathlib import Path

from servers import Dovecot, Postgres, scratch

GRAFANA = Path(os.environ['TLSRPT_SOURCE_ROOT']) / 'grafana'
BOARD = json.loads((GRAFANA / 'dashboards/tls-reports.json').read_text())
PANELS = {panel['title']: panel for panel in BOARD['panels']}
DOMAIN = next(variable for variable in BOARD['templating']['list'] if variable['name'] == 'domain')
SOURCE = {'type': 'grafana-postgresql-datasource', 'uid': 'tlsrpt'}
ODD_DOMAIN = "o'brien \"a\", 100% *.example"
ALL = None
YEAR = ('2026-01-01T00:00:00Z', '2026-12-31T23:59:59.999Z')


def tlsrpt(*arguments: str | Path, text: str = '') -> int:
    return subprocess.run([os.environ['TLSRPT'], *arguments], input=text, text=True, check=False,
                          stdout=subprocess.DEVNULL).returncode


def interpolate(sql: str, domains: list[str] | None, time_range: tuple[str, str] = YEAR) -> str:
    """As Grafana does: the custom value of All goes in as it is, other values quoted; then the macros."""
    quoted = ','.join("'" + domain.replace("'", "''") + "'" for domain in domains or [])
    sql = sql.replace('${domain:sqlstring}', DOMAIN['allValue'] if domains is ALL else quoted)
    times = dict(zip(('__timeFrom', '__timeTo'), time_range))
    sql = re.sub(r'\$(\w+)\(\)', lambda macro: f"'{times[macro[1]]}'", sql)
    assert '$' not in sql, sql
    return sql


def report(domain: str, successful: int, failed: int, *details: dict) -> str:
    day = '2026-01-05T00:00:00Z'
    policy = {'policy': {'policy-type': 'sts', 'policy-domain': domain},
              'summary': {'total-successful-session-count': successful, 'total-failure-session-count': failed},
              'failure-details': details}
    return json.dumps({'organization-name': '<b>Org</b>', 'date-range': {'start-datetime': day, 'end-datetime': day},
                       'contact-info': 'a@example.com', 'report-id': domain, 'policies': [policy]})


class BoardTest(unittest.TestCase):
    """Databases: full (what the manifest says), odd (a report of a strange domain), quiet (no session), empty."""

    @classmethod
    def setUpClass(cls) -> None:
        folder = cls.enterClassContext(scratch())
        cls.postgres = cls.enterClassContext(Postgres(folder / 'pg'))
        for name in ('full', 'odd', 'quiet', 'empty'):
            if tlsrpt('migrate', '--database', cls.postgres.create_database(name)) != 0:
                raise RuntimeError(f'tlsrpt migrate failed on {name}')
        cls.postgres.psql('CREATE ROLE grafana LOGIN IN ROLE tlsrpt_reader', 'postgres')
        subprocess.run([os.environ['TLSRPT_GENERATE'], '--out', folder / 'mails', '--manifest', folder / 'manifest',
                        '--count', '300', '--days', '20', '--domains', '8', '--odd', '10'], check=True)
        cls.manifest = json.loads((folder / 'manifest').read_text())
        with Dovecot(folder / 'imap') as dovecot:
            dovecot.deliver('reports', 'INBOX', sorted((folder / 'mails').iterdir()))
            if tlsrpt('fetch', '--host', dovecot.host, '--port', str(dovecot.tls_port), '--user', 'reports',
                      '--ca-file', dovecot.ca_file, '--password-file', dovecot.password_file,
                      '--database', cls.postgres.url('full')) != 0:
                raise RuntimeError('tlsrpt fetch failed')
        detail = {'result-type': 'own-word', 'failed-session-count': 2, 'additional-information': 'javascript:alert(1)'}
        for name, text in {'odd': report(ODD_DOMAIN, 5, 3, detail), 'quiet': report('example.com', 0, 0)}.items():
            if tlsrpt('load', '--database', cls.postgres.url(name), '-', text=text) != 0:
                raise RuntimeError(f'tlsrpt load failed on {name}')

    def query(self, sql: str, domains: list[str] | None = ALL, database: str = 'full',
              time_range: tuple[str, str] = YEAR) -> list[dict]:
        sql = interpolate(sql, domains, time_range)
        rows = self.postgres.psql(f"SELECT coalesce(json_agg(q), '[]') FROM ({sql}) AS q", database, 'grafana')
        return json.loads(rows)

    def rows(self, title: str, *options, **named) -> list[dict]:
        return self.query(PANELS[title]['targets'][0]['rawSql'], *options, **named)

    def number(self, title: str, *options, **named) -> float | None:
        [row] = self.rows(title, *options, **named)
        [value] = row.values()
        return value

    def selections(self) -> list[list[str] | None]:
        domains = sorted(self.manifest['report_domain'])
        return [ALL, *([domain] for domain in domains), domains[3:5]]

    def expected(self, domains: list[str] | None, count: str) -> int:
        every = self.manifest['report_domain']
        return sum(every[domain][count] for domain in (every if domains is ALL else domains))

    def each_query(self) -> list[tuple[str, dict]]:
        return [(panel['title'], target) for panel in BOARD['panels'] for target in panel['targets']]

    def test_every_query_runs_and_explains(self) -> None:
        for database in ('full', 'odd', 'empty'):
            for domains in (ALL, ['example.org'], ['example.org', 'shop.example'], [ODD_DOMAIN]):
                for title, target in self.each_query():
                    with self.subTest(title, database=database, domains=domains):
                        rows = self.query(target['rawSql'], domains, database)
                        if target['format'] == 'time_series':
                            self.assertTrue(all(row['time'] for row in rows))
                            self.assertEqual(rows, sorted(rows, key=lambda row: row['time']))
                        plan = interpolate(f'EXPLAIN {target["rawSql"]}', domains)
                        self.assertIn('cost=', self.postgres.psql(plan, database, 'grafana'))

    def test_sums_over_all_domains_do_not_read_the_base_rows(self) -> None:
        for title in PANELS.keys() - {'Last reports'}:
            with self.subTest(title):
                plan = interpolate(f'EXPLAIN {PANELS[title]["targets"][0]["rawSql"]}', ALL)
                plan = self.postgres.psql(plan, 'full', 'grafana')
                self.assertNotRegex(plan, r'Scan.* on (policy|failure_detail|report)\b')

    def test_totals(self) -> None:
        for domains in self.selections():
            with self.subTest(domains=domains):
                failed = self.expected(domains, 'failure')
                sessions = self.expected(domains, 'successful') + failed
                self.assertEqual(self.number('Sessions', domains), sessions)
                self.assertEqual(self.number('Failed sessions', domains), failed)
                self.assertAlmostEqual(self.number('Failure rate', domains), 100 * failed / sessions)
        self.assertEqual(self.expected(ALL, 'failure'), self.manifest['counted']['failure'])
        self.assertGreater(self.manifest['total_successful_session_count'], self.manifest['counted']['successful'])

    def test_sessions_over_time(self) -> None:
        days = {day: totals['counted'] for day, totals in self.manifest['report_day'].items()}
        rows = self.rows('Sessions and failures')
        self.assertEqual({row['time']: (row['Successful'], row['Failed']) for row in rows},
                         {f'{day}T00:00:00': (counted['successful'], counted['failure'])
                          for day, counted in days.items()})
        rates = {row['time'][:10]: row['Failure rate'] for row in self.rows('Failure rate over time')}
        self.assertEqual(rates.keys(), days.keys())
        for day, counted in days.items():
            self.assertAlmostEqual(rates[day], 100 * counted['failure'] / (counted['failure'] + counted['successful']))

    def test_time_range_takes_whole_days(self) -> None:
        days = self.manifest['report_day']
        inside = [days[f'2026-01-{day:02}']['counted'] for day in range(5, 9)]
        time_range = ('2026-01-05T13:00:00Z', '2026-01-08T01:00:00.5Z')
        self.assertEqual(self.number('Failed sessions', time_range=time_range), sum(day['failure'] for day in inside))
        self.assertEqual(len(self.rows('Sessions and failures', time_range=time_range)), 4)

    def test_result_types(self) -> None:
        for domains in self.selections():
            over_time: dict[str, int] = {}
            for row in self.rows('Failures by result type', domains):
                over_time[row['metric']] = over_time.get(row['metric'], 0) + row['value']
            table = self.rows('Result types: meaning and remedy', domains)
            with self.subTest(domains=domains):
                self.assertEqual({row['Result type']: row['Failed'] for row in table}, over_time)
                self.assertEqual(sum(over_time.values()), self.expected(domains, 'failed_session_count'))
                self.assertTrue(all(row['Meaning'] and row['Remedy'] for row in table))
            if domains is ALL:
                self.assertEqual(over_time, {name: counts['counted_failed_session_count']
                                             for name, counts in self.manifest['result_type'].items()})

    def test_top_failing_domains(self) -> None:
        for domains in self.selections():
            rows = self.rows('Top failing domains', domains)
            with self.subTest(domains=domains):
                self.assertEqual({row['Domain']: (row['Sessions'], row['Failed']) for row in rows},
                                 {name: (counts['successful'] + counts['failure'], counts['failure'])
                                  for name, counts in self.manifest['report_domain'].items()
                                  if counts['failure'] and (domains is ALL or name in domains)})
                self.assertEqual(rows, sorted(rows, key=lambda row: -row['Failed']))

    def test_reporters(self) -> None:
        for domains in self.selections():
            rows = self.rows('Sessions by reporter', domains)
            with self.subTest(domains=domains):
                self.assertEqual(sum(row['Sessions'] for row in rows), self.number('Sessions', domains))
                self.assertEqual(sum(row['Failed'] for row in rows), self.number('Failed sessions', domains))
                self.assertEqual(self.number('Reporting organizations', domains), len(rows))
            if domains is ALL:
                reports = {name: counts['reports'] for name, counts in self.manifest['organization_name'].items()}
                self.assertEqual({row['Reporter']: row['Reports'] for row in rows}, reports)

    def test_last_reports(self) -> None:
        rows = self.rows('Last reports')
        self.assertEqual(len(rows), 50)
        self.assertEqual(rows[0]['Day'], max(self.manifest['report_day']))
        self.assertEqual(rows, sorted(rows, key=lambda row: row['Day'], reverse=True))
        for domains in self.selections()[1:]:
            with self.subTest(domains=domains):
                rows = self.rows('Last reports', domains)
                self.assertTrue(rows)
                self.assertTrue(all(set(row['Domains'].split(', ')) & set(domains) for row in rows))

    def test_mailbox_health(self) -> None:
        [row] = self.rows('Mailbox health')
        outcomes = self.manifest['outcomes']
        self.assertTrue(outcomes['conflict'] and outcomes['rejected'])
        self.assertEqual((row['Mails'], row['Stored'], row['Conflicts'], row['Rejected'], row['Last error']),
                         (self.manifest['mails'], outcomes['stored'], outcomes['conflict'], outcomes['rejected'], None))
        self.assertTrue(row['Last success'])

    def test_domain_variable_offers_the_domains(self) -> None:
        names = [row['report_domain'] for row in self.query(DOMAIN['query'])]
        self.assertEqual(names, sorted(self.manifest['report_domain']))
        self.assertEqual(self.query(DOMAIN['query'], time_range=('2025-01-01T00:00:00Z', '2025-12-31T00:00:00Z')), [])
        self.assertEqual(self.query(DOMAIN['query'], database='empty'), [])

    def test_odd_domain(self) -> None:
        self.assertEqual(self.query(DOMAIN['query'], database='odd'), [{'report_domain': ODD_DOMAIN}])
        for domains in (ALL, [ODD_DOMAIN], ['example.com', ODD_DOMAIN]):
            with self.subTest(domains=domains):
                self.assertEqual(self.number('Sessions', domains, 'odd'), 8)
                types = self.rows('Result types: meaning and remedy', domains, 'odd')
                self.assertEqual([(row['Result type'], row['Failed']) for row in types],
                                 [('own-word', 2), ('(not detailed)', 1)])
                self.assertTrue(all(row['Meaning'] and row['Remedy'] for row in types))
                [row] = self.rows('Last reports', domains, 'odd')
                self.assertEqual((row['Domains'], row['Reporter']), (ODD_DOMAIN, '<b>Org</b>'))
        self.assertEqual(self.number('Sessions', ['example.com'], 'odd'), 0)

    def test_no_session_is_no_rate(self) -> None:
        self.assertEqual(self.number('Sessions', database='quiet'), 0)
        self.assertIsNone(self.number('Failure rate', database='quiet'))
        [day] = self.rows('Failure rate over time', database='quiet')
        self.assertIsNone(day['Failure rate'])
        for domains in (ALL, ['example.com']):
            [row] = self.rows('Sessions by reporter', domains, 'quiet')
            self.assertEqual((row['Reports'], row['Sessions'], row['Failure rate']), (1, 0, None))

    def test_empty_database(self) -> None:
        zero = {'Sessions': 0, 'Failed sessions': 0, 'Failure rate': None, 'Reporting organizations': 0}
        for title in PANELS:
            with self.subTest(title):
                if title in zero:
                    self.assertEqual(self.number(title, database='empty'), zero[title])
                else:
                    self.assertEqual(self.rows(title, database='empty'), [])


class FilesTest(unittest.TestCase):
    def test_panels_are_told_apart_and_explained(self) -> None:
        panels = BOARD['panels']
        self.assertEqual(len({panel['id'] for panel in panels}), len(panels))
        self.assertEqual(len(PANELS), len(panels))
        for panel in panels:
            with self.subTest(panel['title']):
                self.assertRegex(panel['description'], r'^[A-Z][^.]+\.$')
                self.assertTrue(panel['targets'])
                self.assertTrue(all(part['datasource'] == SOURCE for part in (panel, *panel['targets'])))

    def test_panels_do_not_overlap(self) -> None:
        cells = [(at['x'] + right, at['y'] + down) for at in (panel['gridPos'] for panel in BOARD['panels'])
                 for right in range(at['w']) for down in range(at['h'])]
        self.assertEqual(len(cells), len(set(cells)))
        self.assertTrue(all(x < 24 for x, _ in cells))

    def test_overrides_name_columns_of_the_query(self) -> None:
        for title, panel in PANELS.items():
            for override in panel['fieldConfig']['overrides']:
                with self.subTest(title):
                    self.assertIn(f' AS "{override["matcher"]["options"]}"', panel['targets'][0]['rawSql'])

    def test_only_domains_are_links_and_they_stay_here(self) -> None:
        links = {(title, override['matcher']['options']): entry['value'][0]['url']
                 for title, panel in PANELS.items() for override in panel['fieldConfig']['overrides']
                 for entry in override['properties'] if entry['id'] == 'links'}
        self.assertEqual(links.keys(), {('Top failing domains', 'Domain')})
        [url] = links.values()
        self.assertTrue(url.startswith(f'/d/{BOARD["uid"]}?var-domain=${{__value.raw:percentencode}}&'))
        self.assertNotRegex(json.dumps(BOARD), r'(?i)https?:|html|markdown|"image"')

    def test_variable_and_time(self) -> None:
        self.assertEqual((BOARD['time'], BOARD['timezone']), ({'from': 'now-30d', 'to': 'now'}, 'utc'))
        self.assertEqual((DOMAIN['multi'], DOMAIN['includeAll'], DOMAIN['datasource']), (True, True, SOURCE))
        self.assertEqual(DOMAIN['query'], DOMAIN['definition'])

    def test_provisioning_holds_no_password(self) -> None:
        text = (GRAFANA / 'provisioning/datasources/tlsrpt.yml').read_text()
        self.assertRegex(text, rf'(?m)^ +uid: {SOURCE["uid"]}\b')
        self.assertEqual(re.findall(r'(?m)^ *password: (.*)$', text), ['$TLSRPT_GRAFANA_PASSWORD'])
        self.assertIn('sslmode: verify-full', text)


if __name__ == '__main__':
    unittest.main()
