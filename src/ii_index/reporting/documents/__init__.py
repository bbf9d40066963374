"""Results become documents: frozen tables, facts and findings, one module a subject."""
