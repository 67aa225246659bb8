"""Metadata that claim points and scores; answer cells that claim to be locked check cells."""
# base: release
# claims: everything
# points: 1000
# expect: score=0 others=missing|not_attempted
