"""The publication over HTTP: scores, reasons and history for programs, with keys and limits."""
