# SPDX-License-Identifier: Apache-2.0
"""A user of a mailbox and a database to fetch into."""

import re
import time
from pathlib import Path

from program import OK, Database, Databases, Done, tlsrpt, write_config
from servers import Dovecot


class Account:
    """A user of the mailbox and a database of its own."""

    count = 0

    def __init__(self, place: Path, databases: Databases, server: Dovecot, /, **settings: object) -> None:
        Account.count += 1
        self.user = f'user{Account.count}'
        self.server = server
        self.database: Database = databases.new()
        self.config = place / f'{self.user}.conf'
        self.configure(**settings)

    def configure(self, **settings: object) -> None:
        write_config(self.config, host=self.server.host, port=self.server.tls_port, user=self.user,
                     ca_file=self.server.ca_file, password_file=self.server.password_file,
                     database=self.database.url, **settings)

    def deliver(self, delivered: list[bytes | Path], inbox: str = 'INBOX', flags: str = '') -> None:
        self.server.deliver(self.user, inbox, delivered, flags)

    def fetch(self, *options: str | int, expect: int = OK) -> Done:
        done = tlsrpt('fetch', *options, config=self.config)
        if done.returncode != expect:
            raise AssertionError(f'exit {done.returncode}: {done.stdout}{done.stderr}')
        return done

    def uids(self, inbox: str = 'INBOX') -> list[int]:
        return [mail.uid for mail in self.server.messages(self.user, inbox)]

    def message_ids(self, inbox: str = 'INBOX') -> list[str]:
        return sorted(mail.message_id for mail in self.server.messages(self.user, inbox))

    def flags(self, inbox: str = 'INBOX') -> set[str]:
        return set().union(*(mail.flags for mail in self.server.messages(self.user, inbox))) - {'\\Recent'}

    def bodies_read(self) -> int:
        """How many bodies the server has sent to this user, by its own count."""
        deadline = time.monotonic() + 30
        while True:
            log = self.server.log()
            ended = re.findall(rf'imap\({self.user}\)<.* body_count=(\d+)', log)
            if len(ended) == len(re.findall(rf'(?:Login|Logged in): user=<{self.user}>', log)):
                return sum(map(int, ended))
            if time.monotonic() > deadline:
                raise AssertionError(f'the sessions of {self.user} do not end: {log[-2000:]}')
            time.sleep(0.05)

    def column(self, query: str) -> list[str]:
        return self.database.sql(query).splitlines()
