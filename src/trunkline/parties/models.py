from typing import ClassVar

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from trunkline.kernel.ids import new_public_id
from trunkline.parties.states import AccountKind, Role
from trunkline.platform.audit import audited, audited_without
from trunkline.platform.definitions import Definition
from trunkline.platform.triggers import append_only


@audited
class Seller(models.Model):
    """The legal entity that sells."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    name = models.CharField(max_length=120, unique=True)
    legal_name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    time_zone = models.CharField(max_length=60)
    bank_name = models.CharField(max_length=120, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    bic = models.CharField(max_length=11, blank=True)


@audited
class TaxRegistration(models.Model):
    """A seller's VAT or other tax number in one country."""

    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="tax_registrations")
    country = models.CharField(max_length=2)
    number = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seller", "country"], name="tax_registration_one_per_country")
        ]


@audited
class Brand(models.Model):
    """The name under which a seller sells."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="brands")
    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=80, unique=True)


@audited
class AccountClass(Definition):
    """A class of accounts, by which offers and price plans are filtered."""

    code = models.SlugField(max_length=40, unique=True)


@audited
class Person(models.Model):
    """Somebody: personal data lives here and in Address, nowhere else."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=20, blank=True)


@audited
class Address(models.Model):
    """A postal address."""

    lines = models.CharField(max_length=300)
    city = models.CharField(max_length=100)
    region = models.CharField(max_length=100, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2)


@audited
class Account(models.Model):
    """Who buys. What the bill reads and may change over time stands in AccountTerms."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    number = models.CharField(max_length=30, unique=True)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="accounts")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accounts")
    billing_address = models.ForeignKey(Address, on_delete=models.PROTECT, null=True, related_name="+")
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="account_is_not_its_own_parent")
        ]


class AccountTerms(models.Model):
    """What the bill reads of an account, from an instant on: append-only; the latest one effective holds."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="terms")
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    kind = models.CharField(max_length=12)
    account_class = models.ForeignKey(AccountClass, on_delete=models.PROTECT, null=True, related_name="+")
    payer = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    time_zone = models.CharField(max_length=60)
    locale = models.CharField(max_length=20)
    billing_day = models.SmallIntegerField(default=1)
    tax_country = models.CharField(max_length=2)
    tax_region = models.CharField(max_length=40, blank=True)
    is_tax_exempt = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=[*AccountKind]), name="account_terms_kind_is_known"),
            models.CheckConstraint(condition=Q(billing_day__range=(1, 31)), name="account_terms_billing_day"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "-effective_at", "-id"], name="account_terms_by_date"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [append_only()]


@audited
class Subscriber(models.Model):
    """A person or site under an account that uses products."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="subscribers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    site = models.ForeignKey(Address, on_delete=models.PROTECT, null=True, related_name="+")
    label = models.CharField(max_length=120)
    technology = models.CharField(max_length=40, blank=True)


class UserManager(BaseUserManager["User"]):
    """Makes users by their e-mail address."""

    def create_user(self, email: str, password: str | None = None) -> "User":
        """This will make a user who can sign in."""
        user = self.model(email=self.normalize_email(email).lower())
        user.set_password(password)
        user.save(using=self._db)
        return user


@audited_without("password", "last_login")
class User(AbstractBaseUser):
    """Somebody who signs in."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_is_in_lower_case")
        ]


@audited
class RoleAssignment(models.Model):
    """A role of a user; without a brand it holds for all."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_assignments")
    role = models.CharField(max_length=20)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(role__in=[*Role]), name="role_is_known"),
            models.UniqueConstraint(fields=["user", "role", "brand"], name="role_assigned_once", nulls_distinct=False),
        ]


class ApiToken(models.Model):
    """A token that acts as its user, or as one of the user's roles; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    label = models.CharField(max_length=120)
    token_hash = models.CharField(max_length=64, unique=True)
    only_role = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(only_role__in=["", *Role]), name="api_token_role_is_known")
        ]
