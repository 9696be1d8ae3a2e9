import base64
import unittest

from events import make_bom
from handler import database, handler, vulnerabilities

PRODUCT = "openssl"
ENTRY = max(database[PRODUCT], key=lambda entry: entry["score"])
VERSION = ".".join(map(str, ENTRY["from"]))


class HandlerTest(unittest.TestCase):
    def test_a_version_in_the_range_is_vulnerable_and_the_fixed_one_is_not(self):
        fixed = ".".join(map(str, ENTRY["fixed"]))
        self.assertIn(ENTRY, vulnerabilities(PRODUCT, VERSION))
        self.assertNotIn(ENTRY, vulnerabilities(PRODUCT, fixed))

    def test_a_binary_and_a_bill_of_the_same_product_have_the_same_vulnerabilities(self):
        binary = b"\x7fELF\0\1OpenSSL " + VERSION.encode() + b" 1 Nov 2022\0\xff"
        of_binary = handler({"binary": base64.b64encode(binary).decode()})["found"]
        of_bill = handler({"bom": make_bom([(PRODUCT, VERSION)])})["found"]
        self.assertEqual(of_binary, of_bill)
        self.assertIn(ENTRY["id"], [found["id"] for found in of_bill])

    def test_an_invalid_bill_is_refused_with_its_problems(self):
        answer = handler({"bom": make_bom([(PRODUCT, "newest")])})
        self.assertEqual(answer["statusCode"], 422)
        self.assertTrue(answer["problems"])

    def test_a_clean_binary_has_none(self):
        self.assertEqual(handler({"binary": base64.b64encode(bytes(1000)).decode()})["found"], [])
