"""What stands in a source's file must not steer the terminal."""


def visible(text: str) -> str:
    """Control and direction marks as text."""
    return "".join(
        character if character.isprintable() else f"\\u{{{ord(character):04x}}}" for character in text
    )
