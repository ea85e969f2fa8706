// Tabs, lists and searched choices of the back office's forms.
"use strict";

// Tabs: the one named in the address, else the first in which something is wrong, else the first.
function showTab(form, slug) {
  for (const tab of form.querySelectorAll("[data-tab]")) {
    const isShown = tab.dataset.tab === slug;
    tab.setAttribute("aria-selected", isShown ? "true" : "false");
    document.getElementById(`panel-${tab.dataset.tab}`).hidden = !isShown;
  }
}

function prepareTabs(form) {
  const tabs = [...form.querySelectorAll("[data-tab]")];
  if (tabs.length === 0) {
    return;
  }
  const named = tabs.find((tab) => `#${tab.dataset.tab}` === window.location.hash);
  const wrong = tabs.find((tab) => tab.querySelector(".bo-count"));
  showTab(form, (wrong || named || tabs[0]).dataset.tab);
  for (const tab of tabs) {
    tab.addEventListener("click", () => {
      showTab(form, tab.dataset.tab);
      window.history.replaceState(null, "", `#${tab.dataset.tab}`);
    });
  }
}

// Lists: an entry is a row whose inputs are named by its place, which only has to differ from that of the others.
function nextPlace(list) {
  const places = [...list.querySelectorAll('tbody input[name^="entries:"]')].map((input) => Number(input.value));
  return Math.max(-1, ...places) + 1;
}

function addEntry(list) {
  const template = list.querySelector("template");
  const holder = document.createElement("tbody");
  holder.innerHTML = template.innerHTML.replaceAll("__entry__", String(nextPlace(list)));
  const row = holder.querySelector("tr");
  list.querySelector("tbody").append(row);
  prepareReferences(row);
  row.querySelector("input:not([type=hidden]), select, textarea").focus();
}

function prepareEntries(list) {
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const row = event.target.closest("[data-entry]");
    if (!button) {
      return;
    }
    if ("addEntry" in button.dataset) {
      addEntry(list);
    } else if ("removeEntry" in button.dataset) {
      row.remove();
    } else if ("moveEntry" in button.dataset && row.previousElementSibling) {
      row.previousElementSibling.before(row);
      button.focus();
    }
  });
}

// Choices among definitions, found by typing.
function prepareReferences(within) {
  for (const select of within.querySelectorAll("select.reference")) {
    jQuery(select).select2({
      ajax: { url: select.dataset.url, data: (typed) => ({ term: typed.term || "" }), delay: 150 },
      allowClear: !select.multiple,
      placeholder: select.dataset.placeholder,
      theme: "admin-autocomplete",
      width: "100%",
    });
  }
}

// Images and files go to the API at once, one by one; what it refuses is shown in its own words.
async function askForFiles(address, method, body) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(address, { method, body, headers: { "X-CSRFToken": token } });
  if (answer.ok) {
    window.location.reload();
    return;
  }
  const problem = await answer.json();
  const refusal = document.getElementById("file-refusal");
  refusal.textContent = problem.detail;
  refusal.hidden = false;
}

function prepareFiles() {
  const upload = document.querySelector("[data-upload]");
  if (!upload) {
    return;
  }
  const [file, text] = upload.querySelectorAll("input");
  for (const button of upload.querySelectorAll("[data-upload-to]")) {
    button.addEventListener("click", () => {
      if (file.files.length === 0) {
        file.focus();
        return;
      }
      const body = new FormData();
      body.append("name", file.files[0].name);
      body.append("text", text.value);
      body.append("content", file.files[0]);
      askForFiles(upload.dataset.upload + button.dataset.uploadTo, "POST", body);
    });
  }
  for (const button of document.querySelectorAll("[data-delete-file]")) {
    button.addEventListener("click", () => askForFiles(button.dataset.deleteFile, "DELETE"));
  }
}

document.addEventListener("DOMContentLoaded", () => {
  for (const list of document.querySelectorAll("[data-entries]")) {
    prepareEntries(list);
  }
  prepareReferences(document);
  prepareFiles();
  for (const form of document.querySelectorAll("[data-tabs]")) {
    prepareTabs(form);
  }
});
