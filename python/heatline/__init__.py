"""Heatline's Python side. Importing this package has no effect."""
