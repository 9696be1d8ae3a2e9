"""Starts a program again and again in several versions, in turns, and says how long each start took and what memory it needed."""
