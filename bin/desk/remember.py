"""A pytest plugin: what a worker has read of the database it reads once, not for each test again.

Odoo empties its caches (views, access rights, record rules, settings) when a test ends. What was
in them when the test began is as true after the test, which rolls back; and what came in meanwhile
is too, while nobody emptied that cache: whatever changes what is cached has to empty it. When
models are set up anew nothing stays: what is cached (the domain of a rule) knows the old fields.
"""

from odoo.modules.registry import Registry
from odoo.tests import TransactionCase
from odoo.tools.lru import LRU

begin_class, begin_test = TransactionCase.setUpClass, TransactionCase.setUp
clear, set_up_models = LRU.clear, Registry._setup_models__


class Memory:
    """What is true of the database as the tests find it, and as those of one class find it."""

    def __init__(self):
        self.caches, self.always, self.here = {}, {}, {}
        self.changed_here, self.changed_now = set(), set()

    def forget(self, cache):
        """Note that somebody emptied a cache."""
        names = {name for name, own in self.caches.items() if own is cache}
        self.changed_here |= names
        self.changed_now |= names

    def forget_all(self):
        """Note that what was read before is of no use any more."""
        self.always, self.here = {}, {}

    def start_class(self, registry):
        """Fill the caches of a registry with what is always true."""
        if self.caches is not registry._Registry__caches:
            self.caches = registry._Registry__caches
            self.always = {}
        _fill(self.caches, self.always)
        self.changed_here.clear()

    def start_test(self):
        """Note what is in the caches before a test changes anything."""
        self.here = {name: cache.snapshot for name, cache in self.caches.items()}
        self.changed_now.clear()

    def learn(self):
        """Note what the test has read and not changed, before it is rolled back."""
        for name, cache in self.caches.items():
            if name not in self.changed_now:
                self.here[name] = cache.snapshot
            if name not in self.changed_here:
                self.always[name] = self.here[name]

    def end_test(self):
        """Fill the caches with what is true once the test is rolled back."""
        _fill(self.caches, self.here)


def _fill(caches, values):
    for name, cache in caches.items():
        cache._values = values.get(name, {}).copy()
        cache._ordering = dict.fromkeys(cache._values)


memory = Memory()


def setUpClass(cls):  # noqa: N802
    """Begin a class with what is always true."""
    begin_class.__func__(cls)
    memory.start_class(cls.registry)


def setUp(self):  # noqa: N802
    """Have the test end with the caches that it began with, and what it added to them."""
    self.addCleanup(memory.end_test)
    begin_test(self)
    memory.start_test()
    self.addCleanup(memory.learn)


def empty(cache):
    """Empty a cache."""
    clear(cache)
    memory.forget(cache)


def set_up(registry, *arguments, **options):
    """Set up the models of a registry."""
    set_up_models(registry, *arguments, **options)
    memory.forget_all()


TransactionCase.setUpClass = classmethod(setUpClass)
TransactionCase.setUp = setUp
LRU.clear = empty
Registry._setup_models__ = set_up
