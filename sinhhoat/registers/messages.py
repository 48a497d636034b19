"""What each mistake is called and how it is said, in Vietnamese and in English; the words lie in messages.json."""

import json
from importlib import resources


def _messages() -> dict[str, tuple[str, str]]:
    words = json.loads(resources.files(__package__).joinpath("messages.json").read_text(encoding="utf-8"))
    return {code: (said["vi"], said["en"]) for code, said in words.items()}


# Each pair says what is wrong and then what would be right; the names in braces are facts of the finding.
MESSAGES = _messages()
