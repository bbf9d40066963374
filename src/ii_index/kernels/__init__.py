"""The formulas: arrays in, arrays out, one formula a function, each with its source.

Shapes are ``(..., units, indicators)``: the last two axes have meaning, leading axes (draws, years) are batch.
Nothing here knows a framework, a file or a label.
"""
