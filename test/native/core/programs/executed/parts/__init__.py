"""Modules whose functions are called, or not."""
