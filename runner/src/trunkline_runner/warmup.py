# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible is configured and loaded here, once, before the first fork.

Nothing of Ansible may be imported before `configure`, which sets what Ansible reads while it is imported.
"""

from __future__ import annotations

import gc
import importlib
import os
import platform
import sys
import tempfile
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
COLLECTIONS = PACKAGE / "collections"
PLAYS = COLLECTIONS / "ansible_collections" / "trunkline" / "bss" / "playbooks"

# What a job's processes keep of the environment that the runner was started with.
KEPT_VARIABLES = (
    "PATH",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "PYTHONPATH",
    "PYTHONHOME",
    "LD_LIBRARY_PATH",
    "SSL_CERT_FILE",
)
MODULES = (
    "ansible.executor.playbook_executor",
    "ansible.executor.process.worker",
    "ansible.executor.task_executor",
    "trunkline_runner.play",
)
ACTIONS = (
    "include_vars",
    "set_fact",
    "assert",
    "fail",
    "debug",
    "uri",
    "command",
    "shell",
    "copy",
    "template",
    "pause",
)
ACTIONS_OF_OURS = ("trunkline.bss.crm", "trunkline.bss.ocs")


def configure() -> Path:
    """This will set Ansible's settings and give the parent's own temporary directory (the caller removes it)."""
    temporary = Path(tempfile.mkdtemp(prefix="trunkline-runner-"))
    # Collections of the operator's own may stand behind ours.
    others = os.environ.get("ANSIBLE_COLLECTIONS_PATH")
    for name in [name for name in os.environ if name.startswith("ANSIBLE_")]:
        del os.environ[name]
    os.environ["ANSIBLE_CONFIG"] = str(PACKAGE / "ansible.cfg")
    os.environ["ANSIBLE_COLLECTIONS_PATH"] = f"{COLLECTIONS}:{others}" if others else str(COLLECTIONS)
    os.environ["ANSIBLE_PYTHON_INTERPRETER"] = sys.executable
    os.environ |= dict.fromkeys(("ANSIBLE_HOME", "ANSIBLE_LOCAL_TEMP", "ANSIBLE_REMOTE_TEMP", "HOME"), str(temporary))
    # Ansible insists on a UTF-8 locale.
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    return temporary


def job_environment(directory: Path) -> dict[str, str]:
    """This will give the environment of a job's processes: a few harmless variables, home and temporary directory."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    ansible = {name: value for name, value in os.environ.items() if name.startswith("ANSIBLE_")}
    home, temporary = str(directory / "home"), str(directory / "tmp")
    return {
        "PATH": os.defpath,
        **kept,
        **ansible,
        "HOME": home,
        "TMPDIR": temporary,
        "ANSIBLE_HOME": home,
        "ANSIBLE_LOCAL_TEMP": temporary,
        "ANSIBLE_REMOTE_TEMP": temporary,
        "ANSIBLE_ASYNC_DIR": f"{temporary}/async",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def load() -> dict[str, object]:
    """This will import all that a play needs and give the versions of it; to be called once, after `configure`."""
    import ansible.plugins.loader as loaders
    from ansible import context
    from ansible.release import __version__
    from ansible.utils.context_objects import CLIArgs

    for module in MODULES:
        importlib.import_module(module)

    context.CLIARGS = CLIArgs(
        {
            "become": None,
            "become_ask_pass": False,
            "become_method": None,
            "become_user": None,
            "check": False,
            "connection": "local",
            "diff": False,
            "extra_vars": (),
            "flush_cache": False,
            "force_handlers": False,
            "forks": 1,
            "inventory": (),
            "listhosts": False,
            "listtags": False,
            "listtasks": False,
            "module_path": None,
            "private_key_file": None,
            "remote_user": None,
            "skip_tags": (),
            "start_at_task": None,
            "step": False,
            "subset": None,
            "syntax": False,
            "tags": ("all",),
            "timeout": 10,
            "verbosity": 0,
        }
    )
    loaders.init_plugin_loader([])
    for loader in (loaders.connection_loader, loaders.shell_loader, loaders.become_loader, loaders.strategy_loader):
        list(loader.all(class_only=True))
    for loader in (loaders.filter_loader, loaders.test_loader, loaders.lookup_loader, loaders.vars_loader):
        list(loader.all())
    for action in (*ACTIONS, *ACTIONS_OF_OURS):
        loaders.action_loader.get(action, class_only=True)
    # What is loaded stays: a collector that touches it would copy pages in every fork.
    gc.collect()
    gc.freeze()
    return {
        "version": "0.1.0",
        "ansible": __version__,
        "python": platform.python_version(),
        "interpreter": sys.executable,
        "plays_directory": str(PLAYS),
    }
