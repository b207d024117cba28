"""The command line: `driftmgr`."""
