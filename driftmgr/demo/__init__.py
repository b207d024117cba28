"""An AWS on this machine that Terraform built and somebody else changed: `driftmgr demo`."""
