"""Files as rows of texts, before anybody asks what they mean: text files in any encoding, sheets of workbooks."""
