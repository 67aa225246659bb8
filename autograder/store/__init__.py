"""Records and fingerprints on disk."""
