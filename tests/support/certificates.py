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
    config, request = folder / 'openssl.cnf', folder / 'server.csr'

    def configure(name: str, alt_names: str) -> None:
        config.write_text(CONFIG.format(folder=folder, name=name, alt_names=alt_names))

    if not (folder / 'ca.pem').exists():
        configure('tlsrpt test authority', 'DNS:unused')
        run(['openssl', 'req', '-x509', *NEW_KEY, '-config', config, '-extensions', 'authority',
             '-days', '3650', '-keyout', folder / 'ca.key', '-out', folder / 'ca.pem'])
    if kind == 'wrong-host':
        configure('mail.example.com', 'DNS:mail.example.com')
    else:
        configure('localhost', 'DNS:localhost, IP:127.0.0.1')
    run(['openssl', 'req', *NEW_KEY, '-config', config, '-keyout', folder / 'server.key', '-out', request])
    now = datetime.now(timezone.utc)
    end = now + timedelta(days=-1 if kind == 'expired' else 3650)
    (folder / 'index.txt').write_text('')
    run(['openssl', 'ca', '-batch', '-notext', '-config', config, '-extensions', 'server',
         '-startdate', f'{now - timedelta(days=2):%Y%m%d%H%M%SZ}', '-enddate', f'{end:%Y%m%d%H%M%SZ}',
         '-in', request, '-out', folder / 'server.pem'])
