"""Results for people: feedback pages, exports, the class at a glance."""
