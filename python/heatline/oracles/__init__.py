"""Programs that know what each of their lines did: `heatline verify` and the tests hold profiles against them.

They measure themselves with the thread's own CPU clock around blocks of work and write it as JSON (`--truth FILE`); `truthlog.py` describes the file.
Each is started as a script, with any interpreter from 3.8 on. Don't reformat them: a loop and its body share a line there on purpose,
so that all of the block's time belongs to that line.
"""
