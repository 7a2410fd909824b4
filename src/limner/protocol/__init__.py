"""The wire: messages, codes, schema."""
