"""Renders pages for mails and for the browser from Chameleon templates."""

from pathlib import Path

from chameleon import PageTemplateLoader

templates = PageTemplateLoader(str(Path(__file__).parent / "templates"), default_extension=".pt")


def handler(event, context=None):
    if event["page"] == "table":
        rows = [range(event["columns"])] * event["rows"]
        html = templates["table"](title=event["title"], rows=rows)
    elif event["page"] == "receipt":
        html = templates["receipt"](title=event["title"], customer=event.get("customer"), items=event["items"])
    else:
        return {"statusCode": 404, "body": f"there is no page {event['page']}"}
    return {"statusCode": 200, "headers": {"Content-Type": "text/html"}, "body": html}
