"""Questions asked of an index: its tiers, its changes, its robustness."""
