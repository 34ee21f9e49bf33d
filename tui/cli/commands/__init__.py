"""Commands, which run without a screen: each prints or changes something and ends."""

COMMANDS = {
    "list": "list access keys",
    "show": "show all facts about access keys",
    "report": "count the keys to clean up",
    "delete": "delete access keys",
    "create": "create an access key",
    "regenerate": "replace an access key's secret; the old one stops working",
    "rotate": "replace an access key by a twin; the old one stays valid until nothing uses it",
    "check": "sign in with stored pairs of client ID and secret to see whether they work",
    "token": "print a bearer token",
    "targets": "list the targets of new secrets, or test one",
    "config": "show, validate or find the config file, or list its profiles or targets",
    "trust": "show a control plane's certificate and trust it",
    "completion": "print a script that completes the command line in a shell",
    "info": "print information for a bug report, without secrets",
}
"""Each command with its help text; the module of that name declares it as `COMMAND`."""
