"""How the back office writes the names of columns, lists, kinds and areas."""

_WHOLE_WORDS = {"api": "API", "id": "ID", "json": "JSON", "sms": "SMS", "url": "URL", "vat": "VAT", "voip": "VoIP"}
_PREFIXES = ("is_", "has_", "can_be_")


def title_of(name: str) -> str:
    """This will write a word of the code as people do: `one_time` as "One time"."""
    words = name.replace("_", " ").replace("-", " ").split()
    written = [_WHOLE_WORDS.get(word.lower(), word) for word in words]
    text = " ".join(written)
    return text[:1].upper() + text[1:]


def label_of(name: str) -> str:
    """This will write the label of a column: `is_active` as "Active"."""
    for prefix in _PREFIXES:
        if name.startswith(prefix):
            return title_of(name.removeprefix(prefix))
    return title_of(name)


def sentence_of(reason: str) -> str:
    """This will write a reason, which follows the name of its field in the API, as a sentence that stands alone."""
    return reason[:1].upper() + reason[1:]
