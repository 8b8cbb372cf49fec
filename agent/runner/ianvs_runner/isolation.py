"""Places and processes of an attempt of its own."""


def enter():
    """Called once, before Ianvs is imported in a new interpreter, or first thing in a zygote's child."""
