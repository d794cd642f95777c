"""Suites, metrics and benchmarks: how the answers are measured."""
