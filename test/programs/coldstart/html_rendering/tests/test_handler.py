import unittest

from handler import handler


class HandlerTest(unittest.TestCase):
    def test_a_table_has_its_cells(self):
        body = handler({"page": "table", "title": "T", "rows": 3, "columns": 4})["body"]
        self.assertEqual(body.count("<tr>"), 3)
        self.assertEqual(body.count('<span class="column-4">4</span>'), 3)
        self.assertIn("<title>T</title>", body)

    def test_a_receipt_has_a_total_and_escapes_names(self):
        items = [{"name": "a & b", "price": 1.5}, {"name": "c", "price": 2.25}]
        body = handler({"page": "receipt", "title": "R", "customer": "<Ann>", "items": items})["body"]
        self.assertIn("<b>3.75</b>", body)
        self.assertIn("a &amp; b: 1.50", body)
        self.assertIn("Dear &lt;Ann&gt;,", body)

    def test_no_greeting_without_a_customer(self):
        self.assertNotIn("Dear", handler({"page": "receipt", "title": "R", "items": []})["body"])

    def test_unknown_pages_are_not_found(self):
        self.assertEqual(handler({"page": "poem"})["statusCode"], 404)
