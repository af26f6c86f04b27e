"""What runs inside LibreOffice, in its own Python: the standard library and what LibreOffice brings (uno), no more.

The extension has these modules under their own names, with nothing of the packages around them.
"""
