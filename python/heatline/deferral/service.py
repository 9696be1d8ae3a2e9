"""The JSON in and out; see README.md."""

from __future__ import annotations

import json
import os
import sys
from typing import IO

from .edits import describe
from .module import Module
from .plan import STRATEGIES, FilePlan, Outcome, Request, all_refused, plan_file
from .project import Project
from .refusal import Refused

MOST_INPUT_BYTES = 32 * 1024 * 1024
MOST_REQUESTS = 2_000
VERSION = 1
_OLDEST, _NEWEST = (3, 0), (3, 99)


class BadDocument(Exception):
    """The input is not the document that is described; its text says what is wrong."""


def serve(reader: IO[bytes], writer: IO[bytes]) -> int:
    """Answers one document. Returns 0, or 2 when the input was none and the answer is an error."""
    status = 0
    try:
        data = reader.read(MOST_INPUT_BYTES + 1)
        if len(data) > MOST_INPUT_BYTES:
            raise BadDocument(f"the input is larger than {MOST_INPUT_BYTES // (1024 * 1024)} MB")
        result = answer(_load(data))
    except BadDocument as bad:
        result = {"version": VERSION, "error": {"code": "bad-document", "message": f"Nothing was looked at: {bad}."}}
        status = 2
    writer.write(json.dumps(result, ensure_ascii=True).encode("ascii"))
    writer.flush()
    return status


def _load(data: bytes) -> object:
    try:
        return json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise BadDocument("the input is no JSON") from None


def answer(document: object) -> dict[str, object]:
    """The results in the order of the requests. Raises BadDocument."""
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise BadDocument(f"the input is no document of version {VERSION}")
    target = _read_target(document.get("target"))
    strategy = document.get("strategy", "auto")
    if strategy not in STRATEGIES:
        raise BadDocument(f"the strategy is none of {', '.join(STRATEGIES)}")
    roots = document.get("project", [])
    if not isinstance(roots, list) or not all(_is_path(each) for each in roots):
        raise BadDocument("the project is no list of absolute paths")
    requests = _read_requests(document.get("requests"))
    project = Project(roots, _read_texts(document.get("texts", {})))
    separately = document.get("separately", False) is True
    by_path: dict[str, list[int]] = {}
    for index, request in enumerate(requests):
        by_path.setdefault(request.path, []).append(index)
    results: list[dict[str, object]] = [{} for _ in requests]
    together = (
        [(path, [index]) for path, indices in by_path.items() for index in indices]
        if separately
        else list(by_path.items())
    )
    for path, indices in together:
        plan = _plan(path, [requests[index] for index in indices], strategy, target, project)
        for index, outcome in zip(indices, plan.outcomes):
            results[index] = _describe_outcome(plan.module, outcome)
    return {"version": VERSION, "results": results}


def _plan(path: str, requests: list[Request], strategy: str, target: tuple[int, int], project: Project) -> FilePlan:
    try:
        return plan_file(path, requests, strategy, target, project)
    except Exception as error:
        # A mistake of ours in one file must not take the others' answers away, nor change that file.
        refusal = Refused("unexpected", 1, detail=f"{type(error).__name__}: {error}").refusal
        return all_refused([Outcome(request, strategy) for request in requests], refusal)


def _read_target(value: object) -> tuple[int, int]:
    if value is None:
        return sys.version_info[0], sys.version_info[1]
    whole = isinstance(value, list) and len(value) == 2 and all(type(each) is int for each in value)
    target = tuple(value) if whole else ()  # type: ignore[arg-type]
    if len(target) != 2 or not _OLDEST <= target <= _NEWEST:
        raise BadDocument("the target is no version like [3, 11]")
    return target[0], target[1]


def _is_path(value: object) -> bool:
    return isinstance(value, str) and os.path.isabs(value) and "\0" not in value


def _read_texts(value: object) -> dict[str, str]:
    """By real path."""
    if not isinstance(value, dict) or not all(_is_path(path) and isinstance(value[path], str) for path in value):
        raise BadDocument("the texts are no object of absolute paths and texts")
    return {os.path.realpath(path): text for path, text in value.items()}


def _read_requests(value: object) -> list[Request]:
    if not isinstance(value, list) or len(value) > MOST_REQUESTS:
        raise BadDocument(f"the requests are no list of at most {MOST_REQUESTS}")
    requests: list[Request] = []
    for each in value:
        known = isinstance(each, dict) and _is_path(each.get("path")) and type(each.get("line")) is int
        module = each.get("module") if isinstance(each, dict) else None
        if not known or not (module is None or isinstance(module, str)):
            raise BadDocument("a request needs an absolute path, a line, and perhaps a module")
        requests.append(Request(each["path"], each["line"], module))
    return requests


def _describe_outcome(module: Module | None, outcome: Outcome) -> dict[str, object]:
    request, refusal = outcome.request, outcome.refusal
    described: dict[str, object] = {
        "path": request.path,
        "line": request.line,
        "module": request.module,
        "status": "fixed" if refusal is None else "refused",
        "strategy": outcome.strategy,
        "edits": [],
        "uses": [],
        "notes": [],
    }
    if refusal is not None or module is None:
        described["reason"] = refusal._asdict() if refusal is not None else None
        return described
    described["edits"] = [describe(module.source, edit) for edit in outcome.edits]
    described["uses"] = [
        {"line": line, "function": function}
        for line, function in dict.fromkeys(
            (use.line, use.runner.qualified_name if use.runner is not None else None) for use in outcome.uses
        )
    ]
    described["notes"] = [note._asdict() for note in outcome.notes]
    return described
