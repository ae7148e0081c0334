"""How often a statistical test of this suite may fail although nothing is wrong."""

FALSE_ALARM_RATE = 1e-6
"""Of one assertion; with a few hundred of them, the suite raises a false alarm once in thousands of seeds."""
