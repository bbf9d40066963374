"""A document as one page: no network, both languages, what-if sliders."""
