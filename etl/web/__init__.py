"""A server on the web: asked politely and not for ever, followed nowhere else, told by no message."""
