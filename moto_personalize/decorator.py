"""`mock_personalize`: moto's `mock_aws` with the plugin registered, coroutine functions, and a typed configuration."""

from __future__ import annotations

import difflib
import functools
import inspect
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, ParamSpec, TypeVar, cast, overload
from unittest.mock import patch

from moto import mock_aws

from . import config as settings
from .config import CONFIG_KEY, Config
from .control import remote
from .registration import decorated_class, register

P = ParamSpec("P")
T = TypeVar("T")

COUNTED = [f"{when}_{what}" for when in ("setup", "teardown") for what in ("module", "function", "method")]


class MockPersonalize(AbstractContextManager["MockPersonalize"]):
    """A mock that is running between `start()` and `stop()`; also a decorator and a context manager.

    Moto counts its nesting on the class, so `mock_aws` around or inside of this one ends no mock early.
    """

    def __init__(self, config: Config | None = None) -> None:
        given = _mapping(config)
        ours = settings.checked(settings.of_our_key(given.pop(CONFIG_KEY, None)))
        self._moto = mock_aws(config=cast(Any, given))
        self._ours = ours
        self._running: list[tuple[Any, dict[str, Any]]] = []

    def __enter__(self) -> MockPersonalize:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, reset: bool = True) -> None:
        """Begin to mock. The settings of an inner mock add to those of the outer one."""
        register()
        configuration = settings.user_config()
        layer = {**settings.configured(), **self._ours}
        before = patch.dict(configuration)
        before.start()
        self._moto.start(reset=reset)
        configuration[CONFIG_KEY] = layer
        self._running.append((before, layer))
        try:
            _publish(layer)
        except ValueError:
            self._end()
            raise

    def stop(self, remove_data: bool = True) -> None:
        """End the mock and its settings. RuntimeError when it was not started."""
        if not self._running:
            raise RuntimeError("Called stop() before start().")
        self._end(remove_data)
        _publish(settings.configured())

    def _end(self, remove_data: bool = True) -> None:
        before, layer = self._running.pop()
        self._moto.stop(remove_data=remove_data)
        before.stop()
        # moto may hold a copy of the configuration, made while we ran, and put it back when its own mock ends
        layer.clear()

    @overload
    def __call__(self, func: type[T], reset: bool = True, remove_data: bool = True) -> type[T]: ...

    @overload
    def __call__(self, func: Callable[P, T], reset: bool = True, remove_data: bool = True) -> Callable[P, T]: ...

    def __call__(self, func: Any, reset: bool = True, remove_data: bool = True) -> Any:
        if inspect.isclass(func):
            return decorated_class(self, func)
        return self._decorated(func, reset, remove_data)

    @contextmanager
    def _around(self, reset: bool, remove_data: bool) -> Iterator[None]:
        self.start(reset=reset)
        try:
            yield
        finally:
            self.stop(remove_data=remove_data)

    def _decorated(self, func: Callable[..., Any], reset: bool, remove_data: bool) -> Callable[..., Any]:
        """Of a function, a coroutine function or a generator of either kind (so are fixtures): mocked while it runs."""

        def wrapper(*args: Any, **kwargs: Any) -> Any:
            with self._around(reset, remove_data):
                return func(*args, **kwargs)

        def generator(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
            with self._around(reset, remove_data):
                return (yield from func(*args, **kwargs))

        async def coroutine(*args: Any, **kwargs: Any) -> Any:
            with self._around(reset, remove_data):
                return await func(*args, **kwargs)

        async def async_generator(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
            with self._around(reset, remove_data):
                async for value in func(*args, **kwargs):
                    yield value

        kinds: list[tuple[Callable[[Any], bool], Callable[..., Any]]] = [
            (inspect.isgeneratorfunction, generator),
            (inspect.iscoroutinefunction, coroutine),
            (inspect.isasyncgenfunction, async_generator),
        ]
        chosen = next((mocked for is_kind, mocked in kinds if is_kind(func)), wrapper)
        return functools.wraps(func)(_counted(func, chosen))


def _mapping(config: Any) -> dict[str, Any]:
    """A configuration, None for nothing. ValueError for what is none, or has a key that is nearly ours."""
    if config is not None and not isinstance(config, Mapping):
        raise ValueError(f"config takes a mapping, as {{{CONFIG_KEY!r}: {{'min_users': 1}}}}, not {config!r}.")
    for name in config or {}:
        if name != CONFIG_KEY and difflib.get_close_matches(str(name), [CONFIG_KEY]):  # moto ignores what it knows not
            raise ValueError(f"{name} is no key of a configuration. Near it: {CONFIG_KEY}.")
    return dict(config or {})


def _counted(func: Callable[..., Any], mocked: Callable[..., Any]) -> Callable[..., Any]:
    """Of one parameter in its code where the function has one, and pytest counts them."""
    code = getattr(func, "__code__", None)
    if func.__name__ in COUNTED and code and code.co_argcount == 1:
        return lambda first, /, *args, **kwargs: mocked(first, *args, **kwargs)
    return mocked


def _publish(configured: dict[str, Any]) -> None:
    """In moto's server and proxy modes the mock is elsewhere, and takes its settings over the control route."""
    if endpoint_url := remote.mode_endpoint():
        remote.call(endpoint_url, "DELETE", "settings")
        remote.call(endpoint_url, "PUT", "settings", configured)


@overload
def mock_personalize(func: type[T], *, config: None = None) -> type[T]: ...


@overload
def mock_personalize(func: Callable[P, T], *, config: None = None) -> Callable[P, T]: ...


@overload
def mock_personalize(func: None = None, *, config: Config | None = None) -> MockPersonalize: ...


def mock_personalize(func: Any = None, *, config: Config | None = None) -> Any:
    """Mock Amazon Personalize and every other service of moto.

    Use it bare or called on a function, a coroutine function, a generator (a fixture) or a class, or as a context
    manager::

        @mock_personalize
        def test_home_page(): ...

        @mock_personalize(config={"personalize": {"min_interactions": 1, "min_users": 1}})
        def test_with_little_data(): ...

    `config` is moto's, with `moto_personalize.config.Settings` under the key "personalize". ValueError names a
    setting that is unknown or of a wrong type, and a key that is nearly ours.
    """
    mock = MockPersonalize(config)
    return mock if func is None else mock(func)
