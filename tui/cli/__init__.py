"""Command line: parser, dispatch, exit codes."""
