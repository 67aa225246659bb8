"""Saved by an editor on Windows, with a byte order mark and other line ends: full marks."""
# base: worked
# file: byte_order_mark
# expect: score=full
