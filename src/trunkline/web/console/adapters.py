"""How the staff's sign-in differs from what allauth does by itself."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import force_bytes

from trunkline.platform.stored_secrets import second_factor_cipher


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Staff are registered by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's signature
        """This will refuse everybody who wants to register by themselves."""
        return False


class StaffMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Second factors stand in the database encrypted with the installation's secret key.

    Whoever reads a backup without the key cannot make anybody's codes. After a change of the key the old one belongs
    into SECRET_KEY_FALLBACKS.
    """

    def encrypt(self, text: str) -> str:
        """This will encrypt a secret before it is stored."""
        return _ciphers().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """This will decrypt a stored secret; raises cryptography's InvalidToken when the key has changed."""
        return _ciphers().decrypt(encrypted_text.encode()).decode()


def _ciphers() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([second_factor_cipher(force_bytes(key)) for key in keys])
