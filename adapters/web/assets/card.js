// Draws what the bot says: a card of blocks, fields, pictures, files and controls.

import { coded, h, icon, sr } from './dom.js';
import { menu } from './menu.js';
import { dayAndTime } from './when.js';

const time = (ms) => h('time', { datetime: new Date(ms).toISOString() }, dayAndTime(ms));

// The parts of a line: a strong lead, text, an instant.
function words({ lead, text, at }) {
  const parts = [];
  if (lead) parts.push(h('strong', {}, coded(lead)));
  if (text) parts.push(...(lead ? [' '] : []), ...coded(text));
  if (at) parts.push(...(parts.length ? [' '] : []), time(at));
  return parts;
}

function item(it) {
  if (it.done === undefined) return h('li', {}, words(it));
  const mark = h('span', { class: it.done ? 'mark done' : 'mark' }, it.done ? icon('check') : null);
  return h('li', { class: 'tick' }, mark, h('span', {}, sr(it.done ? 'done: ' : 'open: '), words(it)));
}

// A list of bars or counts compares when they begin below each other.
const compares = (items) => items.length > 1 && items.every((it) => it.lead && it.done === undefined && /^[▇\d]/.test(it.text || ''));

// One line of such a list. The bar is for the eye: what follows it says the same.
function compared(it) {
  const [, bar, rest] = /^(▇* ?)(.*)$/su.exec(it.text);
  return h('li', {}, h('strong', {}, coded(it.lead)), sr(it.lead.endsWith(':') ? ' ' : ': '),
    h('span', {}, bar && h('span', { 'aria-hidden': rest ? 'true' : null }, bar), coded(rest), it.at ? [' ', time(it.at)] : null));
}

function bullets(items) {
  if (compares(items)) return h('ul', { class: 'compared', role: 'list' }, items.map(compared));
  return h('ul', { class: items.some((it) => it.done !== undefined) ? 'ticks' : null }, items.map(item));
}

export function block(b) {
  switch (b.kind) {
    case 'heading': return h('h4', {}, b.lead, b.lead && b.text ? ' ' : '', b.text);
    case 'quote': return h('blockquote', {}, b.lead, b.lead && b.text ? ' ' : '', b.text);
    case 'code': return h('pre', { tabindex: '0' }, h('code', {}, b.lead, b.text));
    case 'list': return bullets(b.items || []);
    case 'steps': return h('ol', {}, (b.items || []).map(item));
    default: return h('p', {}, words(b));
  }
}

function fields(list) {
  return h('dl', { class: 'fields' }, list.map((f) => h('div', {}, h('dt', {}, f.name), h('dd', {}, coded(f.value || ''), f.value && f.at ? ' ' : '', f.at ? time(f.at) : ''))));
}

const size = (n) => (n < 1000 ? `${n} bytes` : n < 1e6 ? `${Math.round(n / 1000)} kB` : `${(n / 1e6).toFixed(1)} MB`);

function file(f) {
  return h('li', {}, h('a', { class: 'file', href: f.href, download: f.name }, icon('save'), h('span', {}, f.name), h('small', {}, size(f.size))));
}

function picture(im) {
  return h('figure', {}, h('img', { src: im.src, alt: im.alt, width: im.width || null, height: im.height || null }));
}

function control(c, key, use) {
  const look = ['control', c.emphasis || ''].join(' ').trim();
  if (c.kind === 'link') {
    const ok = /^https?:\/\//i.test(c.url || '');
    return h('a', { class: look, href: ok ? c.url : null, target: '_blank', rel: 'noopener noreferrer', 'data-key': key }, c.label, icon('out'), sr(' (opens in a new tab)'));
  }
  if (c.kind === 'menu') return menu(c, look, key, use);
  const button = h('button', { type: 'button', class: look, 'data-key': key, onclick: () => use(button, c.path) },
    c.emphasis === 'danger' ? icon('warn') : null, h('span', {}, c.label));
  return button;
}

// The card of a message. use(element, path, value) is called when a control is used.
export function card(c, use) {
  const parts = [];
  if (c.title) parts.push(h('h3', {}, c.title));
  parts.push(...(c.body || []).map(block));
  if (c.fields) parts.push(fields(c.fields));
  if (c.images) parts.push(h('div', { class: 'pictures' }, c.images.map(picture)));
  if (c.files) parts.push(h('ul', { class: 'files' }, c.files.map(file)));
  if (c.rows) {
    parts.push(h('div', { class: 'rows' }, c.rows.map((row, i) => h('div', { class: 'row' },
      row.map((ctl) => control(ctl, `${i}/${ctl.label}`, use))))));
  }
  if (c.note) parts.push(h('p', { class: 'note' }, c.note));
  return h('div', { class: 'card' }, parts);
}

// A short version for a screen reader's announcement.
export function brief(c) {
  const first = (c.body || [])[0];
  const text = first ? [first.lead, first.text, ...(first.items || []).map((it) => `${it.lead || ''} ${it.text || ''}`)].filter(Boolean).join(' ') : '';
  return [c.title, text].filter(Boolean).join('. ').slice(0, 300);
}
