"""Runs a project's own tests."""
