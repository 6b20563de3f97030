// Draws a form in a dialog. Nothing typed is lost: not by a mistake, and not by
// closing it, because the same form opens with what was left in it.

import { $, h, icon } from './dom.js';
import { block } from './card.js';

const drafts = new Map(); // by person and path
const manyOptions = 8; // more than these are a list to pull down

// Opens the form. send(values) resolves to what is wrong, or to null when it was taken.
export function openForm(form, person, send) {
  const dialog = $('form');
  const key = person + ' ' + form.path;
  const draft = drafts.get(key);
  const fields = form.inputs.map((input, i) => field(input, i, draft));
  const problem = h('p', { class: 'problem', role: 'alert' });
  const submit = h('button', { type: 'submit', class: 'primary' }, form.submit);
  const close = () => {
    dialog.close();
    // The focus is back, but where the page was inert a moment ago Chromium has
    // set no caret, and keys would go nowhere: focus again, now that it is not.
    const back = document.activeElement;
    document.body.getBoundingClientRect();
    back?.blur();
    back?.focus({ preventScroll: true });
  };
  const body = h('form', { novalidate: true, class: 'form' },
    h('header', {},
      h('h2', { id: 'form-title' }, form.title),
      h('button', { type: 'button', class: 'quiet close', 'aria-label': 'Close', onclick: close }, icon('close'))),
    h('div', { class: 'inner' },
      form.intro ? h('div', { class: 'intro card' }, form.intro.map(block)) : null,
      draft ? h('p', { class: 'kept' }, 'What you wrote before is still here.') : null,
      fields.map((f) => f.element)),
    h('footer', {}, problem, h('button', { type: 'button', onclick: close }, 'Cancel'), submit));

  const values = () => Object.fromEntries(fields.map((f) => [f.name, f.values()]));
  const before = JSON.stringify(values());
  let sent = false;
  body.addEventListener('submit', async (e) => {
    e.preventDefault();
    if (submit.getAttribute('aria-disabled') === 'true') return;
    submit.setAttribute('aria-disabled', 'true');
    problem.replaceChildren();
    const wrong = await send(values());
    submit.removeAttribute('aria-disabled');
    if (!wrong) {
      sent = true;
      drafts.delete(key);
      close();
      return;
    }
    for (const f of fields) f.wrong(wrong.invalid?.[f.name]);
    const count = Object.keys(wrong.invalid || {}).length;
    problem.replaceChildren([wrong.problem, count > 0 ? (count === 1 ? 'One answer needs another look.' : `${count} answers need another look.`) : ''].filter(Boolean).join(' '));
    (fields.find((f) => wrong.invalid?.[f.name]) || fields[0]).focus();
  });
  body.addEventListener('keydown', (e) => {
    if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) { e.preventDefault(); body.requestSubmit(); }
  });
  dialog.replaceChildren(body);
  dialog.oncancel = (e) => { e.preventDefault(); close(); };
  dialog.onclose = () => {
    if (!sent && JSON.stringify(values()) !== before) drafts.set(key, values());
    dialog.replaceChildren();
  };
  dialog.showModal();
  // A long introduction is read from its start.
  fields[0]?.focus(true);
}

// One question of the form: its element, its values, its error, its focus.
function field(input, number, draft) {
  const id = 'input-' + number;
  const start = draft?.[input.name] || input.value || [];
  const error = h('p', { class: 'error', id: id + '-error', hidden: true });
  const hint = input.hint ? h('p', { class: 'hint-text', id: id + '-hint' }, input.hint) : null;
  const optional = input.optional ? h('small', {}, ' (optional)') : null;
  const described = (withError) => [hint && id + '-hint', withError && id + '-error'].filter(Boolean).join(' ') || null;
  const make = input.kind === 'choices' || (input.kind === 'choice' && input.options.length <= manyOptions) ? group : single;
  const made = make(input, id, start, described(false));
  const label = make === group
    ? h('legend', {}, input.label, optional)
    : h('label', { for: id }, input.label, optional);
  const element = make === group ? made.target : h('div', { class: 'field' });
  element.prepend(label, ...(hint ? [hint] : []));
  if (make === single) element.append(made.target);
  element.append(...(made.after || []), error);
  return {
    name: input.name,
    element,
    values: made.values,
    focus: made.focus,
    wrong(text) {
      error.hidden = !text;
      error.replaceChildren(...(text ? [icon('warn'), text] : []));
      element.classList.toggle('wrong', !!text);
      const about = described(!!text);
      if (about) made.target.setAttribute('aria-describedby', about);
      else made.target.removeAttribute('aria-describedby');
      if (input.kind === 'choices') return;
      if (text) made.target.setAttribute('aria-invalid', 'true');
      else made.target.removeAttribute('aria-invalid');
    },
  };
}

const characters = (n) => (n === 1 ? '1 character' : `${n} characters`);

// A line, a text or a list to pull down.
function single(input, id, start, described) {
  const shared = { id, name: input.name, 'aria-describedby': described, 'aria-required': input.optional ? null : 'true' };
  let target;
  const after = [];
  if (input.kind === 'choice') {
    target = h('select', shared, h('option', { value: '' }, input.optional ? 'No choice' : 'Please choose'),
      input.options.map((o) => h('option', { value: o.value, selected: start.includes(o.value) }, o.hint ? `${o.label} – ${o.hint}` : o.label)));
  } else {
    target = input.kind === 'text' ? h('textarea', { ...shared, rows: 5 }) : h('input', { ...shared, type: 'text', autocomplete: 'off' });
    target.value = start[0] || '';
    const count = h('p', { class: 'count' });
    const recount = () => {
      const left = input.maxLength - [...target.value].length;
      const near = input.maxLength >= 200 && left < input.maxLength / 10; // in a short field the end is in sight
      count.textContent = left < 0 ? `${characters(-left)} too many` : near ? `${characters(left)} left` : '';
    };
    target.addEventListener('input', recount);
    recount();
    after.push(count);
  }
  return { target, after, values: () => (target.value === '' ? [] : [target.value]), focus: (still) => target.focus({ preventScroll: !!still }) };
}

// Radio buttons for one of a few, boxes for any number.
function group(input, id, start, described) {
  const many = input.kind === 'choices';
  const options = !many && input.optional ? [...input.options, { label: 'No answer', value: '' }] : input.options;
  const boxes = options.map((o, i) => h('input', {
    type: many ? 'checkbox' : 'radio', name: id, id: `${id}-${i}`, value: o.value,
    checked: start.includes(o.value) || (o.value === '' && start.length === 0), 'aria-describedby': o.hint ? `${id}-${i}-hint` : null,
  }));
  const target = h('fieldset', {
    class: 'field', id, role: many ? null : 'radiogroup', 'aria-describedby': described, 'aria-required': many || input.optional ? null : 'true',
  }, h('div', { class: 'options' }, boxes.map((box, i) => h('div', { class: 'option' }, box,
    h('label', { for: box.id }, options[i].label),
    options[i].hint ? h('small', { id: `${id}-${i}-hint` }, options[i].hint) : null))));
  return {
    target,
    values: () => boxes.filter((b) => b.checked && b.value !== '').map((b) => b.value),
    focus: (still) => (boxes.find((b) => b.checked) || boxes[0]).focus({ preventScroll: !!still }),
  };
}
