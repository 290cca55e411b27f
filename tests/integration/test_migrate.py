# SPDX-License-Identifier: Apache-2.0
"""tlsrpt migrate: the schema, its history, and what the group roles may do."""

import os
import subprocess
import unittest
from pathlib import Path

from program import OK, SETUP, Database, Databases, Done, environment, generate, tlsrpt
from schema import comparable, dump
from servers import Postgres, ServerError, scratch

ROOT = Path(os.environ.get('TLSRPT_SOURCE_ROOT', Path(__file__).resolve().parents[2]))
VIEWS = ('report_policy', 'report_failure', 'domain_daily', 'result_type_daily', 'reporter_daily', 'ingest_health',
         'latest_report', 'result_type', 'warning_code')
TABLES = ('report', 'policy', 'failure_detail', 'report_body', 'policy_daily', 'failure_daily', 'organization_daily',
          'ingest_run', 'ingest_folder', 'ingest_message', 'ingest_document', 'rejected_document', 'schema_migration')


def setUpModule() -> None:
    global folder, postgres, databases
    folder = unittest.enterModuleContext(scratch())
    postgres = unittest.enterModuleContext(Postgres(folder / 'pg'))
    databases = Databases(postgres)
    generate(folder / 'mails', 8)


def migrate(database: Database) -> Done:
    return tlsrpt('migrate', '--database', database.url)


def load(database: Database) -> Done:
    return tlsrpt('load', '--database', database.url, folder / 'mails')


def fetch(database: Database) -> Done:
    """Comes as far as the database, and no further: nobody listens."""
    password = folder / 'password'
    password.write_text('x\n')
    return tlsrpt('fetch', '--database', database.url, '--host', 'localhost', '--port', '1', '--user', 'x',
                  '--password-file', password)


def report(database: Database) -> Done:
    return tlsrpt('report', '--database', database.url)


class HistoryTest(unittest.TestCase):
    def empty_database(self, name: str) -> Database:
        postgres.create_database(name)
        return Database(postgres, name)

    def test_first_time_and_second_time(self) -> None:
        database = self.empty_database('fresh')
        done = migrate(database)
        self.assertEqual((done.returncode, done.stderr), (OK, ''))
        self.assertIn('applied migrations/0001_tables.sql', done.stdout)
        schema, contents = dump(postgres, 'fresh'), database.contents()
        done = migrate(database)
        self.assertEqual((done.returncode, done.stderr), (OK, ''))
        self.assertNotIn('applied', done.stdout)
        self.assertEqual(dump(postgres, 'fresh'), schema)
        self.assertEqual(database.contents(), contents)

    def test_golden_schema(self) -> None:
        golden = (ROOT / 'sql' / 'schema.sql').read_text()
        self.assertEqual(comparable(dump(postgres, 'model')).splitlines(), comparable(golden).splitlines(),
                         'run scripts/dump-schema and look at the difference')

    def test_two_at_once(self) -> None:
        database = self.empty_database('twice')
        runs = [subprocess.Popen([os.environ['TLSRPT'], 'migrate', '--config', '/dev/null', '--database', database.url],
                                 env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                for _ in range(2)]
        self.assertEqual([run.wait(120) for run in runs], [OK, OK])
        self.assertEqual(dump(postgres, 'twice'), dump(postgres, 'model'))

    def test_data_survives(self) -> None:
        database = databases.new('postgres')
        load(database)
        before = database.contents()
        self.assertEqual(migrate(database).returncode, OK)
        self.assertEqual(database.contents(), before)

    def test_changed_file_is_refused(self) -> None:
        database = databases.new('postgres')
        database.sql("UPDATE tlsrpt.schema_migration SET sha256 = repeat('0', 64)"
                     " WHERE name = 'migrations/0001_tables.sql'")
        before = database.contents()
        done = migrate(database)
        self.assertEqual(done.returncode, SETUP)
        self.assertIn('migrations/0001_tables.sql has changed', done.stderr)
        self.assertEqual(database.contents(), before)

    def test_changed_view_is_replaced(self) -> None:
        database = databases.new('postgres')
        database.sql("UPDATE tlsrpt.schema_migration SET sha256 = 'old' WHERE name = 'views/20_domain_daily.sql'")
        self.assertEqual(migrate(database).stdout, 'applied views/20_domain_daily.sql\n')

    def test_newer_database_is_refused(self) -> None:
        database = databases.new('postgres')
        database.sql("INSERT INTO tlsrpt.schema_migration VALUES ('migrations/9999_future.sql', 'x')")
        before = database.contents()
        for command in (migrate, load, fetch):
            with self.subTest(command.__name__):
                done = command(database)
                self.assertEqual(done.returncode, SETUP)
                self.assertIn('newer than this program', done.stderr)
                self.assertIn('9999_future', done.stderr)
        self.assertEqual(database.contents(), before)

    def test_missing_schema_is_named(self) -> None:
        database = self.empty_database('nothing')
        for command in (load, fetch, report):
            with self.subTest(command.__name__):
                done = command(database)
                self.assertEqual(done.returncode, SETUP)
                self.assertIn('tlsrpt migrate', done.stderr)

    def test_encoding_that_cannot_hold_the_texts_is_refused(self) -> None:
        postgres.psql("CREATE DATABASE ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'",
                      'postgres')
        done = migrate(Database(postgres, 'ascii'))
        self.assertEqual(done.returncode, SETUP)
        self.assertIn('SQL_ASCII', done.stderr)
        self.assertIn('createdb --encoding=UTF8', done.stderr)


class RolesTest(unittest.TestCase):
    def refused(self, database: Database, user: str, *statements: str) -> None:
        for statement in statements:
            with self.subTest(user=user, statement=statement):
                with self.assertRaisesRegex(ServerError, 'permission denied'):
                    postgres.psql(statement, database.name, user)

    def test_loader(self) -> None:
        database = databases.new('loader')
        self.assertEqual(load(database).returncode, OK)
        self.assertEqual(load(database).returncode, OK)
        self.refused(database, 'loader', *(f'DELETE FROM tlsrpt.{table}' for table in TABLES),
                     'CREATE TABLE tlsrpt.mine (x int)', 'TRUNCATE tlsrpt.policy_daily',
                     'UPDATE tlsrpt.report SET report_id = report_id',
                     "SELECT tlsrpt.rebuild_rollup('2026-01-01', '2026-01-01')")

    def test_operator(self) -> None:
        database = databases.new('loader')
        load(database)
        postgres.psql('CREATE ROLE operator LOGIN IN ROLE tlsrpt_operator', 'postgres')
        before = database.contents()
        postgres.psql("SELECT tlsrpt.rebuild_rollup('1990-01-01', '2100-01-01')", database.name, 'operator')
        self.assertEqual(database.contents(), before)
        postgres.psql('DELETE FROM tlsrpt.report_body', database.name, 'operator')
        self.refused(database, 'operator', 'CREATE TABLE tlsrpt.mine (x int)')

    def test_reader(self) -> None:
        database = databases.new('loader')
        load(database)
        done = tlsrpt('report', '--database', postgres.url(database.name, 'reader'), '--since', '2026-01-01')
        self.assertEqual((done.returncode, done.stderr), (OK, ''))
        self.assertIn('Google', done.stdout)
        for view in VIEWS:
            postgres.psql(f'SELECT * FROM tlsrpt.{view}', database.name, 'reader')
        self.refused(database, 'reader', *(f'SELECT * FROM tlsrpt.{table}' for table in TABLES))
        self.assertEqual(load(Database(postgres, database.name, 'reader')).returncode, SETUP)

    def test_stranger(self) -> None:
        database = databases.new('loader')
        postgres.psql('CREATE ROLE stranger LOGIN', 'postgres')
        self.refused(database, 'stranger', *(f'SELECT * FROM tlsrpt.{view}' for view in VIEWS),
                     "SELECT tlsrpt.rebuild_rollup('2026-01-01', '2026-01-01')")

    def test_login_that_may_not_create_roles(self) -> None:
        with Postgres(folder / 'other') as server:
            server.psql('CREATE ROLE plain LOGIN', 'postgres')
            server.psql('CREATE DATABASE reports OWNER plain TEMPLATE template0', 'postgres')
            database = Database(server, 'reports', 'plain')
            done = migrate(database)
            self.assertEqual(done.returncode, OK)
            lines = [line.strip() for line in done.stderr.splitlines() if line.startswith('  ')]
            self.assertEqual(len(lines), 3)
            self.assertEqual(load(database).returncode, OK)
            server.psql('\n'.join(lines), 'postgres')
            server.psql('CREATE ROLE cron LOGIN IN ROLE tlsrpt_loader', 'postgres')
            cron = Database(server, 'reports', 'cron')
            self.assertEqual(load(cron).returncode, SETUP)
            done = migrate(database)
            self.assertEqual((done.returncode, done.stderr, done.stdout), (OK, '', 'applied grants.sql\n'))
            self.assertEqual(load(cron).returncode, OK)
            self.assertEqual(migrate(database).stdout, 'the schema is up to date\n')
            self.assertEqual(dump(server, 'reports'), dump(postgres, 'model'))


if __name__ == '__main__':
    unittest.main()
