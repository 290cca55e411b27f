# SPDX-License-Identifier: Apache-2.0
"""A private Dovecot on the loopback interface: Maildir, TLS, one password for every user."""

import contextlib
import grp
import imaplib
import itertools
import os
import random
import re
import secrets
import shutil
import socket
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import certificates
from process import Server, run

# The first lines differ between 2.3 and 2.4, the rest is common.
V23 = """
ssl_cert = <{folder}/tls/server.pem
ssl_key = <{folder}/tls/server.key
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
"""
V24 = """
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
ssl_server_cert_file = {folder}/tls/server.pem
ssl_server_key_file = {folder}/tls/server.key
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = {folder}/mail/%{{user}}
passdb static {{
  password = {password}
}}
userdb static {{
  fields {{
    uid = {uid}
    gid = {gid}
    home = {folder}/mail/%{{user}}
  }}
}}
"""
COMMON = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/server.log
ssl = yes
auth_verbose = yes
auth_failure_delay = 0
first_valid_uid = 1
mail_fsync = never
mail_max_userip_connections = 100
default_vsz_limit = 1G
service imap-login {{
  {login_reuse}
  process_min_avail = 1
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
# Without this, failed logins slow down every later one from the same address.
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""
ROOTLESS = """
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
}}
"""


class Message(NamedTuple):
    uid: int
    flags: frozenset[str]
    size: int
    message_id: str


class Dovecot(Server):
    """`capability` replaces what the server offers after login; `settings` are further lines of dovecot.conf."""

    host = 'localhost'

    def __init__(self, folder: Path, *, certificate: str = 'good', capability: str = '', settings: str = '',
                 detached: bool = False) -> None:
        super().__init__(folder, 'mail', detached)
        self.port, self.tls_port = _free_ports()
        self.certificate = certificate
        self.settings = settings + (f'\nimap_capability = {capability}\n' if capability else '')
        self.ca_file = self.folder / 'tls' / 'ca.pem'
        self.password_file = self.folder / 'password'
        self._delivered = itertools.count()

    def prepare(self) -> None:
        if not self.password_file.exists():
            self.password_file.touch(mode=0o600)
            self.password_file.write_text(secrets.token_hex(16) + '\n')
        certificates.make(self.folder / 'tls', self.certificate)
        (self.folder / 'mail').mkdir(exist_ok=True)
        self.own(self.folder / 'mail')
        config = self.folder / 'dovecot.conf'
        config.touch(mode=0o600)
        config.write_text(self._config())

    def _config(self) -> str:
        old = run(['/usr/sbin/dovecot', '--version']).startswith('2.3.')
        template = (V23 if old else V24) + COMMON + ('' if os.geteuid() == 0 else ROOTLESS)
        return template.format(
            folder=self.folder, password=self.password, port=self.port, tls_port=self.tls_port,
            uid=self.owner.pw_uid, gid=self.owner.pw_gid, user=self.owner.pw_name,
            group=grp.getgrgid(self.owner.pw_gid).gr_name,
            login_reuse='service_count = 0' if old else 'restart_request_count = unlimited') + self.settings

    @property
    def password(self) -> str:
        return self.password_file.read_text().strip()

    def command(self) -> list[str | Path]:
        return ['/usr/sbin/dovecot', '-F', '-c', self.folder / 'dovecot.conf']

    def ready(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(('127.0.0.1', self.port), 5) as connection:
            return connection.recv(4) == b'* OK'
        return False

    def maildir(self, user: str, folder: str = 'INBOX') -> Path:
        home = self.folder / 'mail' / user.lower()
        return home if folder == 'INBOX' else home / f'.{folder}'

    def deliver(self, user: str, folder: str, mails: Iterable[bytes | Path], flags: str = '') -> None:
        """Puts mails straight into the Maildir, in order. `flags` as in Maildir names (S: seen)."""
        maildir = self.maildir(user, folder)
        for part in (self.maildir(user), maildir, maildir / 'tmp', maildir / 'new', maildir / 'cur'):
            if not part.exists():
                part.mkdir(mode=0o700)
                self.own(part)
        target, suffix = (f'{maildir}/cur/', f':2,{flags}') if flags else (f'{maildir}/new/', '')
        for mail in mails:
            name = f'{time.time_ns() // 10**9}.P{os.getpid()}Q{next(self._delivered):08}.localhost'
            temporary = f'{maildir}/tmp/{name}'
            with open(temporary, 'wb', buffering=0) as file:
                file.write(mail if isinstance(mail, bytes) else mail.read_bytes())
                if os.geteuid() == 0:
                    os.fchown(file.fileno(), self.owner.pw_uid, self.owner.pw_gid)
            os.rename(temporary, f'{target}{name}{suffix}')

    @contextlib.contextmanager
    def imap(self, user: str) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4('127.0.0.1', self.port) as client:
            client.login(user, self.password)
            yield client

    def messages(self, user: str, folder: str = 'INBOX') -> list[Message]:
        """What stands in the folder, by UID; looking changes nothing. No such folder: empty."""
        with self.imap(user) as client:
            if client.select(f'"{folder}"', readonly=True)[0] != 'OK':
                return []
            _, answer = client.uid('FETCH', '1:*', '(FLAGS RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])')
        return [_message(item) for item in answer if isinstance(item, tuple)]

    def folders(self, user: str) -> set[str]:
        with self.imap(user) as client:
            return {line.rpartition(b' ')[2].decode().strip('"') for line in client.list()[1] if line}

    def login_attempts(self) -> int:
        """How often a client sent credentials since the last start, rightly or wrongly."""
        return len(re.findall(r'Login: user=|Logged in: user=|auth failed', self.log()))

    def remove_mail(self, user: str) -> None:
        shutil.rmtree(self.maildir(user))


def _message(item: tuple[bytes, bytes]) -> Message:
    attributes, header = item[0].decode(), item[1].decode(errors='replace')

    def attribute(pattern: str) -> str:
        found = re.search(pattern, attributes)
        if found is None:
            raise ValueError(f'no {pattern} in {attributes}')
        return found[1]

    return Message(int(attribute(r'UID (\d+)')), frozenset(attribute(r'FLAGS \(([^)]*)\)').split()),
                   int(attribute(r'RFC822\.SIZE (\d+)')), header.partition(':')[2].strip())


def _free_ports() -> tuple[int, int]:
    """Below the range that the kernel hands out to clients, so that none of them takes one meanwhile."""
    with socket.socket() as first, socket.socket() as second:
        for probe in (first, second):
            while True:
                with contextlib.suppress(OSError):
                    probe.bind(('127.0.0.1', random.randrange(20000, 32000)))
                    break
        return first.getsockname()[1], second.getsockname()[1]
