"""Identifiers and secrets."""

import re

from trunkline.kernel.ids import hash_secret, new_public_id, new_secret, readable_key


def test_public_ids_are_random_uuids_of_version_4() -> None:
    ids = {new_public_id() for _ in range(100)}
    assert len(ids) == 100
    assert {identifier.version for identifier in ids} == {4}


def test_a_secret_has_its_prefix_and_256_random_bits() -> None:
    secrets = {new_secret("tlk") for _ in range(100)}
    assert len(secrets) == 100
    # 32 bytes are 43 letters of base64 without padding.
    assert all(re.fullmatch(r"tlk_[A-Za-z0-9_-]{43}", secret) for secret in secrets)


def test_a_secret_is_stored_as_its_sha_256() -> None:
    # The test vector "abc" of FIPS 180-2.
    assert hash_secret("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_readable_key_is_prefix_and_number() -> None:
    assert readable_key("SUB", 1001) == "SUB-1001"
