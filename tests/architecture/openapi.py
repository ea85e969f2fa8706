"""Writes down the API's description for `test_openapi`; run as `python -m tests.architecture.openapi`."""

import json
import os
from pathlib import Path

import django


def main() -> None:
    """This will write the API's present description."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trunkline.config.settings")
    os.environ.setdefault("TRUNKLINE_SECRET_KEY", "not used: nothing is signed")
    django.setup()
    from trunkline.web.api.application import api  # Django's models need its settings

    text = json.dumps(api.get_openapi_schema(), indent=2, ensure_ascii=False, sort_keys=True)
    Path(__file__).with_name("openapi.json").write_text(f"{text}\n")


if __name__ == "__main__":
    main()
