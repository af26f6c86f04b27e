"""What people see of a macro: its form, how far it is, and what it says at its end."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from com.sun.star.awt.MessageBoxType import INFOBOX
from com.sun.star.awt.PosSize import POS

_EDGE, _LINE, _WIDTH = 6, 14, 240
_OK_PRESSED, _OK_ONLY = 1, 1
_OK, _CANCEL = 1, 2  # com.sun.star.awt.PushButtonType
_CONTROLS = {"flag": "CheckBox", "choice": "ListBox", "file": "FileControl", "month": "ComboBox"}
_SURE = "sure"
_MOST_STEPS = 6  # most macros read, compute and write once or twice


Months = tuple[Sequence[str], str]
"""Those that a form lists, such as 2026-06, and the one that stands there at first."""


def asked(  # LibreOffice's objects have no types here
    services: Any,  # noqa: ANN401
    frame: Any,  # noqa: ANN401
    macro: dict[str, Any],
    words: dict[str, str],
    months: Months,
) -> dict[str, Any] | None:
    """What people filled in, by field; None where they pressed Cancel, or are not sure of what cannot be undone."""
    fields = list(macro["fields"])
    if macro["is_final"]:
        fields.append({"key": _SURE, "label": words["sure"], "kind": "flag", "choices": []})
    if not fields:
        return {}
    window = frame.ContainerWindow
    dialog = services.createInstance("com.sun.star.awt.UnoControlDialog")
    dialog.setModel(_model(services, macro, fields, words, months))
    toolkit = services.createInstance("com.sun.star.awt.Toolkit")
    dialog.createPeer(toolkit, window)
    around, own = window.PosSize, dialog.PosSize
    dialog.setPosSize((around.Width - own.Width) // 2, (around.Height - own.Height) // 3, 0, 0, POS)
    try:
        if dialog.execute() != _OK_PRESSED:
            return None
        given = {field["key"]: _entry(dialog.getControl(field["key"]).Model, field) for field in fields}
    finally:
        dialog.dispose()
        toolkit.processEventsToIdle()  # else it stays in sight until the macro has ended
    return given if given.pop(_SURE, True) else None


@contextmanager
def progress(frame: Any, words: dict[str, str]) -> Iterator[Callable[[str], None]]:  # noqa: ANN401  as above
    """The status bar, which says what is being done: it takes the key of the words."""
    indicator = frame.createStatusIndicator()
    steps = iter(range(_MOST_STEPS))

    def show(what: str) -> None:
        indicator.setText(f"{words[what]} …")
        indicator.setValue(next(steps, _MOST_STEPS))

    indicator.start("", _MOST_STEPS)
    try:
        yield show
    finally:
        indicator.end()


def tell(services: Any, frame: Any, title: str, text: str) -> None:  # noqa: ANN401  as above
    toolkit = services.createInstance("com.sun.star.awt.Toolkit")
    toolkit.createMessageBox(frame.ContainerWindow, INFOBOX, _OK_ONLY, title, text).execute()


def _model(  # as above
    services: Any,  # noqa: ANN401
    macro: dict[str, Any],
    fields: list[dict[str, Any]],
    words: dict[str, str],
    months: Months,
) -> Any:  # noqa: ANN401
    model = services.createInstance("com.sun.star.awt.UnoControlDialogModel")
    model.Title, model.Width = macro["title"], _WIDTH
    top = _EDGE
    _put(model, "FixedText", "tip", top, 2 * _LINE, Label=macro["tip"], MultiLine=True)
    top += 2 * _LINE + _EDGE
    for field in fields:
        if field["kind"] != "flag":
            _put(model, "FixedText", "label_" + field["key"], top, _LINE, Label=field["label"])
            top += _LINE
        _put(model, _CONTROLS.get(field["kind"], "Edit"), field["key"], top, _LINE, **_properties(field, months))
        top += _LINE + _EDGE
    _put(model, "Button", "ok", top, _LINE, Label=macro["title"], PushButtonType=_OK, DefaultButton=True)
    top += _LINE + _EDGE
    _put(model, "Button", "cancel", top, _LINE, Label=words["cancel"], PushButtonType=_CANCEL)
    model.Height = top + _LINE + _EDGE
    return model


def _properties(field: dict[str, Any], months: Months) -> dict[str, object]:
    if field["kind"] == "flag":
        return {"Label": field["label"], "MultiLine": True}
    if field["kind"] == "choice":
        return {"Dropdown": True, "StringItemList": tuple(text for _, text in field["choices"]), "SelectedItems": (0,)}
    if field["kind"] == "month":
        listed, first = months
        return {"Dropdown": True, "StringItemList": tuple(listed), "Text": first}
    return {}


def _put(model: Any, kind: str, name: str, top: int, height: int, **properties: object) -> None:  # noqa: ANN401  as above
    control = model.createInstance(f"com.sun.star.awt.UnoControl{kind}Model")
    control.Name, control.PositionX, control.PositionY = name, _EDGE, top
    control.Width, control.Height = _WIDTH - 2 * _EDGE, height
    for key, value in properties.items():
        setattr(control, key, value)
    model.insertByName(name, control)


def _entry(control: Any, field: dict[str, Any]) -> object:  # noqa: ANN401  as above
    if field["kind"] == "flag":
        return bool(control.State)
    if field["kind"] == "choice":
        return field["choices"][control.SelectedItems[0]][0] if control.SelectedItems else ""
    text: str = control.Text.strip()
    return content(text) if field["kind"] == "file" else text


def content(path: str) -> object:
    """The bytes of a file, as a macro is handed them: which path is unread where it cannot be; None without a path."""
    if not path:
        return None
    try:
        return base64.b64encode(Path(path).expanduser().read_bytes()).decode()
    except (OSError, RuntimeError, ValueError):
        return {"unread": path}
