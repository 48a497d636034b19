"""The one error of the stack: a sentence that tells the operator what is wrong."""


class StackError(Exception):
    """The stack cannot start or has ended; the text is one sentence for a person, no traceback is needed."""
