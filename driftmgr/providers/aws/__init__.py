"""Amazon Web Services: one module for each service with its declarations, and the reader that serves them all."""
