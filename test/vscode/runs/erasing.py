"""Takes away what is recorded of it, as somebody does who clears the wrong folder."""
import os
import shutil

shutil.rmtree(os.environ["HEATLINE_HOME"])
