"""Ports of the benchmark model to other systems, each written as its own documentation recommends."""
