"""What elements of a workbook, its styles, sheets and tables have, by ECMA-376: attributes, and elements in order.

A line an element: its name, attributes, and after `>` the elements in it. An attribute is a text unless `:b` (true or
not), `:u` (a whole number from 0 on), `:i` (a whole number) or `:d` (a number) follows; `!` where it must be there.
`>` alone: nothing stands in it; without `>` that is not said here. `*`: in any order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_HASH: Final = "algorithmName hashValue saltValue spinCount:u"
_COLOUR: Final = "auto:b indexed:u rgb theme:u tint:d >"
_LINES: Final = f"""
fileVersion appName lastEdited lowestEdited rupBuild codeName >
fileSharing readOnlyRecommended:b userName reservationPassword {_HASH} >
workbookPr date1904:b showObjects showBorderUnselectedTables:b filterPrivacy:b promptedSolutions:b \
 showInkAnnotation:b backupFile:b saveExternalLinkValues:b updateLinks codeName hidePivotFieldList:b \
 showPivotChartFilter:b allowRefreshQuery:b publishItems:b checkCompatibility:b autoCompressPictures:b \
 refreshAllConnections:b defaultThemeVersion:u dateCompatibility:b >
workbookProtection workbookPassword workbookPasswordCharacterSet revisionsPassword revisionsPasswordCharacterSet \
 lockStructure:b lockWindows:b lockRevision:b revisionsAlgorithmName revisionsHashValue revisionsSaltValue \
 revisionsSpinCount:u workbookAlgorithmName workbookHashValue workbookSaltValue workbookSpinCount:u >
bookViews > workbookView extLst
workbookView visibility minimized:b showHorizontalScroll:b showVerticalScroll:b showSheetTabs:b xWindow:i yWindow:i \
 windowWidth:u windowHeight:u tabRatio:u firstSheet:u activeTab:u autoFilterDateGrouping:b > extLst
customWorkbookViews > customWorkbookView
customWorkbookView name! guid! autoUpdate:b mergeInterval:u changesSavedWin:b onlySync:b personalView:b \
 includePrintSettings:b includeHiddenRowCol:b maximized:b minimized:b showHorizontalScroll:b showVerticalScroll:b \
 showSheetTabs:b xWindow:i yWindow:i windowWidth:u! windowHeight:u! tabRatio:u activeSheetId:u! showFormulaBar:b \
 showStatusbar:b showComments showObjects > extLst
sheets > sheet
sheet name! sheetId! state >
definedNames > definedName
definedName name! comment customMenu description help statusBar localSheetId:u hidden:b function:b vbProcedure:b \
 xlm:b functionGroupId:u shortcutKey publishToServer:b workbookParameter:b >
calcPr calcId:u calcMode fullCalcOnLoad:b refMode iterate:b iterateCount:u iterateDelta:d fullPrecision:b \
 calcCompleted:b calcOnSave:b concurrentCalc:b concurrentManualCount:u forceFullCalc:b >
pivotCaches > pivotCache
pivotCache cacheId:u! >
externalReferences > externalReference
numFmts count:u > numFmt
numFmt numFmtId! formatCode! >
fonts count:u > font
font > * b i strike condense extend outline shadow u vertAlign sz color name family charset scheme
b val:b >
i val:b >
strike val:b >
condense val:b >
extend val:b >
outline val:b >
shadow val:b >
u val >
vertAlign val! >
sz val:d! >
name val! >
family val:u! >
charset val:i! >
scheme val! >
color {_COLOUR}
fgColor {_COLOUR}
bgColor {_COLOUR}
tabColor {_COLOUR}
fills count:u > fill
fill > patternFill gradientFill
patternFill patternType > fgColor bgColor
gradientFill type degree:d left:d right:d top:d bottom:d > stop
stop position:d! > color
borders count:u > border
border diagonalUp:b diagonalDown:b outline:b > start end left right top bottom diagonal vertical horizontal
start style > color
end style > color
left style > color
right style > color
top style > color
bottom style > color
diagonal style > color
vertical style > color
horizontal style > color
cellStyleXfs count:u > xf
cellXfs count:u > xf
xf numFmtId fontId fillId borderId xfId quotePrefix:b pivotButton:b applyNumberFormat:b applyFont:b applyFill:b \
 applyBorder:b applyAlignment:b applyProtection:b > alignment protection extLst
alignment horizontal vertical textRotation wrapText:b indent:u relativeIndent:i justifyLastLine:b shrinkToFit:b \
 readingOrder:u mergeCell >
protection locked:b hidden:b >
cellStyles count:u > cellStyle
cellStyle name xfId! builtinId:u iLevel:u hidden:b customBuiltin:b > extLst
dxfs count:u > dxf
dxf > font numFmt fill alignment border protection extLst
tableStyles count:u defaultTableStyle defaultPivotStyle > tableStyle
tableStyle name! pivot:b table:b count:u > tableStyleElement
tableStyleElement type! size:u dxfId:u >
colors > indexedColors mruColors
indexedColors > rgbColor
rgbColor rgb >
mruColors > color
sheetPr syncHorizontal:b syncVertical:b syncRef transitionEvaluation:b transitionEntry:b published:b codeName \
 filterMode:b enableFormatConditionsCalculation:b > tabColor outlinePr pageSetUpPr
outlinePr applyStyles:b summaryBelow:b summaryRight:b showOutlineSymbols:b >
pageSetUpPr autoPageBreaks:b fitToPage:b >
dimension ref! >
sheetViews > sheetView extLst
sheetView windowProtection:b showFormulas:b showGridLines:b showRowColHeaders:b showZeros:b rightToLeft:b \
 tabSelected:b showRuler:b showOutlineSymbols:b defaultGridColor:b showWhiteSpace:b view topLeftCell colorId:u \
 zoomScale zoomScaleNormal:u zoomScaleSheetLayoutView:u zoomScalePageLayoutView:u zoomToFit:b workbookViewId \
 > pane selection pivotSelection extLst
pane xSplit:d ySplit:d topLeftCell activePane state >
selection pane activeCell activeCellId:u sqref >
sheetFormatPr baseColWidth:u defaultColWidth:d defaultRowHeight:d! customHeight:b zeroHeight:b thickTop:b \
 thickBottom:b outlineLevelRow:u outlineLevelCol:u >
cols > col
col min! max! width style hidden:b bestFit:b customWidth:b phonetic:b outlineLevel:u collapsed:b >
sheetCalcPr fullCalcOnLoad:b >
scenarios current:u show:u sqref > scenario
scenario name! locked:b hidden:b count:u user comment > inputCells
inputCells r! deleted:b undone:b val! numFmtId:u >
cellWatches > cellWatch
cellWatch r! >
sst count:u uniqueCount:u > si extLst
comments > authors commentList extLst
commentList > comment
comment ref! authorId! guid shapeId > text commentPr
r > rPr t
rPr > * b i strike condense extend outline shadow u vertAlign sz color rFont family charset scheme
rFont val! >
customSheetViews > customSheetView
customSheetView guid! scale:u colorId:u showPageBreaks:b showFormulas:b showGridLines:b showRowCol:b \
 outlineSymbols:b zeroValues:b fitToPage:b printArea:b filter:b showAutoFilter:b hiddenRows:b hiddenColumns:b state \
 filterUnique:b view showRuler:b topLeftCell
sheetProtection password {_HASH} sheet:b objects:b scenarios:b formatCells:b formatColumns:b formatRows:b \
 insertColumns:b insertRows:b insertHyperlinks:b deleteColumns:b deleteRows:b selectLockedCells:b sort:b \
 autoFilter:b pivotTables:b selectUnlockedCells:b content:b >
protectedRanges > protectedRange
protectedRange password sqref! name! securityDescriptor {_HASH} > securityDescriptor
autoFilter ref > filterColumn sortState extLst
filterColumn colId! hiddenButton:b showButton:b > filters top10 customFilters dynamicFilter colorFilter iconFilter \
 extLst
filters blank:b calendarType > filter dateGroupItem
filter val >
customFilters and:b > customFilter
customFilter operator val >
top10 top:b percent:b val:d! filterVal:d >
colorFilter dxfId:u cellColor:b >
iconFilter iconSet! iconId:u >
dynamicFilter type! val:d valIso maxVal:d maxValIso >
dateGroupItem year:u! month:u day:u hour:u minute:u second:u dateTimeGrouping! >
sortState columnSort:b caseSensitive:b sortMethod ref! > sortCondition extLst
sortCondition descending:b sortBy ref! customList dxfId:u iconSet iconId:u >
mergeCells count:u > mergeCell
mergeCell ref! >
conditionalFormatting pivot:b sqref > cfRule extLst
cfRule type dxfId priority stopIfTrue:b aboveAverage:b percent:b bottom:b operator text timePeriod rank:u stdDev:i \
 equalAverage:b > formula colorScale dataBar iconSet extLst
colorScale > cfvo color
dataBar minLength:u maxLength:u showValue:b > cfvo color
iconSet iconSet showValue:b percent:b reverse:b > cfvo
cfvo type! val gte:b > extLst
dataValidations disablePrompts:b xWindow:u yWindow:u count:u > dataValidation
dataValidation type errorStyle imeMode operator allowBlank:b showDropDown:b showInputMessage:b showErrorMessage:b \
 errorTitle error promptTitle prompt sqref > formula1 formula2
hyperlinks > hyperlink
hyperlink ref! location tooltip display >
printOptions horizontalCentered:b verticalCentered:b headings:b gridLines:b gridLinesSet:b >
pageMargins left:d! right:d! top:d! bottom:d! header:d! footer:d! >
pageSetup paperSize:u paperHeight paperWidth scale:u firstPageNumber:i fitToWidth:u fitToHeight:u pageOrder \
 orientation usePrinterDefaults:b blackAndWhite:b draft:b cellComments useFirstPageNumber:b errors horizontalDpi:i \
 verticalDpi:i copies:u >
headerFooter differentOddEven:b differentFirst:b scaleWithDoc:b alignWithMargins:b > oddHeader oddFooter \
 evenHeader evenFooter firstHeader firstFooter
rowBreaks count:u manualBreakCount:u > brk
colBreaks count:u manualBreakCount:u > brk
brk id min:u max:u man:b pt:b >
ignoredErrors > ignoredError extLst
ignoredError sqref! evalError:b twoDigitTextYear:b numberStoredAsText:b formula:b formulaRange:b unlockedFormula:b \
 emptyCellReference:b listDataValidation:b calculatedColumn:b >
tableParts count:u > tablePart
table id name displayName ref! comment tableType headerRowCount insertRow:b insertRowShift:b totalsRowCount \
 totalsRowShown:b published:b headerRowDxfId:u dataDxfId:u totalsRowDxfId:u headerRowBorderDxfId:u \
 tableBorderDxfId:u totalsRowBorderDxfId:u headerRowCellStyle dataCellStyle totalsRowCellStyle connectionId:u \
 > autoFilter sortState tableColumns tableStyleInfo extLst
tableColumns count:u > tableColumn
tableColumn id uniqueName name! totalsRowFunction totalsRowLabel queryTableFieldId:u headerRowDxfId dataDxfId \
 totalsRowDxfId headerRowCellStyle dataCellStyle totalsRowCellStyle > calculatedColumnFormula totalsRowFormula \
 xmlColumnPr extLst
calculatedColumnFormula array:b >
totalsRowFormula array:b >
tableStyleInfo name showFirstColumn:b showLastColumn:b showRowStripes:b showColumnStripes:b >
"""

_CHOICES: Final = """
alignment horizontal general left center right fill justify centerContinuous distributed
alignment vertical top center bottom justify distributed
patternFill patternType none solid mediumGray darkGray lightGray darkHorizontal darkVertical darkDown darkUp darkGrid \
 darkTrellis lightHorizontal lightVertical lightDown lightUp lightGrid lightTrellis gray125 gray0625
gradientFill type linear path
u val single double singleAccounting doubleAccounting none
vertAlign val baseline superscript subscript
scheme val none major minor
tableStyleElement type wholeTable headerRow totalRow firstColumn lastColumn firstRowStripe secondRowStripe \
 firstColumnStripe secondColumnStripe firstHeaderCell lastHeaderCell firstTotalCell lastTotalCell \
 firstSubtotalColumn secondSubtotalColumn thirdSubtotalColumn firstSubtotalRow secondSubtotalRow thirdSubtotalRow \
 blankRow firstColumnSubheading secondColumnSubheading thirdColumnSubheading firstRowSubheading \
 secondRowSubheading thirdRowSubheading pageFieldLabels pageFieldValues
workbookPr showObjects all placeholders none
workbookPr updateLinks userSet never always
workbookView visibility visible hidden veryHidden
calcPr calcMode auto autoNoTable manual
calcPr refMode A1 R1C1
sheetView view normal pageBreakPreview pageLayout
pane state frozen frozenSplit split
pane activePane topLeft topRight bottomLeft bottomRight
selection pane topLeft topRight bottomLeft bottomRight
pageSetup orientation default portrait landscape
pageSetup pageOrder downThenOver overThenDown
pageSetup cellComments none asDisplayed atEnd
pageSetup errors displayed blank dash NA
dataValidation errorStyle stop warning information
dataValidation imeMode noControl off on disabled hiragana fullKatakana halfKatakana fullAlpha halfAlpha fullHangul \
 halfHangul
cfRule type expression cellIs colorScale dataBar iconSet top10 uniqueValues duplicateValues containsText \
 notContainsText beginsWith endsWith containsBlanks notContainsBlanks containsErrors notContainsErrors timePeriod \
 aboveAverage
cfRule operator lessThan lessThanOrEqual equal notEqual greaterThanOrEqual greaterThan between notBetween \
 containsText notContains beginsWith endsWith
cfRule timePeriod today yesterday tomorrow last7Days thisMonth lastMonth nextMonth thisWeek lastWeek nextWeek
cfvo type num percent max min formula percentile
iconSet iconSet 3Arrows 3ArrowsGray 3Flags 3TrafficLights1 3TrafficLights2 3Signs 3Symbols 3Symbols2 4Arrows \
 4ArrowsGray 4RedToBlack 4Rating 4TrafficLights 5Arrows 5ArrowsGray 5Rating 5Quarters
dynamicFilter type null aboveAverage belowAverage tomorrow today yesterday nextWeek thisWeek lastWeek nextMonth \
 thisMonth lastMonth nextQuarter thisQuarter lastQuarter nextYear thisYear lastYear yearToDate Q1 Q2 Q3 Q4 M1 M2 M3 \
 M4 M5 M6 M7 M8 M9 M10 M11 M12
dateGroupItem dateTimeGrouping year month day hour minute second
customFilter operator equal lessThan lessThanOrEqual notEqual greaterThanOrEqual greaterThan
sortCondition sortBy value cellColor fontColor icon
table tableType worksheet xml queryTable
table headerRowCount 0 1
table totalsRowCount 0 1
tableColumn totalsRowFunction none sum min max average count countNums stdDev var custom
"""
_EDGES: Final = ("left", "right", "top", "bottom", "diagonal", "start", "end", "vertical", "horizontal")
_STROKES: Final = frozenset(
    [
        "none",
        "thin",
        "medium",
        "dashed",
        "dotted",
        "thick",
        "double",
        "hair",
        "mediumDashed",
        "dashDot",
        "mediumDashDot",
        "dashDotDot",
        "mediumDashDotDot",
        "slantDashDot",
    ]
)
BOUNDS: Final[Mapping[tuple[str, str], tuple[float, float]]] = {
    ("alignment", "textRotation"): (0, 255),
    ("alignment", "indent"): (0, 250),
    ("alignment", "readingOrder"): (0, 2),
    ("sz", "val"): (1, 409.55),
    ("family", "val"): (0, 14),
    **{(name, "tint"): (-1, 1) for name in ("color", "fgColor", "bgColor", "tabColor")},
    **{(name, "indexed"): (0, 81) for name in ("color", "fgColor", "bgColor", "tabColor")},
    **{(name, "theme"): (0, 11) for name in ("color", "fgColor", "bgColor", "tabColor")},
    ("stop", "position"): (0, 1),
    ("calcPr", "calcId"): (0, 2**32 - 1),
    ("calcPr", "iterateCount"): (1, 32_767),
    ("workbookView", "tabRatio"): (0, 1_000),
    ("sheetView", "zoomScale"): (10, 400),
    ("sheetFormatPr", "defaultRowHeight"): (0, 409.55),
    ("sheetFormatPr", "baseColWidth"): (0, 255),
    ("pane", "xSplit"): (0, 2**31 - 1),
    ("pane", "ySplit"): (0, 2**31 - 1),
    ("col", "width"): (0, 255.999),
    ("col", "outlineLevel"): (0, 7),
    ("dataBar", "minLength"): (0, 100),
    ("dataBar", "maxLength"): (0, 100),
    **{("pageMargins", side): (0, 49) for side in ("left", "right", "top", "bottom", "header", "footer")},
    ("pageSetup", "scale"): (10, 400),
    ("pageSetup", "fitToWidth"): (0, 32_767),
    ("pageSetup", "fitToHeight"): (0, 32_767),
    ("pageSetup", "copies"): (0, 32_767),
    **{(name, "spinCount"): (0, 10_000_000) for name in ("fileSharing", "sheetProtection", "protectedRange")},
    **{("workbookProtection", f"{what}SpinCount"): (0, 10_000_000) for what in ("workbook", "revisions")},
}
"""Of numbers, both inclusive."""
UNSAID: Final = {("pageSetup", "scale"): "0"}
"""Beyond its bounds, and yet what Excel writes for a printer that says nothing."""


@dataclass(frozen=True)
class Element:
    """`attributes`: name → `b`, `u`, `i`, `d` or nothing. `order`: of what stands in it; None where it is not said."""

    attributes: Mapping[str, str]
    required: tuple[str, ...]
    order: Mapping[str, int] | None


def _element(line: str) -> tuple[str, Element]:
    name, _, rest = line.partition(" ")
    said, mark, inside = f"{rest} ".partition(">")
    words = [word.rstrip("!").partition(":") for word in said.split()]
    required = tuple(word.rstrip("!").partition(":")[0] for word in said.split() if word.endswith("!"))
    in_any_order = inside.strip().startswith("*")
    names = inside.replace("*", "").split()
    order = {one: 0 if in_any_order else place for place, one in enumerate(names)} if mark else None
    return name, Element({attribute: kind for attribute, _, kind in words}, required, order)


ELEMENTS: Final = dict(_element(line) for line in _LINES.strip().splitlines())
WORDS: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    **{(line.split()[0], line.split()[1]): frozenset(line.split()[2:]) for line in _CHOICES.strip().splitlines()},
    **{(edge, "style"): _STROKES for edge in _EDGES},
}
