"""Known holes in the locked libraries, by pip-audit; where no list of advisories can be reached, that is said aloud.

Exit code 0: none known, or no list reachable; 1: at least one library of the lock has a known hole.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Ask for the run-time lock; see the module's words."""
    command = [
        sys.executable, "-m", "pip_audit", "--requirement", str(ROOT / "requirements" / "runtime.lock"),
        "--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True)
    try:
        found = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(f"pip-audit: NOT CHECKED, no list of advisories can be reached: {done.stderr.strip()[-200:]}")
        return 0
    holes = [f"{one['name']} {one['version']}: {hole['id']}" for one in found for hole in one.get("vulns", ())]
    asked = sum(1 for one in found if "skip_reason" not in one)
    if not asked:
        print("pip-audit: NOT CHECKED, the index that serves the libraries here has no advisories")
    else:
        print(f"pip-audit: {asked} libraries checked, {len(found) - asked} not; {len(holes)} known holes")
    print("\n".join(holes))
    return 1 if holes else 0


if __name__ == "__main__":
    raise SystemExit(main())
