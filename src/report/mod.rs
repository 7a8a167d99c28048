//! What people read: terminal diagnostics, summaries and the HTML report.
