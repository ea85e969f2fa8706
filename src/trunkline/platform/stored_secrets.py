"""How secrets that must be read again stand in the database: encrypted with the installation's secret key."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PURPOSE = b"trunkline: second factors of the staff"


def second_factor_cipher(secret_key: bytes) -> Fernet:
    """This will return what encrypts and decrypts second factors under a secret key of any length."""
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE)
    return Fernet(urlsafe_b64encode(derivation.derive(secret_key)))
