"""Charts as frozen Vega-Lite specifications: data and texts in, no drawing here; :mod:`.still` draws them."""
