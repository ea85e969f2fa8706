# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: the work is done by the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: crm
short_description: Call Trunkline's API for plays
description:
  - Sends one request to C(crm_config.crm.base_url) with the job's C(access_token), from the controller's process.
  - Numbers with a fraction in the answer are given as text, as written there, so that no amount loses decimals.
version_added: 0.1.0
author: The Trunkline authors
options:
  method:
    description: The HTTP method.
    type: str
    choices: [GET, POST, PUT, PATCH, DELETE]
    default: GET
  path:
    description: The path below the base address, with its leading slash.
    type: str
    required: true
  body:
    description: The document to send as JSON. Amounts are text; a floating-point number is refused.
    type: raw
  expect:
    description: The statuses that are a success.
    type: list
    elements: int
    default: [200]
  timeout_seconds:
    description: How long to wait for the connection and for each part of the answer.
    type: float
    default: 30.0
"""

EXAMPLES = r"""
- name: Read a service
  trunkline.bss.crm:
    path: "/crm/service/service_id/{{ service_id }}"
  register: service
"""

RETURN = r"""
status:
  description: The HTTP status.
  returned: when an answer came
  type: int
json:
  description: The answer's document, null without one.
  returned: when an answer came
  type: raw
problem:
  description: The problem document of a refusal.
  returned: on a refusal
  type: dict
outcome_unknown:
  description: Whether the server may have acted although the task failed.
  returned: on failure
  type: bool
"""
