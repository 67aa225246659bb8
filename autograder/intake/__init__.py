"""From a submission's bytes to the lesson's cells."""
