"""How sure an index is: draws of its assumptions, what they do to ranks and tiers, and what no draw can do."""
