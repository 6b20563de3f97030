// The line for /study commands, completed from the list of commands, the people,
// and what the bot suggests for an argument.

import { $, h } from './dom.js';

// about() tells the people, the commands and whether the reader is an owner;
// suggest(command, arg, typed) asks the bot for choices; send(text) carries a command,
// give(files) files that were chosen or dropped anywhere on the conversation.
export function composer(about, suggest, send, give) {
  const input = $('composer-input');
  const list = $('suggestions');
  let offered = [];
  let at = -1;
  let asked = 0; // numbers the questions to the bot: only the newest answer counts

  // What is being typed: the command's name, or the words of one of its arguments
  // with everything before them. The last argument may have several words.
  function reading() {
    const start = input.value.match(/^\s*(\/study\s*|\/)?/i)[0];
    const words = input.value.slice(start.length).split(/\s+/);
    const command = about().commands.find((c) => c.name === words[0].toLowerCase());
    if (words.length === 1) return { start, typed: words[0] };
    if (!command || command.args.length === 0) return {};
    const n = Math.min(words.length - 2, command.args.length - 1);
    const typed = n < command.args.length - 1 ? words.at(-1) : words.slice(n + 1).join(' ');
    return { command, arg: command.args[n], typed, head: start + words.slice(0, n + 1).join(' ') + ' ' };
  }

  const commands = ({ start, typed }) => about().commands.filter((c) => c.name.startsWith(typed.toLowerCase())).map((c) => ({
    label: c.name, args: c.args.map((a) => `[${a.kind === 'member' ? '@' : ''}${a.name}]`).join(' '),
    hint: c.hint + (c.owner ? ' (owners)' : ''), value: start + c.name + (c.args.length ? ' ' : ''), more: c.args.length > 0,
  }));
  const people = (typed, head) => about().people.filter((p) => p.name.toLowerCase().startsWith(typed.replace(/^@/, '').toLowerCase()))
    .map((p) => ({ label: '@' + p.name, hint: p.owner ? 'owner' : '', value: `${head}@${p.name.includes(' ') ? p.id : p.name} ` }));

  async function open() {
    const question = ++asked;
    const now = reading();
    const last = input.value.split(/\s+/).pop();
    if (now.arg?.kind === 'suggested') {
      await new Promise((resolve) => setTimeout(resolve, 80)); // while somebody types fast
      const choices = question === asked ? await suggest(now.command.name, now.arg.name, now.typed.trim()) : [];
      if (question === asked) show(choices.map((o) => ({ label: o.label, hint: o.hint, value: now.head + o.value })), now);
    } else if (now.arg?.kind === 'member') show(people(now.typed, now.head), now);
    else if (last.startsWith('@')) show(people(last, input.value.slice(0, input.value.length - last.length)), now);
    else show(now.start === undefined ? [] : commands(now), now);
  }

  // What the list is about stands above it, and is its name.
  function show(options, { arg }) {
    offered = options;
    at = -1;
    const name = arg ? `${arg.hint} (or just press Enter)` : 'Commands';
    list.setAttribute('aria-label', name);
    list.dataset.about = arg ? name : '';
    draw();
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
      list.scrollTop = 0;
    }
  }
  function close() { asked++; offered = []; at = -1; draw(); }
  function take(i) {
    const { value, more } = offered[i];
    input.value = value;
    close();
    input.focus();
    if (more) open();
  }

  input.addEventListener('input', () => (input.value.trim() === '' ? close() : open()));
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (e) => {
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault();
      if (list.hidden) {
        open();
        if (offered.length === 0) return;
      }
      const step = e.key === 'ArrowDown' ? 1 : -1;
      at = at < 0 ? (step > 0 ? 0 : offered.length - 1) : (at + step + offered.length) % offered.length;
      draw();
    } else if (e.key === 'Escape') {
      if (!list.hidden) e.preventDefault();
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
  const chosen = $('files');
  $('attach').addEventListener('click', () => chosen.click());
  chosen.addEventListener('change', () => {
    const files = [...chosen.files];
    chosen.value = ''; // so that the same file can be chosen again
    if (files.length > 0) give(files);
  });
  const main = $('main');
  const carries = (e) => e.dataTransfer?.types.includes('Files');
  for (const name of ['dragenter', 'dragover', 'dragleave', 'drop']) {
    main.addEventListener(name, (e) => {
      if (!carries(e)) return;
      e.preventDefault(); // else the browser leaves the page for the file
      main.classList.toggle('drop', name === 'dragenter' || name === 'dragover');
      if (name === 'drop') give([...e.dataTransfer.files]);
    });
  }
  $('composer').addEventListener('submit', (e) => {
    e.preventDefault();
    const text = input.value.trim();
    input.value = '';
    close();
    send(text);
  });
}
