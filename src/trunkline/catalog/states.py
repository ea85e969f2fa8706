"""The words of this room."""

from enum import StrEnum

from trunkline.kernel.states import StateTable


class Classification(StrEnum):
    """Whether a product is a thing or something done."""

    GOOD = "good"
    SERVICE = "service"


class ChargingKind(StrEnum):
    """How a product of a type costs money."""

    USAGE = "usage"
    TERMED = "termed"
    ONE_TIME = "one_time"
    EXPENSE = "expense"


class Category(StrEnum):
    """Whether a product makes a service of its own, adds to one, or groups several."""

    STANDALONE = "standalone"
    ADDON = "addon"
    BUNDLE = "bundle"


class AutoRenew(StrEnum):
    """Whether a service renews by itself, or the customer is asked at purchase."""

    PROMPT = "prompt"
    TRUE = "true"
    FALSE = "false"


class RenewalPayment(StrEnum):
    """How a further period is paid: from the customer's card before it begins, or with the account's next invoice."""

    ACCOUNT = "account"
    CARD = "card"


class RateAudience(StrEnum):
    """For whom a new price holds."""

    EVERYBODY = "everybody"
    NEW_SALES = "new_sales"


class PriceStanding(StrEnum):
    """How a version of a price stands at an instant; one that was withdrawn was never sold."""

    PLANNED = "planned"
    CURRENT = "current"
    PAST = "past"
    WITHDRAWN = "withdrawn"


class RateModel(StrEnum):
    """How a rate's amount of a period follows from the units that are had; its base amount is due in each.

    `flat`: the base, however many; `per_unit`: the base for each; `package`: the base for each block that was begun.
    Beside the base, `tiered`: each unit at the price of its own tier, with the fixed amounts of all tiers reached;
    `volume`: all units at the price of the tier reached, with its fixed amount; `stepped`: the fixed amount of the tier
    reached; `percentage`: a share of another charge.
    """

    FLAT = "flat"
    PER_UNIT = "per_unit"
    TIERED = "tiered"
    VOLUME = "volume"
    STEPPED = "stepped"
    PACKAGE = "package"
    PERCENTAGE = "percentage"


class PhaseKind(StrEnum):
    """Why the first periods cost something else: to try it for nothing, or as a promotion."""

    TRIAL = "trial"
    PROMOTIONAL = "promotional"


class ResourceKind(StrEnum):
    """Whether a stock item can be touched, or is a number, an address or a port."""

    PHYSICAL = "physical"
    LOGICAL = "logical"


class Tracking(StrEnum):
    """Whether stock of a specification is known piece by piece, or counted."""

    ITEM = "item"
    QUANTITY = "quantity"


class EndFate(StrEnum):
    """What becomes of an item when its service ends, unless the play that ends it says otherwise.

    `release`: at once In Stock; `hold`: Held for some days, then In Stock; `inspect`: Used, until somebody has looked;
    `decommission`: Decommissioned.
    """

    RELEASE = "release"
    HOLD = "hold"
    INSPECT = "inspect"
    DECOMMISSION = "decommission"


class BaseStatus(StrEnum):
    """The four statuses that every service state is mapped to."""

    PROSPECT = "prospect"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


class StandardState(StrEnum):
    """The service states that every installation starts with; operators may define more."""

    ACTIVE = "Active"
    SUSPENDED = "Suspended"
    PENDING_CANCELLATION = "Pending Cancellation"
    DEACTIVATED = "Deactivated"
    REMOVED = "Removed"


class Lifecycle(StrEnum):
    """Whether a product is still being defined, can be sold, or is sold no more; what customers have of it goes on."""

    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


class UsageMode(StrEnum):
    """How a service earns: by its price alone, by what is used of it, or by both."""

    SUBSCRIPTION = "subscription"
    USAGE = "usage"
    BOTH = "subscription_and_usage"


class ChargeStart(StrEnum):
    """What starts the recurring charge of a service: its provisioning, or a transition that says so."""

    PROVISIONING = "provisioning"
    TRANSITION = "transition"


class ValueType(StrEnum):
    """What a characteristic holds."""

    TEXT = "text"
    WHOLE = "whole"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    PRICE = "price"


class CharacteristicSetter(StrEnum):
    """Who may set a characteristic: the customer (and everybody below), the staff, or plays alone."""

    CUSTOMER = "customer"
    STAFF = "staff"
    PLAY = "play"


class RelationshipKind(StrEnum):
    """How one product may stand to another.

    `requires`: it is not had without the other; `option`: the other can be added; `promotion`: the other is given with
    it; `excludes`: never both; `upgrade` and `downgrade`: it may be replaced by the other.
    """

    REQUIRES = "requires"
    OPTION = "option"
    PROMOTION = "promotion"
    EXCLUDES = "excludes"
    UPGRADE = "upgrade"
    DOWNGRADE = "downgrade"


class SchemeKind(StrEnum):
    """Whether a billing term scheme sends invoices, or lets services run only as far as they are paid."""

    NORMAL = "normal"
    PREPAID = "prepaid"


class BillingTime(StrEnum):
    """When a termed service is billed: before or after its use, and, where the scheme is prepaid, paid so."""

    PRE_BILL = "pre_bill"
    POST_BILL = "post_bill"
    PRE_PAID = "pre_paid"
    POST_PAID = "post_paid"


class BillingAnchor(StrEnum):
    """From which day billing periods are counted; by the calendar, quarters and years begin in January."""

    FIRST_OF_MONTH = "first_of_month"
    BILLING_DAY = "billing_day"
    START = "start"
    CALENDAR = "calendar"


class Proration(StrEnum):
    """How a part of a billing period is priced: by its days, by days of 30-day months, or as a whole."""

    ACTUAL_DAYS = "actual_days"
    THIRTY_DAY_MONTHS = "thirty_day_months"
    NONE = "none"


class FirstPeriod(StrEnum):
    """What becomes of the part of a period before the first whole one.

    It is billed at once by its share, billed at once in full, or its share is billed together with the first whole one.
    """

    PRORATED = "prorated"
    FULL = "full"
    DEFERRED = "deferred"


class TierModel(StrEnum):
    """What the tiers of usage mean.

    `flat`: all units cost the price of the tier reached; `stepped_rate`: each unit costs the price of its own tier;
    `stepped_fixed`: the fixed amount of the tier reached is due; `marginal`: that, and a price for each unit beyond the
    tier's start.
    """

    FLAT = "flat"
    STEPPED_RATE = "stepped_rate"
    STEPPED_FIXED = "stepped_fixed"
    MARGINAL = "marginal"


class DiscountKind(StrEnum):
    """Whether a discount takes off a share, or an amount."""

    PERCENT = "percent"
    AMOUNT = "amount"


class ContractRenewal(StrEnum):
    """What follows the minimum term of a contract: its end, a further fixed term, or a contract without end."""

    ENDS = "ends"
    EXTENDS = "extends"
    OPEN_ENDED = "open_ended"


class TerminationFee(StrEnum):
    """What leaving before the end of a term costs: nothing, an amount, or a share of what would still be due."""

    NONE = "none"
    FIXED = "fixed"
    SHARE_OF_REMAINING = "share_of_remaining"


class Composition(StrEnum):
    """What a product is made of: of itself alone, of what is chosen, of what is fixed, or of services of any kind."""

    FLAT = "flat"
    FLEXIBLE_BUNDLE = "flexible_bundle"
    FIXED_BUNDLE = "fixed_bundle"
    PACKAGE = "package"


class Attachment(StrEnum):
    """What a product can take part in."""

    TAX = "tax"
    BILLING_TERM_SCHEME = "billing_term_scheme"
    PRICE_PLAN = "price_plan"
    SUBSCRIPTION_TYPE = "subscription_type"
    USAGE_CATALOGUE = "usage_catalogue"
    DISCOUNT = "discount"
    PROVIDER = "provider"
    JOB_TYPE = "job_type"
    ACTIVITY_TYPE = "activity_type"
    STOCK_BALANCE = "stock_balance"
    COMPONENTS = "components"
    IMAGES = "images"
    CATEGORIES = "categories"
    VALIDITY = "validity"
    USAGE_TIER_PLAN = "usage_tier_plan"
    VOIP_PLAN = "voip_plan"


class MeterReadingKind(StrEnum):
    """Whether a meter is read once, or each reading counts from the one before."""

    ONE_TIME = "one_time"
    CUMULATIVE = "cumulative"


class CommunicationMedium(StrEnum):
    """By what customers and staff speak to one another."""

    EMAIL = "email"
    SMS = "sms"
    TELEPHONE = "telephone"
    POST = "post"
    FACE_TO_FACE = "face_to_face"


class UserFieldSlot(StrEnum):
    """The fields of products that an operator names: 16 texts, 4 numbers, 4 days."""

    TEXT_1 = "text_1"
    TEXT_2 = "text_2"
    TEXT_3 = "text_3"
    TEXT_4 = "text_4"
    TEXT_5 = "text_5"
    TEXT_6 = "text_6"
    TEXT_7 = "text_7"
    TEXT_8 = "text_8"
    TEXT_9 = "text_9"
    TEXT_10 = "text_10"
    TEXT_11 = "text_11"
    TEXT_12 = "text_12"
    TEXT_13 = "text_13"
    TEXT_14 = "text_14"
    TEXT_15 = "text_15"
    TEXT_16 = "text_16"
    NUMBER_1 = "number_1"
    NUMBER_2 = "number_2"
    NUMBER_3 = "number_3"
    NUMBER_4 = "number_4"
    DATE_1 = "date_1"
    DATE_2 = "date_2"
    DATE_3 = "date_3"
    DATE_4 = "date_4"


class FilePurpose(StrEnum):
    """Whether a file of a product is shown as its image, or handed out as a document."""

    IMAGE = "image"
    FILE = "file"


class MediaType(StrEnum):
    """What files of products can be."""

    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"
    GIF = "image/gif"
    PDF = "application/pdf"
    TEXT = "text/plain"


PRODUCT_LIFECYCLE = StateTable(
    name="product",
    initial=Lifecycle.DRAFT,
    transitions={
        (Lifecycle.DRAFT, "publish"): Lifecycle.ACTIVE,
        (Lifecycle.ACTIVE, "retire"): Lifecycle.RETIRED,
        (Lifecycle.RETIRED, "publish"): Lifecycle.ACTIVE,
    },
)
