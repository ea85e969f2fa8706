# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays that hang, flood, leak, linger, ask or are malformed: each ends as it should, within its limit."""

from __future__ import annotations

import base64
import json
import os
import time
from pathlib import Path

import pytest
from backend import TOKEN, Backend
from wire import Jobs, Wire, memory_of, play, processes_with, results

WAIT_SECONDS_MAX = 20.0
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - looked at, not used


def test_a_play_that_hangs_ends_at_its_limit_with_all_its_processes(jobs: Jobs) -> None:
    mark = f"31{os.getpid()}"
    began = time.monotonic()
    events = jobs.run(play(f"command: sleep {mark}"), timeout_seconds=2)
    assert events[-1]["outcome"] == "timeout"
    assert "2 seconds" in events[-1]["message"]
    assert 2 <= time.monotonic() - began < 2 + 5
    assert processes_with(mark) == []


def test_a_play_of_which_a_process_ignores_signals_ends_too(jobs: Jobs) -> None:
    mark = f"32{os.getpid()}"
    events = jobs.run(play(f"""shell: trap '' TERM INT HUP; sleep {mark}; sleep {mark}"""), timeout_seconds=2)
    assert events[-1]["outcome"] == "timeout"
    assert processes_with(mark) == []


def test_a_background_process_ends_with_its_play_however_it_hid(jobs: Jobs) -> None:
    mark = f"33{os.getpid()}"
    hidden = f"(setsid setsid sh -c 'sleep {mark} & setsid sleep {mark} &' >/dev/null 2>&1 </dev/null &) ; sleep 0.3"
    events = jobs.run(
        play(
            f'shell: "{hidden}"',
            f"{{command: sleep {mark}, async: 1000, poll: 0}}",
            "debug: {msg: done}",
        )
    )
    assert events[-1]["outcome"] == "success"
    assert events[-1]["leftover_processes"] >= 3
    assert processes_with(mark) == []


def test_a_process_that_ends_a_moment_after_its_play_was_not_left_behind(jobs: Jobs) -> None:
    events = jobs.run(play("shell: sleep 0.2 >/dev/null 2>&1 </dev/null &"))
    assert (events[-1]["outcome"], events[-1]["leftover_processes"]) == ("success", 0)


@pytest.mark.parametrize("stream", ["", " >&2"])
def test_megabytes_of_output_leave_a_short_log_with_a_mark(jobs: Jobs, stream: str) -> None:
    flood = f"yes 0123456789abcdefghijklmnopqrstuvwxyz | head -c 5000000{stream}"
    events = jobs.run(play(f'shell: "{flood}"'))
    assert events[-1]["outcome"] == "success"
    assert sum(len(json.dumps(event)) for event in events) < 100_000
    assert any("[cut]" in json.dumps(event, ensure_ascii=False) for event in events)


def test_two_hundred_megabytes_of_output_end_at_the_time_limit_at_the_latest(jobs: Jobs, wire: Wire) -> None:
    # Ansible collects a command's output in time that grows with the square of its length: a matter of minutes.
    flood = "yes 0123456789abcdefghijklmnopqrstuvwxyz | head -c 200000000"
    events = jobs.run(play(f'shell: "{flood}"'), timeout_seconds=8)
    assert events[-1]["outcome"] in {"success", "failed", "timeout"}
    assert events[-1]["duration_seconds"] < 8 + 5
    assert sum(len(json.dumps(event)) for event in events) < 100_000
    assert memory_of(wire.popen.pid) < 150_000  # KiB: none of it passed through the parent


def test_many_small_outputs_are_cut_in_total_and_the_end_still_comes(jobs: Jobs) -> None:
    text = "x" * 15_000
    flood = f"{{debug: {{msg: ['{text}', '{text}', '{text}']}}, loop: \"{{{{ range(200) | list }}}}\"}}"
    events = jobs.run(play(flood, "debug: {msg: after}"), timeout_seconds=100)
    assert events[-1]["outcome"] == "success"
    assert events[-2]["event"] == "output_cut"
    assert sum(len(json.dumps(event)) for event in events) < 5_000_000


def test_a_token_is_masked_in_every_form(jobs: Jobs) -> None:
    secret = 'pä"ss/wörd+&=1'
    tasks = (
        'debug: {msg: "{{ access_token }} {{ password }}"}',
        "debug: {msg: \"{{ access_token | b64encode }} {{ ('user:' ~ password) | b64encode }}\"}",
        "debug: {msg: \"{{ password | urlencode }} {{ {'p': password} | to_json | to_json }}\"}",
        "debug: {var: password}",
        'command: "echo {{ access_token }}"',
        'shell: "echo {{ access_token }} >&2; exit 3"',
    )
    events = jobs.run(play(*tasks), variables={"access_token": TOKEN, "password": secret}, secrets=(secret,))
    assert events[-1]["outcome"] == "failed"
    told = json.dumps(events, ensure_ascii=False) + json.dumps(events)
    encoded = base64.b64encode(f"user:{secret}".encode()).decode()
    for form in (TOKEN, secret, "wörd", "%2B%26%3D1", base64.b64encode(TOKEN.encode()).decode()[:-2], encoded[8:-4]):
        assert form not in told, form
    assert told.count("********") > 8


def test_a_long_output_cut_in_the_middle_of_a_secret_shows_none_of_it(jobs: Jobs) -> None:
    for padding in range(16_384 - len(TOKEN) - 2, 16_384 + 3, 5):
        task = f"debug: {{msg: \"{{{{ 'x' * {padding} ~ access_token ~ 'y' * 90000 }}}}\"}}"
        events = jobs.run(play(task), variables={"access_token": TOKEN})
        assert TOKEN[:4] not in json.dumps(results(events))


def test_a_play_that_asks_for_input_is_told_that_nobody_is_there(jobs: Jobs) -> None:
    events = jobs.run(play("debug: {msg: x}", head="  vars_prompt: [{name: pin}]\n"))
    assert events[-1]["outcome"] == "failed"
    assert "asks for pin" in events[-1]["message"]
    reading = jobs.run(play("pause: {prompt: Go on?}", "shell: 'read answer && echo got $answer'"), timeout_seconds=20)
    assert reading[-1]["outcome"] == "failed"
    assert reading[-1]["failed_task"] == "shell"
    answered = jobs.run(
        play(
            'debug: {msg: "{{ pin }} {{ colour }}"}',
            head="  vars_prompt: [{name: pin}, {name: colour, default: red}]\n",
        ),
        variables={"pin": "1234"},
    )
    assert results(answered)[0]["msg"] == "1234 red"


@pytest.mark.parametrize(
    "text",
    ["- hosts: localhost\n  tasks: [\n", "just a text", "", "- hosts: localhost\n  tasks: [{no_such_module: {}}]\n"],
)
def test_a_syntax_error_runs_nothing_and_says_where(jobs: Jobs, text: str) -> None:
    events = jobs.run(text)
    assert events[-1]["outcome"] == "syntax_error"
    assert events[-1]["message"]
    assert not [event for event in events if event["event"] == "task_started"]


@pytest.mark.parametrize(
    "name",
    [
        "ansible_connection",
        "Ansible_Connection",
        "ansible connection",
        "ansible_python_interpreter",
        "hostvars",
        "inventory_hostname",
        "environment",
        "1st",
        "a{{b}}",
        "",
        " ansible_host",
        "a\nb",
        "x" * 101,
    ],
)
def test_variables_that_steer_ansible_are_refused(jobs: Jobs, wire: Wire, name: str) -> None:
    job, directory = jobs.directory(play("debug: {msg: x}"), "p")
    wire.start(job, directory, "p", variables={name: "ssh"})
    refusal = wire.next(job)
    assert refusal["event"] == "refused"
    assert repr(name) in refusal["message"]
    assert not (directory / "home").exists()


def test_a_play_on_other_hosts_fails(jobs: Jobs) -> None:
    events = jobs.run("- hosts: all\n  tasks: [{debug: {msg: x}}]\n")
    assert events[-1]["outcome"] == "failed"
    assert "localhost" in events[-1]["message"]


def test_a_template_in_a_variable_stays_text_and_names_may_have_spaces(jobs: Jobs) -> None:
    evil = "{{ lookup('pipe','id') }}"
    nested: dict[str, object] = {"list": [evil], "deep": {"key": evil}}
    events = jobs.run(
        play(
            "debug: {msg: \"{{ hostvars[inventory_hostname]['SIM Card'] | int + 1 }}\"}",
            'debug: {msg: "{{ name_of_customer }}"}',
            'debug: {msg: "{{ nested }}"}',
            'set_fact: {copied: "{{ name_of_customer }}"}',
            'debug: {msg: "{{ copied }}"}',
            'command: "echo {{ copied | quote }}"',
            'shell: "cat"\n      args: {stdin: "{{ name_of_customer }}"}',
        ),
        variables={"SIM Card": "5001", "name_of_customer": evil, "nested": nested},
    )
    assert events[-1]["outcome"] == "success", events[-1]
    told = results(events)
    assert [told[0]["msg"], told[1]["msg"], told[2]["msg"], told[4]["msg"]] == [5002, evil, nested, evil]
    assert [told[5]["stdout"], told[6]["stdout"]] == [evil, evil]


def test_jobs_have_homes_of_their_own_and_a_scrubbed_environment(tmp_path: Path, backend: Backend) -> None:
    secretive = Wire(
        {"DATABASE_URL": "postgresql://secret", "TRUNKLINE_DATA_DIR": "/secret", "ANSIBLE_ROLES_PATH": "/x"}
    )
    try:
        there = Jobs(tmp_path / "there", secretive, backend.config)
        events = there.run(
            play(
                "command: env",
                "command: ls -l /proc/self/fd",
                "debug: {msg: \"{{ lookup('env', 'DATABASE_URL') }}{{ lookup('env', 'HOME') }}\"}",
                'debug: {msg: "{{ ansible_python_interpreter }}"}',
            )
        )
    finally:
        assert secretive.close() == 0
    assert events[-1]["outcome"] == "success"
    told = results(events)
    directory = next((tmp_path / "there").iterdir())
    environment = str(told[0]["stdout"])
    assert "secret" not in environment
    assert "ANSIBLE_ROLES_PATH" not in environment
    assert f"HOME={directory}/home" in environment.splitlines()
    assert f"TMPDIR={directory / 'tmp'}" in environment.splitlines()
    assert len(str(told[1]["stdout"]).splitlines()) == 1 + 4  # a heading; three streams and the directory listed
    assert told[2]["msg"] == f"{directory}/home"
    assert told[3]["msg"] == secretive.ready["interpreter"]


def test_a_play_that_is_not_there_and_a_check(jobs: Jobs, wire: Wire) -> None:
    job, directory = jobs.directory(play("debug: {msg: x}"), "here")
    wire.start(job, directory, "elsewhere")
    finished = wire.until(job, "finished")[-1]
    assert finished["outcome"] == "syntax_error"
    assert "elsewhere.yaml" in finished["message"]
    checked = jobs.run(jobs.shipped("play_local_mobile_sim"), "sim", op="check")[-1]
    assert checked["outcome"] == "success"
    assert checked["tasks"][0] == {
        "play_name": "Mobile SIM provisioning",
        "task": "Read the configuration of this job",
        "action": "ansible.builtin.include_vars",
        "section": "block",
    }
    assert [task["task"] for task in checked["tasks"] if task["section"] == "rescue"][-1] == "Fail the provisioning"


def test_a_rescued_play_is_told_from_a_successful_one(jobs: Jobs) -> None:
    text = """
- hosts: localhost
  gather_facts: false
  tasks:
    - block:
        - {name: First, debug: {msg: x}}
        - {name: Broken, fail: {msg: it broke}}
      rescue:
        - {name: Mend, debug: {msg: mended}}
      always:
        - {name: Sweep, debug: {msg: swept}}
"""
    events = jobs.run(text)
    finished = events[-1]
    assert (finished["outcome"], finished["failed_task"], finished["message"]) == ("rescued", "Broken", "it broke")
    assert [event["task"] for event in events if event["event"] == "rescued"] == ["Broken"]
    sections = {event["task"]: event["section"] for event in events if event["event"] == "task_started"}
    assert sections == {"First": "block", "Broken": "block", "Mend": "rescue", "Sweep": "always"}
    ignored = jobs.run(play("{name: Broken, fail: {msg: x}, ignore_errors: true}", "debug: {msg: x}"))
    assert (ignored[-1]["outcome"], ignored[-1]["failed_task"]) == ("success", None)


def test_plays_with_plain_uri_tasks_and_json_query_run_unchanged(jobs: Jobs, backend: Backend) -> None:
    text = play(
        '{ansible.builtin.include_vars: {file: "../../crm_config.yaml", name: crm_config}}',
        '{uri: {url: "{{ crm_config.crm.base_url }}/crm/product/product_id/{{ product_id }}", method: GET, '
        'headers: {Authorization: "Bearer {{ access_token }}"}, return_content: yes}, register: product}',
        '{uri: {url: "http://{{ crm_config.ocs.cgrates }}/jsonrpc", method: POST, body_format: json, '
        "body: {method: ApierV2.SetAccount, params: [{Account: abc}]}}, register: rpc}",
        'debug: {msg: "{{ product.json.product_name }} {{ rpc.json.result }}"}',
        "debug: {msg: \"{{ {'data': [{'a': true, 'id': 7}, {'a': false, 'id': 8}]} | json_query(query) }}\"}\n"
        "      vars: {query: 'data[?a==`true`].id | [0]'}",
        "debug: {msg: \"{{ {'x': 'abc'} | trunkline.bss.json_query('starts_with(x, `a`)') }}\"}",
    )
    events = jobs.run(text, variables={"product_id": 42, "access_token": TOKEN})
    assert events[-1]["outcome"] == "success", events[-1]
    assert [result["msg"] for result in results(events) if "msg" in result][-3:] == ["Prepaid Mobile 20GB OK", 7, True]
    assert set(backend.accounts) == {"abc"}
