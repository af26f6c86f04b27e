"""The SalesCenter workbook declared as data: what is on each sheet and how every number comes about.

Every calculated line is an expression written once. It is read as formula text, as values, as a test of the one
against the other and as words (`workbook.readings`). Nothing here knows a spreadsheet library.
"""
