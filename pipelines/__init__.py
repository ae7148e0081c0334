"""The product: scenarios of orbital data centres, batch runs, stored results, risk summaries."""
