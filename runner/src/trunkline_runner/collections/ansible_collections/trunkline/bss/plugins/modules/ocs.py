# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: the work is done by the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: ocs
short_description: Call the online charging system
description:
  - Makes one JSON-RPC call at C(crm_config.ocs.cgrates), from the controller's process.
  - The tenant of C(crm_config.ocs.ocsTenant) is added unless the parameters name one.
version_added: 0.1.0
author: The Trunkline authors
options:
  method:
    description: The method, for example C(ApierV2.SetAccount).
    type: str
    required: true
  params:
    description: The parameters, one object.
    type: dict
    default: {}
  allow_errors:
    description: Error texts that are no failure, for example C(NOT_FOUND).
    type: list
    elements: str
    default: []
  timeout_seconds:
    description: How long to wait for the connection and for each part of the answer.
    type: float
    default: 30.0
"""

EXAMPLES = r"""
- name: Disable an account
  trunkline.bss.ocs:
    method: ApierV2.SetAccount
    params:
      Account: "{{ service_uuid }}"
      ExtraOptions: {Disabled: true}
"""

RETURN = r"""
result:
  description: What the call gave.
  returned: on success
  type: raw
error:
  description: The allowed error that was answered, null without one.
  returned: when an answer came
  type: str
outcome_unknown:
  description: Whether the system may have acted although the task failed.
  returned: on failure
  type: bool
"""
