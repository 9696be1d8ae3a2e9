"""The pieces that generated programs are made of: ways in which one call leads to the next.

In each text SELF is a name of its own, NEXT the call of the next piece (until the stops of the program are spent), STOP a call of stop() or 0, by chance. A text defines SELF, a function
without arguments. Beside each stands the oldest minor version that understands it.
"""

EVERY = 8

LINKS = [
    (EVERY, "plain", """
def SELF():
    before = STOP
    value = NEXT
    return (before,
            STOP, value)
"""),
    (EVERY, "recursion", """
def SELF(left=DEPTH):
    if left:
        return SELF(left - 1)
    STOP
    return NEXT
"""),
    (EVERY, "mutual recursion", """
def SELF(left=DEPTH):
    return SELF_other(left) if left else NEXT

def SELF_other(left):
    try:
        return SELF(left - 1)
    finally:
        STOP
"""),
    (EVERY, "generator", """
def SELF_numbers():
    yield STOP
    yield NEXT
    try:
        yield 3
    finally:
        STOP

def SELF():
    for value in SELF_numbers():
        last = value
    return list(SELF_numbers()), STOP
"""),
    (EVERY, "generator closed", """
def SELF_numbers():
    try:
        yield 1
        yield 2
    except GeneratorExit:
        STOP
        raise
    finally:
        NEXT

def SELF():
    numbers = SELF_numbers()
    next(numbers)
    STOP
    numbers.close()
"""),
    (EVERY, "generator thrown into", """
def SELF_numbers():
    while True:
        try:
            yield STOP
        except KeyError:
            NEXT
            return

def SELF_outer():
    yield from SELF_numbers()

def SELF():
    numbers = SELF_outer()
    next(numbers)
    try:
        numbers.throw(KeyError("x"))
    except StopIteration:
        STOP
"""),
    (EVERY, "yield from", """
def SELF_deep(left):
    if left:
        got = yield from SELF_deep(left - 1)
        return got
    yield STOP
    return NEXT

def SELF():
    return [value for value in
            SELF_deep(DEPTH)]
"""),
    (EVERY, "send", """
def SELF_echo():
    got = None
    while got != 2:
        got = yield STOP
    NEXT
    yield 5

def SELF():
    echo = SELF_echo()
    next(echo)
    echo.send(1)
    return echo.send(2)
"""),
    (EVERY, "await chain", """
class SELF_Await:
    def __await__(self):
        STOP
        value = NEXT
        yield value
        STOP

async def SELF_inner(left):
    if left:
        return await SELF_inner(
            left - 1)
    await SELF_Await()

def SELF():
    coroutine = SELF_inner(DEPTH)
    coroutine.send(None)
    try:
        coroutine.send(None)
    except StopIteration:
        STOP
"""),
    (EVERY, "asyncio", """
async def SELF_part(number):
    await asyncio.sleep(0)
    return NEXT if number == 0 else STOP

async def SELF_all():
    STOP
    return await asyncio.gather(SELF_part(0), SELF_part(1))

def SELF():
    if asyncio._get_running_loop():
        return NEXT
    return asyncio.run(SELF_all())
"""),
    (EVERY, "async with and for", """
class SELF_Manager:
    async def __aenter__(self):
        return STOP

    async def __aexit__(self, *error):
        NEXT

async def SELF_numbers():
    for number in range(2):
        yield STOP

async def SELF_body():
    async with SELF_Manager() as got:
        async for number in SELF_numbers():
            STOP
    return [n async for n in SELF_numbers()]

def SELF():
    try:
        SELF_body().send(None)
    except StopIteration:
        pass
"""),
    (EVERY, "comprehensions", """
def SELF():
    listed = [[NEXT for _ in range(1)]
              for _ in range(1)]
    found = {STOP: STOP for _ in range(1) if STOP == STOP}
    return {x for x in (STOP,)}, sum(STOP or 0 for _ in range(1))
"""),
    (EVERY, "generator expression", """
def SELF():
    return any(
        NEXT and STOP
        for first in range(1)
        for second in range(1)
    )
"""),
    (EVERY, "lambda and closure", """
def SELF():
    kept = [0]
    count = 1
    def inner():
        nonlocal count
        count += 1
        kept[0] = NEXT
        return count
    return (lambda f: (f(),
                       STOP))(lambda: inner())
"""),
    (EVERY, "decorators", """
def SELF_twice(function):
    STOP
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        STOP
        return function(*args, **kwargs)
    return wrapper

@SELF_twice
@functools.lru_cache(maxsize=None)
@SELF_twice
def SELF(a=1, *, b=2):
    return NEXT
"""),
    (EVERY, "class decorator and body", """
def SELF_mark(cls):
    STOP
    return cls

def SELF():
    @SELF_mark
    class Inner(object,
                metaclass=type):
        made = NEXT
        def __init_subclass__(cls, **kwargs):
            STOP
    class Below(Inner):
        pass
    return Inner.made
"""),
    (EVERY, "property and __getattr__", """
class SELF_Thing:
    @property
    def deeper(self):
        return self.missing

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        STOP
        return NEXT

def SELF():
    thing = SELF_Thing()
    return thing.deeper, getattr(thing, "other", STOP)
"""),
    (EVERY, "descriptor and __set_name__", """
class SELF_Descriptor:
    def __set_name__(self, owner, name):
        STOP

    def __get__(self, thing, owner):
        return STOP if thing is None else NEXT

    def __set__(self, thing, value):
        STOP

def SELF():
    class Thing:
        value = SELF_Descriptor()
    Thing.value
    thing = Thing()
    thing.value = 3
    return thing.value
"""),
    (EVERY, "operators", """
class SELF_Number:
    def __init__(self, value):
        self.value = value
        STOP

    def __add__(self, other):
        return NEXT

    def __eq__(self, other):
        STOP
        return True

    def __hash__(self):
        STOP
        return 1

    def __contains__(self, other):
        STOP
        return False

    def __getitem__(self, at):
        return self + at

    def __bool__(self):
        STOP
        return True

    def __format__(self, spec):
        STOP
        return spec

def SELF():
    number = SELF_Number(1)
    first = number[2] if number else 0
    return {number: 1}[SELF_Number(1)], 3 in number, f"{number:x}", number == 1
"""),
    (EVERY, "call and new", """
class SELF_Meta(type):
    def __call__(cls, *args):
        STOP
        return super().__call__(*args)

class SELF_Thing(metaclass=SELF_Meta):
    def __new__(cls, *args):
        STOP
        return super().__new__(cls)

    def __init__(self, *args):
        self.value = NEXT

    def __call__(self, *args, **kwargs):
        return STOP

    @classmethod
    def make(cls):
        return cls(1, 2)

    @staticmethod
    def other():
        return STOP

def SELF():
    return SELF_Thing.make()(*[1], **{"a": 2}), SELF_Thing.other()
"""),
    (EVERY, "finalizer", """
class SELF_Thing:
    def __del__(self):
        NEXT

def SELF():
    thing = SELF_Thing()
    STOP
    del thing
    other = SELF_Thing()
    other.me = other
    del other
    gc.collect()
"""),
    (EVERY, "weak reference", """
class SELF_Thing:
    pass

def SELF():
    thing = SELF_Thing()
    seen = weakref.ref(thing, lambda _: NEXT)
    STOP
    thing = None
"""),
    (EVERY, "with", """
class SELF_Manager:
    def __enter__(self):
        return STOP

    def __exit__(self, *error):
        NEXT
        return True

@contextlib.contextmanager
def SELF_managed():
    STOP
    try:
        yield 1
    finally:
        STOP

def SELF():
    with SELF_managed() as one, \\
            SELF_Manager() as two:
        STOP
        raise KeyError(1)
    with SELF_managed():
        return STOP
"""),
    (EVERY, "exceptions", """
def SELF():
    try:
        try:
            raise ValueError(STOP)
        except ValueError as error:
            STOP
            raise KeyError(2) from error
        finally:
            NEXT
    except (KeyError,
            TypeError):
        STOP
    else:
        1
    finally:
        STOP
    return 3
"""),
    (EVERY, "exception in flight", """
def SELF_raise(left):
    try:
        if left:
            SELF_raise(left - 1)
        raise ValueError
    finally:
        STOP

def SELF():
    for attempt in range(2):
        try:
            SELF_raise(DEPTH)
        except ValueError:
            if attempt:
                NEXT
            continue
        finally:
            STOP
"""),
    (EVERY, "exec and eval", """
def SELF():
    scope = {"go": lambda: NEXT, "stop": stop}
    exec("x = 1\\n\\n\\ndef made():\\n    y = 2\\n    return (go(),\\n            STOP)\\nmade()", scope)
    return eval("(lambda:\\n STOP)()", scope)
"""),
    (EVERY, "compiled", """
def SELF():
    lines = ["class Made:", "", "  value = [go() for _ in range(1)]", "  def f(self):", "    STOP", "", "Made().f()"]
    exec(compile("\\n".join(lines), "<made SELF>", "exec"), {"go": lambda: NEXT, "stop": stop})
"""),
    (EVERY, "import", """
def SELF():
    return import_text("SELF_module", "value = 1\\n\\nfound = go()\\nSTOP\\n", go=lambda: NEXT, stop=stop)
"""),
    (EVERY, "sorted", """
def SELF():
    return sorted([2, 1], key=lambda value: (value,
                                             NEXT if value == 1 else STOP))
"""),
    (EVERY, "map, filter and reduce", """
def SELF():
    mapped = list(map(lambda value: NEXT, [1]))
    kept = list(filter(lambda value: STOP, [1]))
    return functools.reduce(lambda one, two: STOP, [1, 2, 3])
"""),
    (EVERY, "compared", """
def SELF():
    least = min([3, 4], key=lambda value: STOP or value)
    key = functools.cmp_to_key(lambda one, two: (STOP or 0) + one - two)
    return max([key(1), key(2)]), NEXT
"""),
    (EVERY, "recursion through C", """
def SELF(left=FAR):
    if left == 0:
        return NEXT
    return list(map(SELF, [left - 1])), STOP if left < 2 else 0
"""),
    (EVERY, "constructors", """
class SELF_Node:
    def __init__(self, left):
        if left < 0:
            NEXT
        self.below = SELF_Node(left - 1) if left > 0 else STOP

def SELF():
    for attempt in range(30):
        SELF_Node(3)
    SELF_Node(FAR), STOP
    return SELF_Node(-1)
"""),
    (EVERY, "substitution", """
def SELF_match(match):
    STOP
    return str(NEXT)[:1] or "x"

def SELF():
    return re.sub("b", SELF_match, "abc")
"""),
    (10, "bisected", """
def SELF():
    return bisect.bisect_left([1, 2], 2, key=lambda value: (NEXT, value)[1] if value == 2
                              else value)
"""),
    (EVERY, "C calls back", """
def SELF_compare(one, two):
    STOP
    return 0

def SELF():
    back = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(lambda value: (NEXT, 0)[1])
    return back(3), quick_sort([2, 1], SELF_compare), STOP
"""),
    (EVERY, "json", """
def SELF():
    json.loads('{"a": [1, {"b": 2}]}', object_hook=lambda found: STOP)
    return json.dumps([1, set()], default=lambda found: (NEXT, 1)[1])
"""),
    (EVERY, "partial and accumulate", """
def SELF_add(one, two, three=3):
    return STOP or one + two

def SELF():
    partial = functools.partial(lambda *args, **kwargs: NEXT, 1, key=2)
    partial(3)
    return list(itertools.accumulate([1, 2, 3], functools.partial(SELF_add, three=4)))
"""),
    (EVERY, "profile function", """
def SELF():
    seen = []
    def profile(frame, event, argument):
        if not seen:
            seen.append(1)
            NEXT
    sys.setprofile(profile)
    try:
        len("")
    finally:
        sys.setprofile(None)
    STOP
"""),
    (EVERY, "loops and conditions", """
def SELF():
    left = 2
    while left:
        left -= 1
        if left and STOP != 3 \\
                and (left > 0 or
                     NEXT):
            continue
        elif STOP:
            pass
        else:
            NEXT
    assert STOP != 5, NEXT
    return 1 < 2 < 3 and (STOP if left else [STOP, *[STOP]])
"""),
    (EVERY, "walrus and defaults", """
def SELF():
    def inner(a=(b := NEXT), *rest, c: (lambda: 1)() = STOP,
              **more) -> STOP:
        return STOP
    return inner(1,
                 STOP,
                 c=STOP)
"""),
    (EVERY, "many lines", """
def SELF():
    x = 0
LINES
    value = NEXT
LINES
    return STOP
"""),
    (EVERY, "wide code", """
def SELF():
    found = {WIDE}
    return NEXT, found, [
        STOP,
    ]
"""),
    (10, "match", """
def SELF():
    match {"kind": [1, 2], "rest": NEXT}:
        case {"kind": [1, int() as two], **rest} if STOP != two:
            return STOP
        case _:
            return 1
"""),
    (10, "match of classes", """
class SELF_Point:
    __match_args__ = ("x", "y")

    @property
    def x(self):
        return STOP

    @property
    def y(self):
        return (NEXT, 2)[1]

def SELF():
    match SELF_Point():
        case SELF_Point(_, 3):
            pass
        case SELF_Point(x=_,
                        y=2):
            return STOP
"""),
    (11, "exception groups", """
def SELF():
    try:
        raise ExceptionGroup("both", [KeyError(1), ValueError(2)])
    except* KeyError:
        STOP
    except* ValueError:
        NEXT
"""),
    (12, "type parameters", """
def SELF():
    type Alias = (NEXT, int)[1]
    def inner[T](value: T) -> T:
        return STOP
    class Box[T]:
        made = STOP
    return inner(Alias.__value__)
"""),
]
