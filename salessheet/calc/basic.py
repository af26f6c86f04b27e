"""The cell functions as Basic functions: LibreOffice's formulas call those of the library Standard by bare names.

Each hands its call on to an object that runs Python: XScript, whose `invoke` gets the name, how many arguments were
given, and these. With VBASupport cells arrive as objects; without, an error in one of them is the result of a formula,
and nothing is called. To read a cell is to calculate it, and so to call again before this call is over: each has an
object of its own, for LibreOffice crashes otherwise.

An argument that is left out between others arrives as 0: LibreOffice says no more of it.
"""

from __future__ import annotations

from typing import Final

from salessheet.udfs import HELP

_CALL: Final = """Option VBASupport 1

Private Function HandOn(name As String, count As Integer, given())
  On Error GoTo failed
  Dim handler, result, i, j
  Set handler = {handler}
  result = handler.invoke(Array(name, count, given), Array(), Array())
  If IsArray(result) Then
    Dim rows(UBound(result), UBound(result(0)))
    For i = 0 To UBound(result)
      For j = 0 To UBound(result(0))
        rows(i, j) = result(i)(j)
      Next
    Next
    HandOn = rows
  Else
    HandOn = result
  End If
  Exit Function
failed:
  HandOn = "LibreOffice could not call " & name & ": " & Error$
End Function
"""
_ARGUMENT: Final = """\
  If Not IsMissing(a{i}) Then
    If IsObject(a{i}) Then
      Set given({i}) = a{i}
    Else
      given({i}) = a{i}
    End If
    count = {i} + 1
  End If
"""


def source(handler: str) -> str:
    """A module with a function for each cell function. `handler`: the expression for the object that is called."""
    return _CALL.format(handler=handler) + "".join(
        _function(name, len(about.arguments)) for name, about in HELP.items()
    )


def _function(name: str, arguments: int) -> str:
    """It takes one argument more than it has: Basic drops what is too many, and the answer would be to another call."""
    parameters = ", ".join(f"Optional a{i}" for i in range(arguments + 1))
    taken = "".join(_ARGUMENT.format(i=i) for i in range(arguments + 1))
    return f"""
Function {name}({parameters})
  Dim given({arguments}), count As Integer
{taken}  {name} = HandOn("{name}", count, given)
End Function
"""
