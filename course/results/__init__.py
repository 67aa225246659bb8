"""How a call or a check can end."""
