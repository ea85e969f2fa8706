"""The story that the demo lives: a product from its definition to the day when only its history is left."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from trunkline.cli.demo.catalogue import GIGABYTE, PRODUCTS, SPECIFICATIONS, UNLIMITED_UNITS
from trunkline.cli.demo.definitions.prices import PRICES
from trunkline.cli.demo.definitions.products import CHANNELS
from trunkline.cli.demo.definitions.requests import DEFINITIONS
from trunkline.cli.demo.stage import DemoFailedError, Stage
from trunkline.flows.processes.reconciliation import find_differences
from trunkline.insight.selectors.invariants import check_invariants
from trunkline.platform.clocks import business_now

Document = dict[str, Any]


@dataclass
class Story:
    """What the story has made so far; names end in `suffix`, so that it can be lived again on the same data."""

    stage: Stage
    suffix: str
    products: dict[str, Document] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)
    account: str = ""
    service: str = ""
    charging_id: str = ""

    def order(self, product: str, **more: Any) -> Document:
        """This will order a product for the customer."""
        body = {"account": self.account, "product": self.products[product]["id"], **more}
        return dict(self.stage.send("/api/v1/orders", body))

    def add(self, product: str, **more: Any) -> Document:
        """This will order something for the customer's service."""
        return self.order(product, service=self.service, **more)

    def change(self, action: str, body: Document | None = None) -> Document:
        """This will ask for a change of the service."""
        return dict(self.stage.send(f"/api/v1/services/{self.service}/{action}", body))

    def state(self) -> Document:
        """This will read the service."""
        return dict(self.stage.read(f"/api/v1/services/{self.service}"))

    def balances(self, kind: str) -> Document:
        """This will read what the service has of one type of balance, in words and figures."""
        rows = self.stage.read(f"/api/v1/services/{self.service}/balances")["summary"]
        return next(dict(row) for row in rows if row["type"] == kind)

    def use_data(self, gigabytes: int) -> None:
        """This will record a use of data."""
        self.stage.send(f"/api/v1/services/{self.service}/usage", {"type": "data", "amount": str(gigabytes * GIGABYTE)})

    def rows(self, what: str) -> list[Document]:
        """This will list the account's transactions, payments, cards, services or notices."""
        return list(self.stage.read(f"/api/v1/accounts/{self.account}/{what}")["data"])

    def item_state(self, name: str) -> str:
        """This will tell the state of an item that was picked."""
        return str(self.stage.read(f"/api/v1/stock-items/{self.items[name]}")["state"])


def live(stage: Stage, suffix: str) -> None:
    """This will live the whole story; raises DemoFailedError at the first figure that is not right."""
    story = Story(stage, suffix)
    _define(story)
    _stock_up(story)
    _open_account(story)
    _sell(story)
    _check_balances(story)
    _check_charges(story)
    _use(story)
    _boost_in_vain(story)
    _boost(story)
    _add_monthly_data(story)
    _renew(story)
    _rent_modem(story)
    _suspend_and_resume(story)
    _cancel_and_think_again(story)
    _cancel(story)
    _let_time_pass(story)
    _fail(story)
    _define_the_rest(story)
    _verify(story)


def _define(story: Story) -> None:
    stage = story.stage
    stage.step("Products are defined, each once")
    known = {row["name"] for row in stage.read("/api/v1/resource-specifications")["data"]}
    for specification in SPECIFICATIONS:
        if specification["name"] not in known:
            stage.send("/api/v1/resource-specifications", specification)
    for name, product in PRODUCTS.items():
        body = {**product, "product_slug": f"{product['product_slug']}-{story.suffix}"}
        story.products[name] = dict(stage.send("/api/v1/products", body))
    prices = story.products["mobile"]["prices"]
    stage.expect("profit of 15.00 over 5.00", prices["recurring"]["profit"], "10.00")
    stage.expect("markup in percent", prices["recurring"]["markup_percent"], 200)
    stage.expect("margin in percent", prices["recurring"]["margin_percent"], 67)
    stage.expect("profit on the set-up", prices["set_up"]["profit"], "-1.00")
    stage.expect("features", len(story.products["mobile"]["features_list"]), 3)


def _stock_up(story: Story) -> None:
    stage, suffix = story.stage, story.suffix
    stage.step("SIM cards, a number and a modem are taken into stock")
    stage.send("/api/v1/warehouses", {"code": "london", "name": "London"})
    digits = f"{int(suffix, 16):08d}"
    items: dict[str, Document] = {
        "SIM Card": {
            "reference_number": f"SIM-{suffix}",
            "serial": f"89440000000{digits}",
            "texts": [f"8944{digits}", f"2340{digits}"],
        },
        "Mobile Number": {"reference_number": f"NUM-{suffix}", "texts": [f"+44 7700 {digits[-6:]}"]},
        "Rental Modem": {"reference_number": f"MOD-{suffix}", "serial": f"MODEM{digits}"},
        "another SIM Card": {"reference_number": f"SIM-{suffix}-2", "serial": f"89440000001{digits}"},
    }
    for name, item in items.items():
        body = {"specification": name.removeprefix("another "), "warehouse": "london", **item}
        received = stage.send("/api/v1/stock-items", body)
        stage.expect(f"state of {received['reference_number']}", received["state"], "New")
        story.items[name] = received["id"]


def _open_account(story: Story) -> None:
    stage = story.stage
    stage.step("An account is opened, and what it may order is listed")
    opened = stage.send("/api/v1/accounts", {"name": "Ada Demo", "email": "ada@demo.example"})
    story.account = opened["id"]
    offers = stage.read(f"/api/v1/accounts/{story.account}/offers")["data"]
    offer = next(row for row in offers if row["product"] == story.products["mobile"]["id"])
    stage.expect("can be ordered", offer["is_eligible"], wanted=True)
    stage.expect("due now", offer["due_now"], "15.00")
    stage.expect("every … days", offer["every_days"], 30)


def _sell(story: Story) -> None:
    stage = story.stage
    stage.step("SIM card and number are picked, the terms accepted, and Ansible provisions the order")
    picked = {name: story.items[name] for name in ("SIM Card", "Mobile Number")}
    kept = stage.send("/api/v1/reservations", {"account": story.account, "items": list(picked.values())})
    stage.expect("SIM card, from the click on", story.item_state("SIM Card"), "Reserved")
    order = story.order(
        "mobile",
        reservation=kept["reservation"],
        accepted_terms_version=story.products["mobile"]["terms"]["version"],
        auto_renew=True,
        shown_due_now="15.00",
    )
    job = stage.succeed(order, tells=True)
    stage.expect("status of the job", job["status"], 0)
    story.service = job["service"]
    service = story.state()
    story.charging_id = service["service_uuid"]
    stage.expect("state of the service", service["state"], "Active")
    stage.expect("configuration", service["timeline"][-1]["state"], "CURRENT")
    for name in picked:
        stage.expect(name, story.item_state(name), "Assigned")
    terms = order["lines"][0]["accepted_terms"]
    stage.expect("terms accepted at a known time", bool(terms["accepted_at"]), wanted=True)
    stage.expect("price of the next period", service["next_renewal"]["retail_cost"], "15.00")


def _check_balances(story: Story) -> None:
    stage = story.stage
    stage.step("The charging system holds its balances")
    shown = stage.read(f"/api/v1/services/{story.service}/balances")
    held = shown["data"]
    stage.expect("disabled", held["Disabled"], wanted=False)
    wanted = {"*data": 20 * GIGABYTE, "*voice": UNLIMITED_UNITS, "*sms": UNLIMITED_UNITS}
    for kind, value in wanted.items():
        (balance,) = held["BalanceMap"][kind]
        stage.expect(kind, balance["Value"], value)
    stage.expect("data", story.balances("data")["text"], "0 of 20 GB used, 30 days left")
    stage.expect("calls", story.balances("voice")["unlimited"], wanted=True)
    stage.expect("texts", story.balances("sms")["unlimited"], wanted=True)


def _check_charges(story: Story) -> None:
    stage = story.stage
    stage.step("Set-up and first period are charged once, in the words of the play; a welcome is sent")
    rows = story.rows("transactions")
    stage.expect("transactions", len(rows), 2)
    by_retail = {row["retail_cost"]: row["wholesale_cost"] for row in rows}
    stage.expect("set-up of 0.00, which costs us", by_retail.get("0.00"), "1.00")
    stage.expect("first period of 15.00, which costs us", by_retail.get("15.00"), "5.00")
    _expect_notices(story, "welcome", 1)


def _expect_notices(story: Story, kind: str, count: int) -> None:
    """Notices are sent a moment after what they tell."""

    def sent() -> list[Document]:
        return [row for row in story.rows("notices") if row["kind"] == kind and row["state"] == "sent"]

    story.stage.wait_until(lambda: len(sent()) >= count)
    story.stage.expect(f"notices of kind {kind} that were sent", len(sent()), count)
    files = [row for row in sent() if list(story.stage.mail_directory.glob(f"*{row['id']}*"))]
    story.stage.expect("each in a file of its own", len(files), count)


def _use(story: Story) -> None:
    stage = story.stage
    stage.step("18 GB are used")
    story.use_data(18)
    stage.expect("data", story.balances("data")["text"], "18 of 20 GB used, 30 days left")


def _boost_in_vain(story: Story) -> None:
    stage = story.stage
    stage.step("A 5GB Data Boost is asked for with a card that the bank declines")
    stage.send(f"/api/v1/accounts/{story.account}/cards", {"reference": f"pm_demo_declined_{story.suffix}"})
    job = stage.finish(story.add("boost"))
    stage.expect("status of the job", job["status"], 2)
    stage.expect("failing task", job["failing_task"], "Charge the card")
    stage.expect("data left", story.balances("data")["left"], "2")
    stage.expect("payment", [row["state"] for row in story.rows("payments")], ["declined"])
    stage.expect("transactions", len(story.rows("transactions")), 2)


def _boost(story: Story) -> None:
    stage = story.stage
    stage.step("With a good card it is charged first, then delivered, and used first")
    card = {"reference": f"pm_demo_good_{story.suffix}", "is_default": True}
    stage.send(f"/api/v1/accounts/{story.account}/cards", card)
    stage.succeed(story.add("boost"))
    captured = [row for row in story.rows("payments") if row["state"] == "captured"]
    stage.expect("captured", [row["amount"] for row in captured], ["5.00"])
    stage.expect("data left", story.balances("data")["left"], "7")
    held = stage.read(f"/api/v1/services/{story.service}/balances")["data"]["BalanceMap"]["*data"]
    stage.expect("weights, in the order of use", [balance["Weight"] for balance in held], [20, 10])
    stage.expect("the boost", held[0]["Value"], 5 * GIGABYTE)
    story.use_data(1)
    stage.expect("after one more GB", [row["left"] for row in story.balances("data")["balances"]], ["4", "2"])
    latest = story.rows("transactions")[-1]
    stage.expect("charged, which costs us", (latest["retail_cost"], latest["wholesale_cost"]), ("5.00", "1.50"))


def _add_monthly_data(story: Story) -> None:
    stage = story.stage
    stage.step("A data plan that renews every 30 days is added")
    stage.succeed(story.add("monthly data"))
    addon = _addon(story, "monthly data")
    upcoming = stage.read(f"/api/v1/services/{addon['id']}")["next_renewal"]
    stage.expect("next renewal costs", upcoming["retail_cost"], "10.00")
    stage.expect("it is paid by", upcoming["paid_by"], "card")
    stage.expect("data left", story.balances("data")["left"], "16")


def _addon(story: Story, product: str) -> Document:
    slug = story.products[product]["product_slug"]
    return next(row for row in story.rows("services") if row["product"] == slug)


def _renew(story: Story) -> None:
    stage = story.stage
    stage.step("31 days pass: service and data plan are renewed, without a gap")
    before = story.state()["next_renewal"]["on"]
    stage.advance(31)
    taken = [row["amount"] for row in story.rows("payments") if row["state"] == "captured"]
    stage.expect("captured so far", taken, ["5.00", "10.00", "10.00"])
    charged = [row["retail_cost"] for row in story.rows("transactions") if row["retail_cost"] != "0.00"]
    stage.expect("charged so far", sorted(charged), ["10.00", "10.00", "15.00", "15.00", "5.00"])
    # What was left, and the boost, ended with their periods: 20 GB and 10 GB are new.
    stage.expect("data left", story.balances("data")["left"], "30")
    stage.expect("the next renewal is a later one", story.state()["next_renewal"]["on"] > before, wanted=True)
    _expect_notices(story, "renewal", 2)


def _rent_modem(story: Story) -> None:
    stage = story.stage
    stage.step("A modem is rented, with an item of its own")
    stage.succeed(story.add("modem rental", picks={"Rental Modem": story.items["Rental Modem"]}))
    stage.expect("Rental Modem", story.item_state("Rental Modem"), "Assigned")
    charged = [row["retail_cost"] for row in story.rows("transactions")[-2:]]
    stage.expect("charged for the first 30 days, and for the set-up", sorted(charged), ["0.00", "4.00"])


def _suspend_and_resume(story: Story) -> None:
    stage = story.stage
    stage.step("The service is suspended and resumed; its balances are kept")
    left = story.balances("data")["left"]
    stage.succeed(story.change("suspend"))
    stage.expect("state of the service", story.state()["state"], "Suspended")
    attempt = stage.refused(f"/api/v1/services/{story.service}/usage", {"type": "data", "amount": "1"})
    stage.expect("use is refused as", attempt, "ocs-account-disabled")
    stage.advance(1)
    stage.succeed(story.change("resume"))
    stage.expect("state of the service", story.state()["state"], "Active")
    stage.expect("data left", story.balances("data")["left"], left)
    stage.advance(1)


def _cancel_and_think_again(story: Story) -> None:
    stage = story.stage
    stage.step("The customer cancels, with 14 days of grace, and thinks again")
    cancelled = story.change("cancel", {"reason": "customer"})
    stage.expect("state of the service", cancelled["state"], "Pending Cancellation")
    stage.expect("cancellation", cancelled["cancellation"]["state"], "pending")
    stage.advance(7)
    kept = story.change("reverse-cancellation")
    stage.expect("state of the service, a week later", kept["state"], "Active")
    stage.expect("cancellation", kept["cancellation"]["state"], "reversed")
    stage.advance(1)


def _cancel(story: Story) -> None:
    stage = story.stage
    stage.step("The customer cancels again; after the grace the service is ended")
    _give_a_plan(story)
    story.change("cancel", {"reason": "customer", "note": "Moving abroad"})
    stage.advance(14)
    ended = story.state()
    stage.expect("state of the service", ended["state"], "Deactivated")
    stage.expect("cancellation", ended["cancellation"]["state"], "carried_out")
    held, _ = stage.ask_ocs("ApierV2.GetAccount", Account=story.charging_id)
    stage.expect("account in the charging system is disabled", held["Disabled"], wanted=True)
    plans, _ = stage.ask_ocs("ApierV1.GetAccountActionPlan", Account=story.charging_id)
    stage.expect("plans that it follows", plans, [])
    for name, fate in {"SIM Card": "Decommissioned", "Mobile Number": "Held", "Rental Modem": "Used"}.items():
        stage.expect(name, story.item_state(name), fate)
    addons = [row["state"] for row in story.rows("services") if row["id"] != story.service]
    stage.expect("its add-ons", addons, ["Deactivated", "Deactivated"])


def _give_a_plan(story: Story) -> None:
    """An action plan such as plays of an operator's own give to a service, to be gone with it."""
    stage, actions = story.stage, f"Action_reminder_{story.suffix}"
    stage.ask_ocs("ApierV2.SetActions", ActionsId=actions, Actions=[{"Identifier": "*log"}], Overwrite=True)
    plan = f"ServiceID_{story.charging_id}__Reminder"
    yearly = {"ActionsId": actions, "Years": "*any", "Months": "12", "MonthDays": "31", "WeekDays": "*any"}
    stage.ask_ocs("ApierV1.SetActionPlan", Id=plan, ActionPlan=[{**yearly, "Time": "00:00:00", "Weight": 10}])
    stage.ask_ocs("ApierV2.SetAccount", Account=story.charging_id, ActionPlanIDs=[plan])
    plans, _ = stage.ask_ocs("ApierV1.GetAccountActionPlan", Account=story.charging_id)
    stage.expect("plans that it follows before", len(plans), 1)


def _let_time_pass(story: Story) -> None:
    stage = story.stage
    stage.step("The number rests for 30 days; after 90 the charging system forgets the account, and history stays")
    stage.advance(30)
    stage.expect("Mobile Number", story.item_state("Mobile Number"), "In Stock")
    stage.advance(60)
    removed = story.state()
    stage.expect("state of the service", removed["state"], "Removed")
    _, error = stage.ask_ocs("ApierV2.GetAccount", Account=story.charging_id)
    stage.expect("account in the charging system", error, "NOT_FOUND")
    lived = [row["service_state"] for row in removed["timeline"] if row["superseded_at"] is None]
    stage.expect(
        "its life",
        " → ".join(lived),
        "Active → Suspended → Active → Pending Cancellation → Active → Pending Cancellation → Deactivated → Removed",
    )
    stage.expect("transactions, which stay", len(story.rows("transactions")), 9)


def _fail(story: Story) -> None:
    stage = story.stage
    stage.step("A play fails half-way: everything that it did is undone")
    count = len(story.rows("transactions"))
    order = story.order(
        "unfortunate",
        picks={"SIM Card": story.items["another SIM Card"]},
        accepted_terms_version=story.products["unfortunate"]["terms"]["version"],
        auto_renew=False,
    )
    job = stage.finish(order, tells=True)
    stage.expect("status of the job", job["status"], 2)
    stage.expect("failing task", job["failing_task"], "Create the service")
    journal = stage.read(f"/api/v1/jobs/{job['provision_id']}/journal")["data"]
    made = [row for row in journal if row["kind"] == "ocs_call"]
    stage.expect("calls of the charging system that were made", bool(made), wanted=True)
    stage.expect("left behind", job["left_behind"], 0)
    stage.expect("SIM card", story.item_state("another SIM Card"), "New")
    stage.expect("transactions", len(story.rows("transactions")), count)
    stage.expect("services", len(story.rows("services")), 3)


def _define_the_rest(story: Story) -> None:
    stage = story.stage
    stage.step("The catalogue of a whole operator is defined: mobile, internet, voice, television, power")
    for kind, documents in DEFINITIONS:
        path = f"/api/v1/catalogue/{kind}"
        if not stage.read(f"{path}?filter[code]={quote(documents[0]['code'])}")["data"]:
            stage.send(f"{path}/bulk", {"definitions": documents})
    for code, price in PRICES:
        (product,) = stage.read(f"/api/v1/catalogue/products?filter[code]={code}")["data"]
        path = f"/api/v1/products/{product['id']}/prices"
        if not any(_is_of(price, each) for each in stage.read(path)["data"]):
            stage.send(path, price)
    channels = stage.read("/api/v1/catalogue/products?filter[product_type]=channel")["data"]
    stage.expect("television channels", len(channels), len(CHANNELS))
    unknown = {
        "code": "nothing",
        "name": "Nothing",
        "slug": "nothing",
        "product_type": "channel-bouquet",
        "components": [{"family": "news-channels", "minimum": 3, "maximum": 2}],
    }
    stage.expect("a bundle that nobody can have", stage.refused("/api/v1/catalogue/products", unknown), "invalid-input")


def _is_of(price: Document, present: Document) -> bool:
    """Whether a price of a product is the one that was sent."""
    is_same = Decimal(present["retail_cost"]) == Decimal(price["retail_cost"])
    return is_same and all(present[name] == price[name] for name in ("price_plan", "bundle", "model") if name in price)


def _verify(story: Story) -> None:
    story.stage.step("Everything that must always be true is checked")
    results = check_invariants()
    for result in results:
        if result.violations:
            raise DemoFailedError(f"{result.room}: {result.name}: {result.violations[0]}")
    story.stage.expect("invariants that hold", len(results), len(results))
    differences = list(find_differences(business_now()))
    if differences:
        raise DemoFailedError(f"{differences[0].subject}: {differences[0].explanation}")
    story.stage.expect("differences from charging system, stock, charges and gateway", len(differences), 0)
