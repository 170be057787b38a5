"""The pages themselves: one file a page, and a table of them."""
