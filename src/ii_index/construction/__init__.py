"""From a panel and a recipe to an index: one engine, whatever the recipe."""
