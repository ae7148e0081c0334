"""Cost of a data centre in orbit against the same one on the ground."""
