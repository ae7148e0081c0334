"""A model as a graph of typed operations on one sample."""
