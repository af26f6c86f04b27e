"""What an auditor of spreadsheets asks about a workbook that Excel opens as it is."""
