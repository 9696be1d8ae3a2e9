import base64
import contextlib
import io
import tempfile
import unittest

from handler import handler, main
from make_pdf import make_pdf

LINES = [f"line {place} of the minutes (draft)" for place in range(50)]
PDF = make_pdf(LINES, "Minutes", "Bob (clerk)")


def ask(data, want):
    return handler({"pdf": base64.b64encode(data).decode(), "want": want})


class HandlerTest(unittest.TestCase):
    def test_the_catalogue_knows_pages_title_author_and_words(self):
        entry = ask(PDF, "catalogue")
        self.assertEqual((entry["pages"], entry["title"], entry["author"]), (2, "Minutes", "Bob (clerk)"))
        self.assertIn(("minutes", 50), entry["words"])

    def test_the_text_has_all_lines_in_order(self):
        text = ask(PDF, "text")["text"]
        places = [text.find(line) for line in LINES]
        self.assertNotIn(-1, places)
        self.assertEqual(places, sorted(places))

    def test_other_files_are_refused(self):
        self.assertEqual(ask(b"GIF89a", "text")["statusCode"], 415)

    def test_by_hand_it_prints_a_table(self):
        with tempfile.NamedTemporaryFile() as file, contextlib.redirect_stdout(io.StringIO()) as output:
            file.write(PDF)
            file.flush()
            main([file.name])
        self.assertEqual(output.getvalue(), "title    author       pages\nMinutes  Bob (clerk)  2\n")
