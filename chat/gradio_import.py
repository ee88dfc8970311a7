"""Importing Gradio in half the time."""

import inspect


def import_gradio() -> None:
    """Import Gradio, and let it leave out what it writes for programmers' editors.

    For each kind of component Gradio parses its own source code and compares it with a stub beside
    it, at every start; that was 1.1 of 2.6 s. It passes over components whose source cannot be
    found.
    """
    find = inspect.getfile

    def find_others(found: type) -> str:
        if (
            type(found).__name__ == "ComponentMeta"
            or getattr(found, "__name__", "") == "BlocksEvents"
        ):
            raise OSError("it is not looked for")
        return find(found)

    inspect.getfile = find_others  # type: ignore[assignment]
    try:
        import gradio  # noqa: F401
    finally:
        inspect.getfile = find
