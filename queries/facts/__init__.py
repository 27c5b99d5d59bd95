"""What counts as sold: one list of columns, one source for each kind of document."""
