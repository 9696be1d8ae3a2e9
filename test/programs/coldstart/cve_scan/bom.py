"""Bills of materials in XML: checked against the schema, then read."""

from pathlib import Path

import xmlschema

NAMESPACE = "{http://cyclonedx.org/schema/bom/1.4}"
schema = None


def load_schema():
    global schema
    if schema is None:
        schema = xmlschema.XMLSchema(str(Path(__file__).parent / "bom.xsd"))
    return schema


def read_components(text):
    """Product and version of each component, and the reasons why the bill isn't valid."""
    problems = [error.reason for error in load_schema().iter_errors(text)]
    if problems:
        return [], problems
    root = xmlschema.XMLResource(text).root
    components = root.iter(f"{NAMESPACE}component")
    return [(part.findtext(f"{NAMESPACE}name"), part.findtext(f"{NAMESPACE}version")) for part in components], []
