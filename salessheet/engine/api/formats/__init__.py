"""How cells look and what they take: fonts, borders, formats that depend on values, validation."""
