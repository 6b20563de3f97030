// The line for /study commands, completed from the list of commands and people.

import { $, h } from './dom.js';

// about() tells the people, the commands and whether the reader is an owner;
// send(text) carries a command.
export function composer(about, send) {
  const input = $('composer-input');
  const list = $('suggestions');
  let offered = [];
  let at = -1;

  function offers() {
    const { commands, people } = about();
    const text = input.value.replace(/^\s*(\/study\s*|\/)/i, '');
    const word = text.split(/\s+/).pop();
    if (word.startsWith('@')) {
      const head = input.value.slice(0, input.value.length - word.length);
      return people.filter((p) => p.name.toLowerCase().startsWith(word.slice(1).toLowerCase()))
        .map((p) => ({ label: '@' + p.name, hint: p.owner ? 'owner' : '', value: `${head}@${p.name.includes(' ') ? p.id : p.name} ` }));
    }
    if (text.includes(' ')) return [];
    return commands.filter((c) => c.name.startsWith(text.toLowerCase()))
      .map((c) => ({ label: c.name, args: c.args, hint: c.hint + (c.owner ? ' (owners)' : ''), value: c.name + (c.args ? ' ' : '') }));
  }

  function draw() {
    list.replaceChildren(...offered.map((o, i) => h('li', {
      role: 'option', id: 'suggestion-' + i, 'aria-selected': i === at ? 'true' : 'false',
      onpointerdown: (e) => { e.preventDefault(); take(i); },
    }, h('span', {}, o.label, o.args ? h('i', {}, ' ' + o.args) : null), o.hint ? h('small', {}, o.hint) : null)));
    list.hidden = offered.length === 0;
    input.setAttribute('aria-expanded', String(!list.hidden));
    if (at >= 0) {
      input.setAttribute('aria-activedescendant', 'suggestion-' + at);
      list.children[at].scrollIntoView({ block: 'nearest' });
    } else {
      input.removeAttribute('aria-activedescendant');
    }
  }
  function open() { offered = offers(); at = -1; draw(); }
  function close() { offered = []; at = -1; draw(); }
  function take(i) { input.value = offered[i].value; close(); input.focus(); }

  input.addEventListener('input', () => (input.value.trim() === '' ? close() : open()));
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (e) => {
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault();
      if (list.hidden) offered = offers();
      if (offered.length === 0) return;
      const step = e.key === 'ArrowDown' ? 1 : -1;
      at = at < 0 ? (step > 0 ? 0 : offered.length - 1) : (at + step + offered.length) % offered.length;
      draw();
    } else if (e.key === 'Escape' && !list.hidden) {
      e.preventDefault();
      close();
    } else if (e.key === 'Enter' && at >= 0) {
      e.preventDefault();
      take(at);
    }
  });
  $('all').addEventListener('click', () => {
    input.value = '';
    input.focus();
    open();
  });
  $('composer').addEventListener('submit', (e) => {
    e.preventDefault();
    const text = input.value.trim();
    input.value = '';
    close();
    send(text);
  });
}
