// Makes elements. Text only ever becomes text nodes: nothing here, or anywhere
// in the page, turns a string into markup.

export const $ = (id) => document.getElementById(id);

export function h(tag, props = {}, ...children) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) el.addEventListener(name.slice(2), value);
    else if (name === 'class') el.className = value;
    else el.setAttribute(name, value === true ? '' : String(value));
  }
  el.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== false && c !== ''));
  return el;
}

const shapes = {
  hash: 'M6.500 2.500 5 13.500M11 2.500 9.500 13.500M3 6h10.500M2.500 10H13',
  home: 'M2.500 7.500 8 3l5.500 4.500M4 6.800v6.200h8V6.800M6.800 13V9.500h2.400V13',
  mail: 'M2.500 4h11v8.500h-11zM2.800 4.500 8 8.800l5.200-4.300',
  lock: 'M4 7.200h8v6H4zM5.600 7V5.200a2.400 2.400 0 0 1 4.800 0V7',
  check: 'M3.500 8.500 6.700 11.500 12.500 4.800',
  down: 'M4 6.500 8 10.500 12 6.500',
  out: 'M6.500 4H4v8.500h8.500V10M9 3.500h3.500V7M12.300 3.700 7.500 8.500',
  save: 'M8 2.500v7.500M4.800 7 8 10.200 11.200 7M3 13h10',
  close: 'M4 4l8 8M12 4l-8 8',
  warn: 'M8 2.800 14 13H2zM8 6.500v3M8 11.200v.1',
};

export function icon(name) {
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'icon');
  const path = document.createElementNS(ns, 'path');
  path.setAttribute('d', shapes[name]);
  svg.append(path);
  return svg;
}

export const sr = (text) => h('span', { class: 'sr' }, text);

// Text in which what stands between two backticks is code.
export function coded(text) {
  const parts = text.split('`');
  if (parts.length % 2 === 0) { // the last backtick has no partner
    const tail = parts.pop();
    parts[parts.length - 1] += '`' + tail;
  }
  return parts.map((part, i) => (i % 2 === 0 ? part : part === '' ? '``' : h('code', {}, part)));
}

// Says something to people who do not see the page.
export function say(text) {
  const line = h('p', {}, text);
  $('live').append(line);
  setTimeout(() => line.remove(), 15000);
}
