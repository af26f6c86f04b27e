"""What an assistant may ask of a sales centre: questions that are answered, and nothing that is written.

sight    for whom the answers are: what of a source that audience sees, decided once
books    workbooks as that audience sees them, from a folder of finished ones or as the data would fill them
finding  cells by business words, and what a cell comes of
desk     every question, as a plain method
server   the questions as tools of the Model Context Protocol, over standard input and output
"""
