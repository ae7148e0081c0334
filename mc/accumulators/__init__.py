"""Reductions of samples to integers that add up."""
