"""HOW, ON SPARK: DataFrame → DataFrame transforms, one short `run` each."""
