"""What the description of the API cannot say: which files are credit reports."""

from pathlib import Path

import schemathesis
from hypothesis import strategies as st

REPORTS = Path(__file__).parents[2] / "fixtures" / "reports"
SHORT = [path.read_bytes() for path in sorted(REPORTS.glob("*-minimal.pdf"))]

schemathesis.openapi.media_type("application/pdf", st.sampled_from(SHORT))
