"""Other libraries, measured by the same suites over the same documents: `bangfu-eval run SUITE --peer NAME`."""
