"""Moves module-level imports of a file to where they are used, or says why that isn't safe.

`service.answer` takes the document described in README.md beside this file; `python -I __main__.py` does so from standard input.
Nothing of the user's is imported or run: files are read and parsed. Importing this package has no effect.
"""
