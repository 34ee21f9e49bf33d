"""What the program costs beside a bare Textual app; run by `python -m tests.benchmarks`."""
