"""Forms of the staff's pages."""

from django import forms

from trunkline.parties.states import Role

LABEL_LENGTH_MAX = 120
LIFETIMES_DAYS = (30, 90, 365)


def role_title(role: str) -> str:
    """This will write a role as people do."""
    return role.replace("_", " ").capitalize()


class TokenForm(forms.Form):
    """What a member of the staff says about a new API token."""

    label = forms.CharField(
        max_length=LABEL_LENGTH_MAX,
        label="Label",
        help_text="What the token is for, so that you know it again in the list.",
    )
    only_role = forms.ChoiceField(
        required=False,
        label="Acts as",
        help_text="A token may be limited to one of your roles.",
    )
    lifetime_days = forms.TypedChoiceField(
        coerce=int,
        empty_value=None,
        required=False,
        label="Ends",
        choices=[*((days, f"in {days} days") for days in LIFETIMES_DAYS), ("", "never")],
        initial=90,
    )

    def __init__(self, *args: object, roles: list[Role], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        choices = [("", "All my roles"), *((role.value, role_title(role)) for role in roles)]
        self.fields["only_role"] = forms.ChoiceField(
            required=False,
            choices=choices,
            label=self.fields["only_role"].label,
            help_text=self.fields["only_role"].help_text,
        )
