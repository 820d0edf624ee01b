// What pages gain from script; everything here has a way to go without it.
'use strict';

// A link that opens a question opens it as a dialogue.
document.addEventListener('click', event => {
  const opener = event.target.closest('[data-opens]');
  const closer = event.target.closest('[data-closes]');
  const copier = event.target.closest('[data-copies]');
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (!dialog?.showModal) return;
    event.preventDefault();
    dialog.close();
    dialog.showModal();
  } else if (closer) {
    event.preventDefault();
    document.getElementById(closer.dataset.closes).close();
  } else if (copier) {
    navigator.clipboard?.writeText(document.getElementById(copier.dataset.copies).textContent.trim())
      .then(() => { copier.lastChild.textContent = copier.dataset.done; });
  }
});

// A menu closes when one clicks elsewhere or presses Escape.
document.addEventListener('click', event => {
  for (const menu of document.querySelectorAll('details.menu[open]')) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return;
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    menu.open = false;
    menu.querySelector('summary').focus();
  }
});

// One press of a button is one sending; the server would not do it twice either.
document.addEventListener('submit', event => {
  if (event.target.dataset.sent) event.preventDefault();
  else if (event.target.method === 'post') event.target.dataset.sent = 'yes';
});
window.addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach(form => delete form.dataset.sent));

// A filter's address says what was asked, not what was left open.
document.addEventListener('formdata', event => {
  if (!event.target.matches('[data-tidy]')) return;
  for (const [name, value] of [...event.formData]) if (value === '') event.formData.delete(name);
});

// Software ticked to be seen side by side: how many, and no more than fit. Ticking is not filtering.
function countCompared() {
  for (const form of document.querySelectorAll('form[data-compare]')) {
    const ticks = [...document.querySelectorAll(`input[form="${form.id}"]`)];
    const ticked = ticks.filter(tick => tick.checked).length;
    for (const tick of ticks) tick.disabled = !tick.checked && ticked >= Number(form.dataset.compare);
    form.querySelector('[data-compare-count]').textContent = ticked ? `(${ticked})` : '';
    form.classList.toggle('is-used', ticked > 0);
  }
}
document.addEventListener('change', event => {
  if (!event.target.matches('input[form="compare"]')) return;
  event.stopPropagation();
  countCompared();
}, true);
document.addEventListener('htmx:after:swap', countCompared);
window.addEventListener('pageshow', countCompared);

// Photos of a phone are larger than what is taken: they are made smaller before they are sent. One that cannot be read stays as it is.
const shrunkSide = 1600, shrunkFrom = 1_500_000;

async function shrink(file) {
  if (!file.type.startsWith('image/') || file.size < shrunkFrom) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, shrunkSide / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new File([await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 })], `${file.name}.jpg`, { type: 'image/jpeg' });
  } catch {
    return file;
  }
}
document.addEventListener('change', async event => {
  const input = event.target;
  if (!input.matches('input[type=file][data-shrinks]')) return;
  const button = input.form.querySelector('button[type=submit]');
  button.disabled = true;
  const files = new DataTransfer();
  for (const file of input.files) files.items.add(await shrink(file));
  input.files = files.files;
  button.disabled = false;
});

// Buttons that print.
document.addEventListener('click', event => { if (event.target.closest('[data-prints]')) window.print(); });

// Charts are drawn from their data, in the colours of the page's theme, once the library that a page with charts names is there.
document.addEventListener('DOMContentLoaded', () => {
  for (const box of document.querySelectorAll('[data-chart]')) {
    const style = getComputedStyle(document.documentElement);
    const color = name => style.getPropertyValue(name).trim();
    const option = JSON.parse(box.dataset.chart);
    for (const axis of [option.xAxis, option.yAxis].flat().filter(Boolean)) {
      axis.axisLabel = { color: color('--tblr-secondary-color'), ...axis.axisLabel };
      axis.axisLine = { lineStyle: { color: color('--line') } };
      axis.splitLine = { show: axis.type === 'value', lineStyle: { color: color('--line') } };
    }
    const chart = echarts.init(box, null, { renderer: 'svg' });
    chart.setOption({
      color: [color('--action'), color('--reserved'), color('--done'), color('--refused'), color('--tblr-secondary-color')],
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: color('--tblr-body-color') },
      grid: { left: 8, right: 16, top: 32, bottom: 8, containLabel: true },
      tooltip: { trigger: 'axis', confine: true },
      animation: false,
      ...option,
    });
    new ResizeObserver(() => chart.resize()).observe(box);
  }
});

// What is wrong with a form is read first.
document.querySelector('[data-focus]')?.focus();

// How far long work is, as the server tells.
for (const box of document.querySelectorAll('[data-progress]:not([data-progress=""])')) {
  const events = new EventSource(box.dataset.progress);
  events.addEventListener('progress', event => {
    const now = JSON.parse(event.data);
    const bar = box.querySelector('progress');
    bar.max = Math.max(now.of, 1);
    bar.value = now.done;
    box.querySelector('[data-progress-text]').textContent = now.text;
  });
  events.addEventListener('finished', () => { events.close(); location.reload(); });
}

// Passkeys: the browser makes or shows one, the server judges it. Hidden where the browser has none.
const hasPasskeys = typeof window.PublicKeyCredential?.parseRequestOptionsFromJSON === 'function';

async function ask(path, body) {
  const response = await fetch(`/api/v1/${path}`, {
    method: 'POST', body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() },
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(document.documentElement.lang === 'en' ? answer.title : answer.titleZh);
  return answer;
}

const passkeySteps = {
  async enter() {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await ask('session/passkey-options', {}));
    const credential = await navigator.credentials.get({ publicKey });
    await ask('session/passkey', { credential: credential.toJSON() });
  },
  async add(button) {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(await ask('passkeys/options', { password: document.getElementById(button.dataset.password).value }));
    const credential = await navigator.credentials.create({ publicKey });
    await ask('passkeys', { name: document.getElementById(button.dataset.name).value, credential: credential.toJSON() });
  },
};

for (const box of document.querySelectorAll('[data-passkey-box]')) {
  if (!hasPasskeys) break;
  box.hidden = false;
  document.querySelectorAll('[data-passkey-none]').forEach(text => { text.hidden = true; });
  const [button, problem] = [box.querySelector('[data-passkey]'), box.querySelector('[data-passkey-problem]')];
  button.addEventListener('click', async () => {
    button.disabled = true;
    problem.hidden = true;
    try {
      await passkeySteps[button.dataset.passkey](button);
      location.assign(button.dataset.next);
    } catch (error) {
      // What the browser itself says (cancelled, timed out) is not for people.
      problem.textContent = error instanceof DOMException ? button.dataset.failed : error.message;
      problem.hidden = false;
      button.disabled = false;
    }
  });
}
