"""One module for each answer of reporting."""
