"""What the tests of a worker may keep of Odoo's caches, and what not."""

from types import SimpleNamespace

import pytest
from desk import remember

from odoo.modules.registry import Registry
from odoo.tools.lru import LRU


@pytest.fixture
def memory(monkeypatch):
    """Return a memory of its own, at the first test of a class, with its one cache."""
    memory = remember.Memory()
    monkeypatch.setattr(remember, "memory", memory)
    memory.cache = LRU(8)
    memory.registry = SimpleNamespace(_Registry__caches={"default": memory.cache})
    memory.start_class(memory.registry)
    memory.start_test()
    return memory


def end_test(memory):
    """End a test as Odoo does: it empties every cache."""
    memory.learn()
    memory.cache.clear()
    memory.end_test()


def start_next_class(memory):
    memory.cache.clear()
    memory.start_class(memory.registry)


def test_what_a_test_reads_is_there_for_the_next_one_and_for_other_classes(memory):
    memory.cache["view"] = "read"
    end_test(memory)
    assert dict(memory.cache) == {"view": "read"}
    start_next_class(memory)
    assert dict(memory.cache) == {"view": "read"}


def test_what_a_test_changes_is_as_before_in_the_next_one(memory):
    memory.cache["view"] = "before"
    memory.start_test()
    memory.cache.clear()
    memory.cache["view"] = "changed"
    end_test(memory)
    assert dict(memory.cache) == {"view": "before"}


def test_what_is_read_after_a_class_has_changed_something_is_of_that_class(memory):
    memory.cache.clear()
    memory.start_test()
    memory.cache["view"] = "changed by the class"
    end_test(memory)
    assert dict(memory.cache) == {"view": "changed by the class"}
    start_next_class(memory)
    assert dict(memory.cache) == {}


def test_another_registry_shares_nothing(memory):
    memory.cache["view"] = "read"
    end_test(memory)
    other = LRU(8)
    memory.start_class(SimpleNamespace(_Registry__caches={"default": other}))
    assert dict(other) == {}


def test_nothing_is_kept_of_fields_that_are_no_more(memory):
    memory.cache["rule"] = "a domain on a field"
    end_test(memory)
    memory.start_test()
    # an analytic plan adds a field: Odoo empties its caches and sets up its models
    memory.cache.clear()
    memory.forget_all()
    end_test(memory)
    assert dict(memory.cache) == {}
    start_next_class(memory)
    assert dict(memory.cache) == {}


def test_setting_up_models_forgets_all(memory, monkeypatch):
    monkeypatch.setattr(remember, "set_up_models", lambda *_arguments: None)
    memory.cache["rule"] = "a domain on a field"
    end_test(memory)
    Registry._setup_models__(memory.registry, None)
    start_next_class(memory)
    assert dict(memory.cache) == {}
