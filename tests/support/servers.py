#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Private real servers: PostgreSQL and Dovecot. As a program, it keeps both in the background."""

import argparse
import os
import shlex
import shutil
import tempfile
from pathlib import Path

from dovecot import Dovecot
from postgres import Postgres
from process import ServerError, scratch

__all__ = ['Dovecot', 'Postgres', 'ServerError', 'scratch']

USER = 'reports'
DATABASE = 'tlsrpt'


def _home(folder: Path) -> Path:
    """Where the servers live: below folder, or elsewhere behind a link where their accounts cannot get in."""
    home = folder / 'servers'
    if not home.exists():
        reachable = os.geteuid() != 0 or all(parent.stat().st_mode & 0o001 for parent in folder.parents)
        if reachable and len(str(folder)) < 60:
            home.mkdir(mode=0o755)
        else:
            home.symlink_to(tempfile.mkdtemp(prefix='tlsrpt-', dir='/var/tmp'))
            home.chmod(0o755)
    return home.resolve()


def _servers(folder: Path) -> tuple[Postgres, Dovecot]:
    home = _home(folder)
    return Postgres(home / 'pg', fsync=True, detached=True), Dovecot(home / 'imap', detached=True)


def start(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    postgres, dovecot = _servers(folder)
    postgres.start()
    try:
        dovecot.start()
        if not postgres.psql(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'", 'postgres'):
            postgres.create_database(DATABASE)
    except BaseException:
        postgres.stop()
        raise
    dovecot.deliver(USER, 'INBOX', [])
    values = {
        'DATABASE_URL': postgres.url(DATABASE), 'IMAP_HOST': dovecot.host, 'IMAP_PORT': dovecot.port,
        'IMAPS_PORT': dovecot.tls_port, 'IMAP_CA_FILE': dovecot.ca_file, 'IMAP_USER': USER,
        'IMAP_PASSWORD_FILE': dovecot.password_file,
    }
    (folder / 'env').write_text(''.join(f'{key}={shlex.quote(str(value))}\n' for key, value in values.items()))


def deliver(folder: Path, mails: Path) -> None:
    """Delivers the .eml files of a folder, by name, into the inbox."""
    _servers(folder)[1].deliver(USER, 'INBOX', sorted(mails.glob('*.eml')))


def stop(folder: Path) -> None:
    """Ends both servers and removes what they kept."""
    if not (folder / 'servers').exists():
        return
    for server in _servers(folder):
        server.stop()
    shutil.rmtree(_home(folder))
    if (folder / 'servers').is_symlink():
        (folder / 'servers').unlink()
    (folder / 'env').unlink(missing_ok=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    for command in (start, stop, deliver):
        sub = commands.add_parser(command.__name__, help=command.__doc__)
        sub.set_defaults(command=command)
        sub.add_argument('folder', type=lambda text: Path(text).resolve())
        if command is deliver:
            sub.add_argument('mails', type=Path)
    arguments = vars(parser.parse_args())
    command = arguments.pop('command')
    try:
        command(**arguments)
    except (ServerError, OSError) as error:
        raise SystemExit(f'servers.py: {error}') from error


if __name__ == '__main__':
    main()
