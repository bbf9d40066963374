"""The result of an uncertainty analysis: selects and labels, never draws again."""

from typing import TYPE_CHECKING

import numpy as np

from ii_index.analysis.robustness import uncertainty_tables as tables
from ii_index.analysis.robustness.drawn import Drawn
from ii_index.messages import Language
from ii_index.model.table import Table

if TYPE_CHECKING:
    import pandas as pd


class Uncertainty(Drawn):
    """Ranks and tiers over many draws: tables, and the arrays of :class:`Drawn`."""

    @property
    def acceptability(self) -> "pd.DataFrame":
        """P(rank = r): one row a unit, one column a rank; rows sum to 1."""
        return tables.acceptability(self).to_frame("code").drop(columns="unit")

    @property
    def pairwise(self) -> "pd.DataFrame":
        """P(row is above column), one row and one column a unit."""
        return tables.pairwise(self).to_frame("code").drop(columns="unit")

    @property
    def tier_probabilities(self) -> "pd.DataFrame":
        """P(tier = t): one row a unit, one column a tier; rows sum to 1."""
        import pandas as pd

        names = [name.en for name in self.tier_names]
        table = self.probabilities("tier_probabilities")
        return pd.DataFrame(table, index=pd.Index(self.units, name="code"), columns=names)

    @property
    def entropy(self) -> "pd.Series[float]":
        """Entropy of each unit's tier in bits: 0 is certain."""
        import pandas as pd

        return pd.Series(self.entropies(), index=pd.Index(self.units, name="code"), name="entropy")

    def intervals(self, level: float = 0.90, language: Language = "en") -> "pd.DataFrame":
        """Return nominal, mean and median rank and the interval that holds the rank with this probability."""
        return self.interval_table(level).to_frame("code", language)

    def interval_table(self, level: float = 0.90) -> Table:
        """Return the rank intervals as a table, by nominal rank."""
        return tables.intervals(self, level)

    def tier_table(self) -> Table:
        """Return tiers, their probabilities with Monte Carlo limits, entropy and the borderline flag."""
        return tables.tiers(self)

    def failure_table(self) -> Table:
        """Return the combinations that failed and how often."""
        return tables.failures(self)

    def equals(self, other: "Uncertainty") -> bool:
        """Whether every count is the same."""
        own, others = vars(self.counts), vars(other.counts)
        return self.units == other.units and all(np.array_equal(own[part], others[part]) for part in own)
