"""Standard draws, computed for any index without state."""
