"""Reference values: COINr on a tiny table, natural breaks and cuts in exact fractions, formulas worked by hand."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

FOLDER = Path(__file__).parents[1] / "golden"
METHOD: dict[str, Any] = json.loads((FOLDER / "method_values.json").read_text(encoding="utf-8"))
TIERS: dict[str, Any] = json.loads((FOLDER / "tiers" / "cases.json").read_text(encoding="utf-8"))

TINY = pd.read_csv(FOLDER / "coinr_tiny" / "tiny_iData.csv", index_col=0)
META = pd.read_csv(FOLDER / "coinr_tiny" / "tiny_iMeta.csv", index_col="iCode")
VARYING = ["pos", "neg", "outl", "zneg", "sparse", "onehot"]


def coinr(name: str, columns: list[str]) -> np.ndarray:
    return pd.read_csv(FOLDER / "coinr_tiny" / f"{name}.csv", index_col=0)[columns].to_numpy(dtype=float)


def tiny(columns: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Values and directions of some columns."""
    return TINY[columns].to_numpy(dtype=float), META.loc[columns, "Direction"].to_numpy(dtype=float)


def tier_cases() -> list[tuple[str, int]]:
    return [(name, int(key[1:])) for name, case in TIERS.items() for key in case if key in {"k4", "k5"}]
