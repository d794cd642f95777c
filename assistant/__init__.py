"""Questions in, cited and verified answers out: service, command line and page."""
