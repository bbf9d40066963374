"""The live workbook: the index recomputed by formulas that old Excel, WPS and LibreOffice know."""
