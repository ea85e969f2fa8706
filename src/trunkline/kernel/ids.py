"""Identifiers: readable keys for people, random ones for the outside, secrets and their hashes."""

import hashlib
import secrets
import uuid


def new_public_id() -> uuid.UUID:
    """This will make the random identifier under which the outside knows a row."""
    return uuid.uuid4()


def new_secret(prefix: str) -> str:
    """This will make a secret of 256 random bits, with a prefix that tells people and scanners what it opens."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def hash_secret(secret: str) -> str:
    """This will hash a secret for storage; plain SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def readable_key(prefix: str, number: int) -> str:
    """This will build a key that people can read out, such as SUB-1001."""
    return f"{prefix}-{number}"
