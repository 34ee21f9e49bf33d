"""Table of terminals: how each is recognised, and its handling of clipboard writes (OSC 52).

Measured with the versions in the table, in their default configuration. The program, `info` and
README all use this table.
"""

from __future__ import annotations

from .terminal import Carrier, Osc52, Signs, Terminal

PRINTS_LONG = 3_066
"""Buffer size in bytes of zutty and terminology, which print the rest of a longer text."""

MOSH = Terminal("mosh", Osc52.CARRIES, (Signs(da2=r"1;10;0"),), source="1.4.0", limit=12_282)

TERMINALS = (
    Terminal(
        "tmux",
        Osc52.CARRIES,
        (Signs(xtversion=r"tmux (?P<version>.+)"), Signs(da2=r"84;.*")),
        ("TMUX", r".+"),
        "3.3a, 3.5a, 3.8",
        carrier=Carrier.TMUX,
    ),
    Terminal(
        "GNU screen",
        Osc52.CARRIES,
        (Signs(da2=r"83;(?P<version>\d+);.*"),),
        ("STY", r".+"),
        "4.9.0, 5.0.2",
        is_packed=True,
        carrier=Carrier.SCREEN,
    ),
    MOSH,
    Terminal(
        "kitty",
        Osc52.TAKES,
        (Signs(xtversion=r"kitty\((?P<version>.+)\)"),),
        source="0.26.5",
        limit_behind_tmux=6_138,
        below=(0, 41),
        has_true_color=True,
        keys_from=(),
    ),
    Terminal(
        "kitty",
        Osc52.TAKES,
        (Signs(xtversion=r"kitty\((?P<version>.+)\)"),),
        ("TERM", r"xterm-kitty"),
        "0.41.1, 0.48.2",
        has_true_color=True,
        keys_from=(),
    ),
    Terminal(
        "foot",
        Osc52.TAKES,
        (Signs(xtversion=r"foot\((?P<version>.+)\)"),),
        ("TERM", r"foot(-.*)?"),
        "1.13.1, 1.21.0, 1.28.0",
        may_query=True,
        has_true_color=True,
        keys_from=(),
    ),
    # Those that accept writes empty the clipboard on a query.
    Terminal(
        "Konsole",
        Osc52.DROPS,
        (Signs(xtversion=r"Konsole (?P<version>[\d.]+)"),),
        ("KONSOLE_VERSION", r"(?P<version>\d+)"),
        "22.12.3",
        below=(24, 12),
        is_packed=True,
        has_true_color=True,
    ),
    Terminal(
        "Konsole",
        Osc52.TAKES,
        (Signs(xtversion=r"Konsole (?P<version>[\d.]+)"),),
        ("KONSOLE_VERSION", r"(?P<version>\d+)"),
        "25.04.2, 26.08.2",
        is_packed=True,
        has_true_color=True,
        keys_from=(26, 8),
    ),
    Terminal(
        "terminology",
        Osc52.DROPS,
        (Signs(xtversion=r"terminology[ (](?P<version>[\d.]+)\)?"),),
        source="1.13.0",
        limit=PRINTS_LONG,
        below=(1, 14),
    ),
    Terminal(
        "terminology",
        Osc52.PRIMARY,
        (Signs(xtversion=r"terminology[ (](?P<version>[\d.]+)\)?"),),
        source="1.14.0",
        limit=PRINTS_LONG,
    ),
    # Its replies have the version of a library. Older ones reply to clipboard queries.
    Terminal(
        "alacritty",
        Osc52.TAKES,
        (Signs(xtversion=r"", da2=r"0;1\d{3};1"),),
        source="0.11",
        below=(0, 13),
        may_query=True,
        has_true_color=True,
    ),
    Terminal(
        "alacritty",
        Osc52.TAKES,
        (Signs(xtversion=r"", da2=r"0;[2-9]\d{3};1"),),
        ("TERM", r"alacritty(-.*)?"),
        "0.15.1, 0.17.0",
        has_true_color=True,
        shows_frames=True,
        keys_from=(),
    ),
    Terminal(
        "zutty",
        Osc52.TAKES,
        (Signs(xtversion=r"", da2=r"64;0;0"),),
        source="0.14, 0.16",
        limit=PRINTS_LONG,
        may_query=True,
        has_true_color=True,
    ),
    Terminal(
        "xterm",
        Osc52.DROPS,
        (Signs(xtversion=r"XTerm\((?P<version>\d+)\)"), Signs(da2=r"41;(?P<version>\d+);0")),
        ("XTERM_VERSION", r"XTerm\((?P<version>\d+)\)"),
        "379, 398, 412",
        setting="allowWindowOps",
        may_query=True,
    ),
    Terminal(
        "gnome-terminal and other VTE terminals",
        Osc52.DROPS,
        (
            Signs(da2=r"6[15];(?P<version>\d{4,});1"),
            Signs(xtversion=r"VTE\((?P<version>\d+)\)"),
        ),
        ("VTE_VERSION", r"(?P<version>\d+)"),
        "0.70.6, 0.80.1, 0.84.1",
        is_packed=True,
        has_true_color=True,
    ),
    Terminal(
        "rxvt-unicode",
        Osc52.DROPS,
        (Signs(da2=r"85;.*"),),
        ("TERM", r"rxvt-unicode.*"),
        "9.30, 9.31",
        limit=24_570,
    ),
    Terminal(
        "mlterm",
        Osc52.DROPS,
        (Signs(xtversion=r"mlterm\((?P<version>.+)\)"), Signs(da2=r"24;279;0")),
        ("TERM", r"mlterm.*"),
        "3.9.0, 3.9.4",
        setting="--osc52=true",
    ),
    Terminal("PuTTY", Osc52.DROPS, (Signs(da2=r"0;136;0"),), source="pterm 0.78"),
    Terminal(
        "qterminal and cool-retro-term",
        Osc52.DROPS,
        (Signs(da2=r"0;115;0"),),
        source="1.2, 2.1, 2.4, deepin-terminal 5.9.40",
    ),
    Terminal(
        "JupyterLab's terminal",
        Osc52.DROPS,
        (Signs(da2=r"0;276;0", variable=("PYXTERM_DIMENSIONS", r".+")),),
        ("PYXTERM_DIMENSIONS", r".+"),
        "4.6.6",
    ),
    # It accepts clipboard writes only with an add-on, which replies don't show.
    Terminal("xterm.js", Osc52.UNKNOWN, (Signs(da2=r"0;276;0"),), source="6.0.0"),
    # It passes the text to its own clipboard provider, and reports if it has none.
    Terminal(
        "Neovim's :terminal",
        Osc52.TAKES,
        (Signs(da2=r"0;100;0", da1=r"(.*;)?52(;.*)?"),),
        source="0.12.4",
    ),
    Terminal(
        "Vim's :terminal",
        Osc52.DROPS,
        (Signs(xtversion=r"libvterm\(.*\)", variable=("VIM_TERMINAL", r".+")),),
        ("VIM_TERMINAL", r".+"),
        "libvterm 0.3",
    ),
    # Neovim replies like Vim before 0.12, but accepts clipboard writes from 0.11 on.
    Terminal(
        "Vim's or Neovim's :terminal",
        Osc52.UNKNOWN,
        (Signs(xtversion=r"libvterm\(.*\)"),),
        ("NVIM", r".+"),
        "libvterm 0.3",
    ),
    Terminal(
        "Emacs' vterm or an old Neovim's :terminal",
        Osc52.DROPS,
        (Signs(xtversion=r"", da2=r"0;100;0"),),
        ("INSIDE_EMACS", r"vterm.*"),
        "vterm 0.0.2, Neovim 0.7.2",
    ),
    # It replies to DA2 as to DA1, and prints long texts.
    Terminal("xgterm", Osc52.DROPS, (Signs(da2=r"\?.*"),)),
    # It declares clipboard access, but has none.
    Terminal(
        "mprocs", Osc52.DROPS, (Signs(xtversion=r"", da2=r"", da1=r"65;6;22;52"),), source="0.9.6"
    ),
    Terminal(
        "cmux",
        Osc52.DROPS,
        (Signs(xtversion=r"libghostty", variable=("CMUX_TUI_SESSION_ID", r".+")),),
        ("CMUX_TUI_SESSION_ID", r".+"),
        "0.13.4",
    ),
    Terminal(
        "st or a terminal like it",
        Osc52.DROPS,
        (Signs(xtversion=r"", da2=r"", da1=r".+"),),
        ("TERM", r"st(-.*)?"),
        "0.9, 0.9.2, 0.9.3",
    ),
    Terminal("dvtm", Osc52.DROPS, variable=("TERM", r"dvtm.*"), source="0.15"),
    Terminal("Emacs' term", Osc52.PRINTS, variable=("TERM", r"eterm.*")),
    Terminal(
        "a terminal that declares clipboard access",
        Osc52.TAKES,
        (Signs(da1=r"(.*;)?52(;.*)?"),),
        source="DA1 with 52",
    ),
    Terminal(
        "a terminal that answers no query",
        Osc52.DROPS,
        (Signs(xtversion=r"", da2=r"", da1=r""),),
        source="shellinabox 2.21, ghostty-web 0.4.0, Eterm 0.9.6, micro 2.0.11, stmux 1.8.11",
    ),
)
"""The first match wins."""

UNKNOWN = Terminal("your terminal", Osc52.UNKNOWN)
