# SPDX-License-Identifier: Apache-2.0
"""A private PostgreSQL on a Unix socket of its own."""

import contextlib
import os
import signal
from pathlib import Path
from urllib.parse import quote

from process import Server, ServerError, run


class Postgres(Server):
    """The newest PostgreSQL of the system. Only the account that starts it (and root) reaches its socket."""

    def __init__(self, folder: Path, *, fsync: bool = False, settings: dict[str, str] | None = None,
                 detached: bool = False) -> None:
        super().__init__(folder, 'postgres', detached)
        self.programs = _newest_programs()
        self.data = self.folder / 'data'
        durable = 'on' if fsync else 'off'
        self.settings = {
            'listen_addresses': '', 'unix_socket_directories': str(self.folder),
            'unix_socket_permissions': '0700', 'fsync': durable, 'full_page_writes': durable,
        } | (settings or {})

    def prepare(self) -> None:
        if (self.data / 'PG_VERSION').exists():
            return
        self.own(self.folder)
        run([*self._as_owner(), self.programs / 'initdb', '--no-sync', '--auth=trust', '--username=postgres',
             '--encoding=UTF8', '--locale=C.UTF-8', '--pgdata', self.data], cwd='/')

    def stop_at_once(self) -> None:
        """What PostgreSQL calls immediate: without a word to the clients, and with recovery at the next start."""
        self._end(signal.SIGQUIT)

    def command(self) -> list[str | Path]:
        settings = [part for name, value in self.settings.items() for part in ('-c', f'{name}={value}')]
        return [*self._as_owner(), self.programs / 'postgres', '-D', self.data, *settings]

    def ready(self) -> bool:
        with contextlib.suppress(ServerError):
            return bool(run([self.programs / 'pg_isready', '-d', self.url('postgres')]))
        return False

    def url(self, database: str, user: str = 'postgres') -> str:
        return f'postgresql://{user}@/{quote(database)}?host={quote(str(self.folder), safe="")}&port=5432'

    def psql(self, sql: str, database: str, user: str = 'postgres') -> str:
        """Runs the statements, each in a transaction of its own; rows as lines, columns cut by |."""
        return run([self.programs / 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', self.url(database, user)],
                   input=sql).rstrip('\n')

    def create_database(self, name: str) -> str:
        """Returns the URL of the new, empty database."""
        self.psql(f'CREATE DATABASE "{name}" TEMPLATE template0', 'postgres')
        return self.url(name)

    def _as_owner(self) -> list[str]:
        if os.geteuid() != 0:
            return []
        return ['setpriv', f'--reuid={self.owner.pw_uid}', f'--regid={self.owner.pw_gid}', '--init-groups']


def _newest_programs() -> Path:
    found = sorted(Path('/usr/lib/postgresql').glob('*/bin/postgres'), key=lambda path: int(path.parts[4]))
    if not found:
        raise ServerError('no PostgreSQL below /usr/lib/postgresql: run scripts/install-deps test')
    return found[-1].parent
