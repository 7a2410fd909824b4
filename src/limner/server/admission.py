"""Who may have an avatar now: at once yes, or no with a sentence. Plain rules; the host tells what happens."""

from __future__ import annotations

from dataclasses import dataclass

from limner.errors import AtCapacity

RETRY_AFTER_S = 5  # what a refused client is told


@dataclass
class Admission:
    max_sessions: int
    draining: bool = False

    def check(self, alive: int, lingering: int) -> bool:
        """May one more session start, with so many alive, `lingering` of them kept for clients that are away?

        True: only after the longest lingering one has been ended. AtCapacity: no.
        """
        if self.draining:
            raise AtCapacity("This server is shutting down; try again in a moment.", retry_after_s=RETRY_AFTER_S)
        if alive < self.max_sessions:
            return False
        if lingering:
            return True
        raise AtCapacity(
            "All avatars of this server are taken just now; try again in a moment.",
            retry_after_s=RETRY_AFTER_S,
            max_sessions=self.max_sessions,
        )


def default_max_sessions(cores: float) -> int:
    """A talking avatar takes about half a core to draw and encode, and the rest of the server 5 to 7 % of one."""
    return max(1, round(cores * 1.5))
