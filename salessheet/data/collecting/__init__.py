"""What people typed into a workbook, compared with the data and written back into its tables."""
