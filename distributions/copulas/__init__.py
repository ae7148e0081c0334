"""Dependence between named draws."""
