"""The templates of the pages and of the model card, and how they write numbers."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from signkit.report.texts import Words

TEMPLATES = Path(__file__).parent / "templates"


def environment(words: Words, page=True) -> Environment:
    """What fills in the templates in the language of `words`; a `page` escapes markup."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=page,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=not page,
    )
    for name in ("percent", "score", "counted", "duration", "number"):
        made.filters[name] = getattr(words, name)
    return made
