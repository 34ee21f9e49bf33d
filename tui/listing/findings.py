"""Findings: ready-made filters for keys to clean up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .filter_parser import parse_filter

if TYPE_CHECKING:
    from ..api.access_key import AccessKey
    from .filter import Filter, FilterContext


@dataclass(frozen=True)
class Finding:
    """A named filter for keys to clean up."""

    name: str
    """Name on the command line."""
    title: str
    filter: Filter


FINDINGS = (
    Finding("stale", "stale", parse_filter("used:stale")),
    Finding("never-used", "never used, older than a week", parse_filter("used:never idle:>7d")),
    Finding("old-secret", "with a secret older than 90 days", parse_filter("secret:>90d")),
    Finding("rotation-ready", "rotated, and ready to delete", parse_filter("rotating:ready")),
    Finding("rotation-stuck", "in a rotation that is stuck", parse_filter("rotating:stuck")),
    Finding("near-limit", "of an owner near the limit of 20", parse_filter("keys:>17")),
    Finding("crowded", "of an owner with more than 10", parse_filter("keys:>10")),
    Finding("temporary", "with a name that looks temporary", parse_filter("looks:temporary")),
)


def count_findings(
    keys: Iterable[AccessKey], context: FilterContext
) -> tuple[tuple[Finding, int], ...]:
    """Count the keys of each finding."""
    listed = tuple(keys)
    return tuple((finding, len(finding.filter.select(listed, context))) for finding in FINDINGS)
