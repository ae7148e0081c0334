"""From a graph of expressions to loops over trailing axes, for every device the same."""
