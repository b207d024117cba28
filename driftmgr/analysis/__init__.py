"""Analysis: states against clouds, as a report."""
