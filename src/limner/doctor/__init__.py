"""`limner doctor`: will a server work on this machine, with these settings, and what to do where it will not."""

from limner.doctor.examine import check_start, examine
from limner.doctor.finding import Finding, Verdict

__all__ = ["Finding", "Verdict", "check_start", "examine"]
