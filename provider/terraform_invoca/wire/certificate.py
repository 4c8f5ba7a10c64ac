"""The certificate of one provider process, which its engine trusts because it was told of it.

Owns: making it. It lives as long as the process, on no disk. The engine's own certificate is not
checked: its curve (P-521) is refused by gRPC's TLS. The socket's folder, open to this user only, is
what keeps others out.
"""

from __future__ import annotations

import base64
import datetime
from typing import NamedTuple

LIFETIME = datetime.timedelta(days=30)  # longer than any run
CLOCK_SKEW = datetime.timedelta(minutes=5)


class Certificate(NamedTuple):
    """key_pem, chain_pem: for the server. told: for the handshake line, base64 without padding."""

    key_pem: bytes
    chain_pem: bytes
    told: str


def make_certificate() -> Certificate:
    # Imported here: an engine that wants no TLS does not wait for it.
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SKEW)
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    der = certificate.public_bytes(serialization.Encoding.DER)
    return Certificate(
        key_pem=key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        chain_pem=certificate.public_bytes(serialization.Encoding.PEM),
        told=base64.b64encode(der).decode().rstrip("="),
    )
