"""``make schemas``: write the JSON Schemas of the files that a user writes."""

from pathlib import Path

from ii_index.model.schemas import schemas

FOLDER = Path(__file__).parents[2] / "schemas"


def generated() -> dict[str, str]:
    """File name and text of every schema."""
    return {f"{name}.schema.json": text for name, text in schemas().items()}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in generated().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
