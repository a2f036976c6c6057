"""The claims of docs/SECURITY.md, each held by a test."""
