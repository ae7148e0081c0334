"""Models seen through arrays: what they may do, and the expressions that they become."""
