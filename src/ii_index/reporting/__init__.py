"""Results for people: a frozen document, and its renderers."""
