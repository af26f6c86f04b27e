"""One declaration, four readings: values, formula text, the test of one against the other, and words."""
