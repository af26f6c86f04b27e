"""Whether Excel would open a workbook without repairing it, and whether an auditor would sign it.

`findings`   what can be wrong, with its mend
`book`       the file, read so that damage is a finding
`zip_rules` … `drawing_rules`   the rules, by what they look at
`structure`  all rules of the file, in order
`dense_cells`, `formula_patterns`  the cells that an auditor looks at, and their formulas
`audit_…`, `circles`  the questions of an auditor, by what they look at; `auditing` has them in order
"""
