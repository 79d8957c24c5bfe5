"""Signing in and out over HTTP: JSON for programs, plain pages for people."""
