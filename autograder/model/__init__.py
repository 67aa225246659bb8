"""What all rooms speak of: lessons' places, records, scores, limits, faults, and words for them."""
