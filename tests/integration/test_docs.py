# SPDX-License-Identifier: Apache-2.0
"""The commands and queries of README.md and docs/, run as they stand but for the place of servers and files."""

import os
import re
import shutil
import subprocess
import unittest
from pathlib import Path

from program import environment, generate
from servers import Dovecot, Postgres, scratch

ROOT = Path(os.environ['TLSRPT_SOURCE_ROOT'])
# These build, install or start whole systems: scripts/clean-room runs them in an empty Debian.
ELSEWHERE = re.compile(r'scripts/(quickstart|test|bench|dump-schema|fuzz)|sudo |meson ')
FILE_NAME = 'google.com!example.org!1767225600!1767311999!001.json.gz'


def blocks(document: str, language: str) -> list[str]:
    """Code blocks of a language, also those indented below a list item."""
    text = (ROOT / document).read_text()
    return re.findall(rf'^ *```{language}\n(.*?)^ *```', text, re.MULTILINE | re.DOTALL)


def commands(document: str) -> list[str]:
    lines = [line.strip() for block in blocks(document, 'sh') for line in block.splitlines()]
    return [line for line in lines if not ELSEWHERE.match(line)]


class Documents(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = cls.enterClassContext(scratch())
        cls.postgres = cls.enterClassContext(Postgres(cls.folder / 'pg'))
        cls.dovecot = cls.enterClassContext(Dovecot(cls.folder / 'imap'))
        cls.home = cls.folder / 'home'
        cls.write_files()
        cls.write_config()

    @classmethod
    def write_files(cls) -> None:
        mails = cls.folder / 'mails'
        generate(mails, 30, '--format', 'maildir')
        (cls.home / 'Maildir').mkdir(parents=True)
        shutil.copytree(mails, cls.home / 'Maildir' / '.TLS-Reports')
        first = next((mails / 'new').iterdir())
        shutil.copy(first, cls.home / 'report.eml')
        shutil.copy(ROOT / 'tests/fixtures/reports/google.json.gz', cls.home / FILE_NAME)
        cls.dovecot.deliver('tlsrpt@example.org', 'INBOX', [first])

    @classmethod
    def write_config(cls) -> None:
        [example] = blocks('README.md', 'ini')
        config = (example.replace('imap.example.org', cls.dovecot.host)
                  .replace('/etc/tlsrpt/password', str(cls.dovecot.password_file)))
        (cls.folder / 'tlsrpt.conf').write_text(f'{config}port = {cls.dovecot.tls_port}\nca-file = {cls.dovecot.ca_file}\n')

    def run_line(self, line: str) -> str:
        if '--database' not in line:
            # What stands in /etc/tlsrpt/tlsrpt.conf for the reader.
            line = re.sub(r'^tlsrpt (\w+)', rf'tlsrpt \1 --config {self.folder}/tlsrpt.conf', line)
        path = f'{Path(os.environ["TLSRPT"]).parent}:{self.postgres.programs}:{os.environ["PATH"]}'
        done = subprocess.run(
            ['bash', '-euo', 'pipefail', '-c', line], cwd=self.home, capture_output=True, text=True, check=False, timeout=120,
            env=environment(PATH=path, HOME=str(self.home), PGHOST=str(self.postgres.folder), PGUSER='postgres'))
        self.assertEqual(done.returncode, 0, f'{line}\n{done.stdout}{done.stderr}')
        return done.stdout

    def test_readme_from_top_to_bottom(self) -> None:
        lines = commands('README.md')
        self.assertGreater(len(lines), 10)
        for line in lines:
            self.run_line(line)
        archive = self.dovecot.messages('tlsrpt@example.org', 'TLS-Reports')
        self.assertEqual(len(archive), 1)
        loaded = self.postgres.psql('SELECT count(*) FROM tlsrpt.report', 'tlsrpt')
        self.assertEqual(loaded, '31')
        for document in ('docs/schema.md', 'docs/design.md', 'docs/warnings.md'):
            for query in blocks(document, 'sql'):
                self.postgres.psql(query, 'tlsrpt')

    def test_links_lead_to_files(self) -> None:
        for document in [*ROOT.glob('*.md'), *ROOT.glob('docs/*.md')]:
            for target in re.findall(r'\]\(([^)#:]+)\)', document.read_text()):
                self.assertTrue((document.parent / target).exists(), f'{document.name}: {target}')
