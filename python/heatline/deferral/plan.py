"""From requests for one file to edits that fit together, and an outcome for each request."""

from __future__ import annotations

from typing import NamedTuple

from . import deferring, laziness, notes, package_hook
from .classifier import DEFER, GETATTR, LAZY, LAZY_MODULES, Subject, require_safe
from .edits import Edit
from .imports import Alias, Statement, find_statement, read_statement, select_aliases
from .module import Module, read_module
from .project import Project
from .refusal import Refusal, Refused
from .scopes import Use

AUTO = "auto"
STRATEGIES = (DEFER, LAZY, LAZY_MODULES, GETATTR, AUTO)


class Request(NamedTuple):
    path: str
    line: int
    module: str | None


class Outcome:
    """What became of one request. The edits of all outcomes of a file belong together."""

    def __init__(self, request: Request, strategy: str) -> None:
        self.request = request
        self.strategy = strategy
        self.refusal: Refusal | None = None
        self.edits: list[Edit] = []
        self.uses: list[Use] = []
        self.notes: list[notes.Note] = []


class Accepted(NamedTuple):
    """Aliases of a statement that a request moves. No alias is in two of them."""

    outcome: Outcome
    statement: Statement
    aliases: list[Alias]


class FilePlan(NamedTuple):
    module: Module | None
    outcomes: list[Outcome]


def plan_file(path: str, requests: list[Request], strategy: str, target: tuple[int, int], project: Project) -> FilePlan:
    """Decides on all requests for a file. Never raises for what is in the file."""
    outcomes = [Outcome(request, strategy) for request in requests]
    try:
        module = read_module(path, target, project.text_of(path))
    except Refused as refused:
        return all_refused(outcomes, refused.refusal)
    except RecursionError:
        return all_refused(outcomes, Refused("too-complex", 1).refusal)
    accepted: list[Accepted] = []
    statements: dict[int, Statement] = {}
    for outcome in outcomes:
        try:
            chosen = _decide(outcome, module, strategy, target, project, statements)
        except Refused as refused:
            outcome.refusal = refused.refusal
            continue
        except RecursionError:
            outcome.refusal = Refused("too-complex", outcome.request.line).refusal
            continue
        taken = {(each.statement.ordinal, alias.ordinal) for each in accepted for alias in each.aliases}
        rest = [alias for alias in chosen.aliases if (chosen.statement.ordinal, alias.ordinal) not in taken]
        if rest:
            accepted.append(chosen._replace(aliases=rest))
    _write_edits(module, accepted)
    return FilePlan(module, outcomes)


def all_refused(outcomes: list[Outcome], refusal: Refusal) -> FilePlan:
    """The same reason for all requests for a file."""
    for outcome in outcomes:
        outcome.refusal = refusal
    return FilePlan(None, outcomes)


def _decide(
    outcome: Outcome,
    module: Module,
    strategy: str,
    target: tuple[int, int],
    project: Project,
    statements: dict[int, Statement],
) -> Accepted:
    """Picks the aliases and the strategy, and fills the outcome's uses and notes. Raises Refused."""
    request = outcome.request
    node = find_statement(module.source, request.line, request.module, module.package)
    # Positions of the statement are measured once, so that its aliases are the same in all plans.
    statement = statements.setdefault(id(node), read_statement(module.source, node))
    aliases = select_aliases(statement, request.module, module.package)
    subjects = [Subject(module, project, statement, alias, target) for alias in aliases]
    outcome.strategy = _first_safe(subjects, _candidates(strategy, module, target))
    for subject in subjects:
        outcome.uses += subject.uses
    outcome.uses.sort(key=lambda use: use.line)
    if outcome.strategy in (DEFER, GETATTR):
        outcome.notes = notes.collect_notes(module, outcome.uses)
    return Accepted(outcome, statement, aliases)


def _candidates(strategy: str, module: Module, target: tuple[int, int]) -> list[str]:
    """Best first. The reason of the last one is given when none is safe."""
    if strategy != AUTO:
        return [strategy]
    if target >= laziness.FIRST_VERSION:
        return [LAZY]
    return [GETATTR] if module.is_package else [DEFER]


def _first_safe(subjects: list[Subject], candidates: list[str]) -> str:
    for strategy in candidates:
        try:
            for subject in subjects:
                _require_strategy(subject, strategy)
                require_safe(subject, strategy)
            return strategy
        except Refused:
            if strategy == candidates[-1]:
                raise
    raise AssertionError("there is always a candidate")


def _require_strategy(subject: Subject, strategy: str) -> None:
    """Refused when the strategy as such is not for this file."""
    if strategy == LAZY:
        laziness.require_lazy_target(subject)
    elif strategy == LAZY_MODULES:
        laziness.require_listable(subject)
    elif strategy == GETATTR:
        package_hook.require_hookable(subject)


def _write_edits(module: Module, accepted: list[Accepted]) -> None:
    for strategy, write in (
        (LAZY, laziness.lazy_edits),
        (LAZY_MODULES, laziness.list_edits),
    ):
        chosen = [each for each in accepted if each.outcome.strategy == strategy]
        for each, edits in zip(chosen, write(module, [(each.statement, each.aliases) for each in chosen])):
            each.outcome.edits += edits
    moved = [each for each in accepted if each.outcome.strategy in (DEFER, GETATTR)]
    hooked = [each.outcome.strategy == GETATTR for each in moved]
    groups = [(each.statement, each.aliases) for each in moved]
    for each, edits in zip(moved, deferring.deferring_edits(module, groups, hooked)):
        each.outcome.edits += edits
