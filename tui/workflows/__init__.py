"""Operations of several requests, independent of the user interface."""
