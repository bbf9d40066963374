"""What is measured and how: frozen definitions, without arithmetic and without files."""
