// A menu of choices behind a button: arrows, Home, End, letters, Escape.

import { h, icon } from './dom.js';

export function menu(c, look, key, use) {
  const list = h('ul', { class: 'choices', role: 'menu', 'aria-label': c.label, hidden: true });
  const button = h('button', {
    type: 'button', class: look + ' opens', 'data-key': key, 'aria-haspopup': 'menu', 'aria-expanded': 'false',
  }, h('span', {}, c.label), icon('down'));
  const items = (c.options || []).map((o) => h('button', { type: 'button', role: 'menuitem', tabindex: '-1' },
    h('span', {}, o.label), o.hint ? h('small', {}, o.hint) : null));
  items.forEach((it, i) => it.addEventListener('click', () => { close(); button.focus(); use(button, c.path, c.options[i].value); }));
  list.append(...items.map((it) => h('li', { role: 'none' }, it)));
  const box = h('div', { class: 'menu' }, button, list);

  const isOpen = () => !list.hidden;
  function outside(e) { if (!box.contains(e.target)) close(); }
  function close() {
    list.hidden = true;
    button.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', outside);
  }
  function open(at) {
    if (button.getAttribute('aria-disabled') === 'true') return;
    list.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    const room = box.closest('.scroll')?.getBoundingClientRect().bottom ?? innerHeight;
    box.classList.toggle('up', button.getBoundingClientRect().bottom + list.offsetHeight + 8 > room && button.getBoundingClientRect().top > list.offsetHeight + 60);
    document.addEventListener('pointerdown', outside);
    items.at(at)?.focus();
  }
  button.addEventListener('click', () => (isOpen() ? close() : open(0)));
  box.addEventListener('focusout', (e) => { if (isOpen() && e.relatedTarget && !box.contains(e.relatedTarget)) close(); });
  box.addEventListener('keydown', (e) => {
    if (!isOpen()) {
      if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { e.preventDefault(); open(e.key === 'ArrowUp' ? -1 : 0); }
      return;
    }
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: (at + 1) % items.length, ArrowUp: at - 1, Home: 0, End: -1 }[e.key];
    if (to !== undefined) {
      e.preventDefault();
      items.at(to).focus();
    } else if (e.key === 'Escape') {
      e.preventDefault();
      e.stopPropagation();
      close();
      button.focus();
    } else if (e.key === 'Tab') {
      close();
    } else if (e.key.length === 1 && e.key !== ' ' && !e.ctrlKey && !e.metaKey && !e.altKey) {
      const letters = [...items.slice(at + 1), ...items.slice(0, at + 1)];
      letters.find((it) => it.textContent.toLowerCase().startsWith(e.key.toLowerCase()))?.focus();
    }
  });
  return box;
}
