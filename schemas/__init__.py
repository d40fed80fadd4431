"""WHAT IT LOOKS LIKE: plain data about tables, one sentence a column."""
