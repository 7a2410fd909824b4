"""Python client; installs without the server's dependencies."""
