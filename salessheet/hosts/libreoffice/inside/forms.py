"""Dialogs: the form of a macro, and what it says at its end."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from com.sun.star.awt.MessageBoxType import INFOBOX

_EDGE, _LINE, _WIDTH = 6, 14, 240
_OK_PRESSED, _OK_ONLY = 1, 1
_OK, _CANCEL = 1, 2  # com.sun.star.awt.PushButtonType
_CONTROLS = {"flag": "CheckBox", "choice": "ListBox", "file": "FileControl"}
_SURE = "sure"


class NoFile(Exception):
    """A file cannot be read; the message is its path."""


def asked(services: Any, macro: dict[str, Any], words: dict[str, str]) -> dict[str, Any] | None:  # noqa: ANN401  LibreOffice's objects have no types here
    """What people filled in, by field; None where they pressed Cancel, or are not sure of what cannot be undone."""
    fields = list(macro["fields"])
    if macro["is_final"]:
        fields.append({"key": _SURE, "label": words["sure"], "kind": "flag", "choices": []})
    if not fields:
        return {}
    dialog = services.createInstance("com.sun.star.awt.UnoControlDialog")
    dialog.setModel(_model(services, macro, fields, words))
    dialog.createPeer(services.createInstance("com.sun.star.awt.Toolkit"), None)
    try:
        if dialog.execute() != _OK_PRESSED:
            return None
        given = {field["key"]: _entry(dialog.getControl(field["key"]).Model, field) for field in fields}
    finally:
        dialog.dispose()
    return given if given.pop(_SURE, True) else None


def tell(services: Any, frame: Any, title: str, text: str) -> None:  # noqa: ANN401  as above
    toolkit = services.createInstance("com.sun.star.awt.Toolkit")
    toolkit.createMessageBox(frame.ContainerWindow, INFOBOX, _OK_ONLY, title, text).execute()


def _model(services: Any, macro: dict[str, Any], fields: list[dict[str, Any]], words: dict[str, str]) -> Any:  # noqa: ANN401  as above
    model = services.createInstance("com.sun.star.awt.UnoControlDialogModel")
    model.Title, model.Width = macro["title"], _WIDTH
    top = _EDGE
    _put(model, "FixedText", "tip", top, 2 * _LINE, Label=macro["tip"], MultiLine=True)
    top += 2 * _LINE + _EDGE
    for field in fields:
        if field["kind"] != "flag":
            _put(model, "FixedText", "label_" + field["key"], top, _LINE, Label=field["label"])
            top += _LINE
        _put(model, _CONTROLS.get(field["kind"], "Edit"), field["key"], top, _LINE, **_properties(field))
        top += _LINE + _EDGE
    _put(model, "Button", "ok", top, _LINE, Label=macro["title"], PushButtonType=_OK, DefaultButton=True)
    top += _LINE + _EDGE
    _put(model, "Button", "cancel", top, _LINE, Label=words["cancel"], PushButtonType=_CANCEL)
    model.Height = top + _LINE + _EDGE
    return model


def _properties(field: dict[str, Any]) -> dict[str, object]:
    if field["kind"] == "flag":
        return {"Label": field["label"], "MultiLine": True}
    if field["kind"] == "choice":
        return {"Dropdown": True, "StringItemList": tuple(text for _, text in field["choices"]), "SelectedItems": (0,)}
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
    return content(text) if field["kind"] == "file" and text else text


def content(path: str) -> str:
    """The bytes of a file, as a macro is handed them. Raises NoFile."""
    try:
        return base64.b64encode(Path(path).read_bytes()).decode()
    except (OSError, ValueError) as error:
        raise NoFile(path) from error
