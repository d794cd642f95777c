"""Benchmarks: how fast and how large, measured on a folder that is named, never part of the tests."""
