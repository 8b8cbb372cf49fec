"""What sedna does that harms test cases which run side by side."""


def apply():
    """Called once sedna can be imported, before user code. Never raises."""
