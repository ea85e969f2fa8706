class OperatorError(Exception):
    """What stops a command, told to the person at the terminal: one sentence, and what to do about it."""

    def __init__(self, problem: str, remedy: str) -> None:
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{problem} {remedy}")
