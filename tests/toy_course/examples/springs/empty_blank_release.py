"""The release as it was handed out."""
# base: release
# expect: score=0 others=not_attempted why_square=blank
