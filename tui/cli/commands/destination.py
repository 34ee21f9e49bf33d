"""Formats and targets chosen by a command's flags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ...config.settings import SettingsError
from ...delivery.kubernetes_secret import is_label
from ...delivery.secret_formats import K8S, K8S_KEYS, format_named, k8s_format

if TYPE_CHECKING:
    from argparse import Namespace

    from ...delivery.secret_formats import SecretFormat
    from ...delivery.target import Target


def chosen_targets(names: Iterable[str], known: Mapping[str, Target]) -> tuple[Target, ...]:
    """Return the targets of these names, each once.

    Raises:
        SettingsError: there is no target of that name.
    """
    chosen = dict.fromkeys(names)
    for name in chosen:
        if name not in known:
            there = f"there are: {', '.join(known)}" if known else "the config file has none"
            raise SettingsError(f'there is no target "{name}"; {there}.')
    return tuple(known[name] for name in chosen)


def chosen_format(flags: Namespace, default: SecretFormat | None) -> SecretFormat:
    """Return the format that `--format` names, or else the default.

    Raises:
        SettingsError: flags for a Kubernetes Secret do not fit.
    """
    form = format_named(flags.format) if flags.format or default is None else default
    if form is not K8S:
        if flags.k8s_namespace or flags.k8s_keys:
            raise SettingsError("--k8s-namespace and --k8s-keys are for --format k8s alone.")
        return form
    namespace = flags.k8s_namespace or ""
    if namespace and not is_label(namespace):
        raise SettingsError("--k8s-namespace: that is no valid namespace: use one such as ml-jobs.")
    return k8s_format(namespace, flags.k8s_keys or next(iter(K8S_KEYS)))
