"""Who may have an avatar, and the conversation with them."""
