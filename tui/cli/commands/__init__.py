"""The commands: what prints or changes something and ends, without a screen."""

COMMANDS = {
    "list": "list access keys, the last used first",
    "report": "count what is worth a look",
    "delete": "delete access keys",
    "create": "create an access key",
    "regenerate": "replace an access key's secret; the old one dies at once",
    "config": "show, validate or find the config file, or list its profiles",
    "trust": "show a control plane's certificate, and trust it",
    "completion": "write a script that completes the command line",
    "info": "say what a bug report needs; nothing secret",
}
"""Each command with its help, in the order of the help; `COMMAND` in the module of its name."""
