"""Why an import stays where it is: a code for programs, a sentence for people."""

from __future__ import annotations

from typing import NamedTuple


class Refusal(NamedTuple):
    code: str
    message: str
    line: int


class Refused(Exception):
    """Ends the work on one import. `facts` fill the code's sentence."""

    def __init__(self, code: str, line: int, **facts: object) -> None:
        super().__init__(code)
        self.refusal = Refusal(code, SENTENCES[code].format(line=line, **facts), line)


# What is seen, then why that matters. {name} is what the import binds, {line} where the reason stands.
SENTENCES = {
    # The request and its file.
    "unreadable": "The file can't be read ({detail}), so nothing was changed.",
    "too-large": "The file is larger than {limit} MB, which is more than is looked at.",
    "encoding": "The file's bytes are not in the encoding that it declares, so it can't be read as text.",
    "syntax-error": "Line {line} can't be parsed by the Python that looks at it ({detail}). Correct it, or name the interpreter that runs the file.",
    "too-complex": "The file is nested too deeply to be looked at.",
    "unexpected": "Heatline failed on this file and left it alone ({detail}). Please report it with the file.",
    "not-an-import": "Line {line} is no import statement; the file may have changed since it was measured.",
    "no-such-module": "The import on line {line} does not name {module}; the file may have changed since it was measured.",
    "already-lazy": "The import on line {line} is lazy already.",
    # Where the statement stands.
    "in-function": "The import on line {line} is inside a function already: it runs only when that function does.",
    "in-class-body": "The import on line {line} is in a class body, so its name is an attribute of the class.",
    "try-import-error": "The import on line {line} stands in a try statement that decides by its failure what the program does; later it would fail elsewhere.",
    "in-try": "The import on line {line} stands in a try statement, whose handlers would not see it any more.",
    "type-checking": "The import on line {line} is for type checkers only and never runs, so there is nothing to save.",
    "conditional": "The import on line {line} depends on a condition, which may no longer hold when the name is used.",
    "main-block": "The import on line {line} runs only when the file is started as the program, just before it is needed.",
    "in-with": "The import on line {line} runs inside a with statement, whose effect would be over by the time of use.",
    # What kind of import it is.
    "future-import": "Line {line} tells the compiler how to read this file; it is no import that could run later.",
    "star-import": "The import on line {line} binds whatever the module offers, so it can't be known which uses are of it.",
    "unused-import": "Nothing in this file uses {name}, so the import may be there for what it does: registering, plugging in, changing something.",
    "private-name": "Inside a class, {name} would become another name, since it starts with two underscores.",
    # What the file does to names and to the import system.
    "star-import-elsewhere": "Line {line} imports *, which may bind {name} again.",
    "rebound": "{name} is also bound on line {line}, so after moving the import a function might see another value.",
    "global-declared": "Line {line} declares {name} as global, so a function replaces it for the whole module.",
    "deleted": "Line {line} deletes {name}, so it must exist before.",
    "dotted-siblings": "Line {line} binds {name} too: both imports fill the same name with their submodules.",
    "monkey-patch": "Line {line} changes {name} from outside, and others rely on that having happened early.",
    "dynamic-names": "Line {line} looks names up while running ({detail}), so uses of {name} may be out of sight.",
    "string-access": "Line {line} reaches this module's names by text, so {name} may be looked up without being seen.",
    "module-getattr": "Line {line} defines the module's __getattr__, which would be asked for {name} once it is gone.",
    "import-system": "Line {line} changes how modules are found ({detail}), so the same import may give something else at another time.",
    "import-order": "Line {line} ({detail}) depends on what has been imported before it, so the order of imports matters here.",
    # What relies on the name being in the module.
    "exported": "{name} is in __all__ (line {line}), so it belongs to what this module offers.",
    "dynamic-exports": "__all__ is computed on line {line}, so it can't be known whether {name} belongs to it.",
    "package-init": "{name} is imported by a package's __init__.py, where others expect to find it. The strategy getattr keeps it there.",
    "reexport-alias": "Line {line} imports {name} as itself, which marks it as offered to other modules.",
    "reexported": "{where} takes {name} from this module, where it must stay.",
    "patched-by-name": "{where} names {name} of this module in a text, as is done to replace it in tests.",
    "submodule-reliance": "{where} uses {module} without importing it itself, and so relies on this import.",
    "project-too-large": "The project has more Python files than are searched for users of {name}.",
    "registers-at-import": "Importing {module} does something that others rely on: line {line} of {where} ({detail}).",
    "circular-import": "{module} imports this module in turn (through {where}), so the order in which the two load is delicate.",
    "late-import": "The import on line {line} stands below definitions, as is done to break a circle of imports.",
    # What needs the name while the module loads.
    "module-scope-use": "Line {line} uses {name} while the module loads, so it is needed at once.",
    "decorator": "{name} is used in a decorator on line {line}, which runs while the module loads.",
    "base-class": "A class on line {line} derives from {name}, which happens while the module loads.",
    "class-body": "A class body uses {name} on line {line}, which runs while the module loads.",
    "default-argument": "{name} is in the default of a parameter on line {line}, which is computed while the module loads.",
    "annotation": "{name} is in an annotation on line {line}, which is evaluated while the module loads.",
    "annotation-introspected": "{name} is in an annotation on line {line} that may be evaluated at run time ({detail}).",
    "type-alias": "{name} is part of a type alias or type parameter on line {line}, which is evaluated with the module's names.",
    "except-clause": "{name} is in an except clause of the module itself on line {line}.",
    "lambda": "A lambda outside of any function uses {name} on line {line}, and has no place for an import.",
    # What would go wrong inside a function.
    "class-scope": "A class body on line {line} binds {name} itself and also reads the module's, which would not be found any more.",
    "finalizer": "{name} is used on line {line} by code that a finalizer runs, perhaps while Python shuts down, when nothing can be imported.",
    "compiled-function": "{name} is used on line {line} in a function that {detail} compiles, which can't hold an import.",
    "doctest": "An example in the docstring on line {line} uses {name} from the module.",
    # What a strategy can't do.
    "lazy-target": "`lazy import` needs Python 3.15, and this code must run on {version} too.",
    "lazy-modules-taken": "Line {line} sets __lazy_modules__ in a way that can't be added to.",
    "unknown-package": "It can't be told which package this file is in, and so which module the relative import on line {line} names.",
    "not-a-package": "The strategy getattr is for what a package's __init__.py offers; {name} is imported by a plain module.",
    "getattr-taken": "__getattr__ or __dir__ is there already (line {line}) in a form that can't be added to.",
    "submodule-name": "{name} is also the name of a submodule, which would take its place in the package as soon as it is loaded.",
    "star-importers": "{where} imports * from this package, which has no __all__ and so would not offer {name} any more.",
}
