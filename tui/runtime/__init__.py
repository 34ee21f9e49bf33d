"""The process: watchdog, crash reports, hardening, log file."""
