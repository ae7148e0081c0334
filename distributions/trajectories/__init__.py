"""Distributions over paths by calendar year."""
