"""From a lesson's text notebook to everything that is derived from it."""
