/** The script of the page: sends forms as JSON, and reloads the page's content every two seconds. */
export const script = `'use strict';
const message = document.getElementById('message');

const texts = (text) => text.split(',').map((part) => part.trim()).filter(Boolean);

function valueOf(input) {
  if (input.type === 'checkbox') return input.checked;
  if (input.type === 'number') return Number(input.value);
  if (input.dataset.as === 'list') return texts(input.value);
  if (input.dataset.as === 'numbers') return texts(input.value).map(Number);
  return input.value;
}

function put(body, path, value) {
  const names = path.split('.');
  const last = names.pop();
  names.reduce((object, name) => (object[name] ??= {}), body)[last] = value;
}

function bodyOf(form) {
  const body = JSON.parse(form.dataset.body);
  for (const input of form.elements) if (input.name) put(body, input.name, valueOf(input));
  return body;
}

function say(text) {
  message.textContent = text;
  message.hidden = text === '';
}

const isBusy = (part) => part.contains(document.activeElement) && document.activeElement.matches('input, select');

async function refresh() {
  const answer = await fetch('./');
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of document.querySelectorAll('[data-live]')) {
    const next = fresh.getElementById(part.id);
    if (next && !isBusy(part) && next.innerHTML !== part.innerHTML) part.innerHTML = next.innerHTML;
  }
}

document.addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target;
  const answer = await fetch(form.dataset.path, {
    method: form.dataset.method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(bodyOf(form)),
  });
  say(answer.ok ? '' : (await answer.json()).message);
  document.activeElement?.blur();
  await refresh();
});

setInterval(() => {
  if (!document.hidden) refresh().catch(() => say('The simulator does not answer.'));
}, 2000);
`;
