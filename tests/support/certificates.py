# SPDX-License-Identifier: Apache-2.0
"""A certificate authority of our own, and the server certificates a client must accept or refuse."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

from process import run

CONFIG = """
[req]
distinguished_name = name
prompt = no
[name]
CN = {name}
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[server]
basicConstraints = CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = {alt_names}
[client]
basicConstraints = CA:FALSE
extendedKeyUsage = clientAuth
[ca]
default_ca = signer
[signer]
database = {folder}/index.txt
new_certs_dir = {folder}
certificate = {folder}/ca.pem
private_key = {folder}/ca.key
rand_serial = yes
default_md = sha256
policy = anything
[anything]
commonName = supplied
"""
NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
KINDS = ('good', 'expired', 'wrong-host')


def make(folder: Path, kind: str) -> None:
    """Writes ca.pem, server.pem and server.key; an authority that is already there signs again."""
    if kind not in KINDS:
        raise ValueError(f'certificate {kind!r}: use one of {", ".join(KINDS)}')
    folder.mkdir(exist_ok=True)
    if not (folder / 'ca.pem').exists():
        config = _configure(folder, 'tlsrpt test authority')
        run(['openssl', 'req', '-x509', *NEW_KEY, '-config', config, '-extensions', 'authority',
             '-days', '3650', '-keyout', folder / 'ca.key', '-out', folder / 'ca.pem'])
    days = -1 if kind == 'expired' else 3650
    if kind == 'wrong-host':
        _sign(folder, 'server', 'mail.example.com', days, 'DNS:mail.example.com')
    else:
        _sign(folder, 'server', 'localhost', days, 'DNS:localhost, IP:127.0.0.1')


def make_client(folder: Path, user: str) -> tuple[Path, Path]:
    """A certificate that the authority in the folder gives the user, and its key."""
    _sign(folder, 'client', user, 3650)
    return folder / 'client.pem', folder / 'client.key'


def _configure(folder: Path, name: str, alt_names: str = 'DNS:unused') -> Path:
    config = folder / 'openssl.cnf'
    config.write_text(CONFIG.format(folder=folder, name=name, alt_names=alt_names))
    return config


def _sign(folder: Path, kind: str, name: str, days: int, alt_names: str = 'DNS:unused') -> None:
    config, request = _configure(folder, name, alt_names), folder / f'{kind}.csr'
    run(['openssl', 'req', *NEW_KEY, '-config', config, '-keyout', folder / f'{kind}.key', '-out', request])
    now = datetime.now(timezone.utc)
    (folder / 'index.txt').write_text('')
    run(['openssl', 'ca', '-batch', '-notext', '-config', config, '-extensions', kind,
         '-startdate', f'{now - timedelta(days=2):%Y%m%d%H%M%SZ}',
         '-enddate', f'{now + timedelta(days=days):%Y%m%d%H%M%SZ}', '-in', request, '-out', folder / f'{kind}.pem'])
