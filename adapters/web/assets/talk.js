// Draws the conversation that is shown: entries in order, with days and threads,
// keeping the reader's focus and place on the page when something changes.

import { $, h, icon, say } from './dom.js';
import { brief, card } from './card.js';
import { clockTime, dayAndTime, longDay } from './when.js';

const number = (id) => Number(id.slice(1));
export const inOrder = (a, b) => number(a.id) - number(b.id);

// A conversation. use(entry, element, path, value) is called when a control is used.
export function talk(use) {
  const list = $('entries');
  const scroll = $('scroll');
  const find = (id) => list.querySelector(`[data-id="${CSS.escape(id)}"]`);
  // With little height the page scrolls as a whole, else the conversation does.
  const box = () => (getComputedStyle(scroll).overflowY === 'visible' ? document.scrollingElement : scroll);
  const atEnd = () => box().scrollHeight - box().scrollTop - box().clientHeight < 120;

  function draw(e, people) {
    const person = people.find((p) => p.id === e.by);
    const name = e.by ? person?.name || 'Somebody' : 'studybot';
    const head = h('header', {},
      h('strong', { class: 'by' }, name),
      e.by ? null : h('span', { class: 'tag' }, 'bot'),
      h('time', { datetime: new Date(e.at).toISOString(), title: dayAndTime(e.at) }, clockTime(e.at)),
      e.edited ? h('span', { class: 'faint' }, 'edited') : null,
      e.aside ? h('span', { class: 'only' }, icon('lock'), 'Only you can see this') : null);
    const body = e.card ? card(e.card, (el, path, value) => use(e, el, path, value)) : h('p', { class: 'typed' }, e.text);
    const face = h('span', { class: e.by ? 'face' : 'face bot', 'aria-hidden': 'true' }, e.by ? name.slice(0, 1) : h('img', { src: '/assets/icon.svg', alt: '' }));
    return h('article', { tabindex: '-1', class: e.aside ? 'said aside' : 'said', 'aria-label': `${name}, ${dayAndTime(e.at)}${e.aside ? ', only you can see this' : ''}` },
      face, h('div', { class: 'what' }, head, body));
  }

  // Puts the entry where it belongs, or draws it anew where it is.
  function put(e, people) {
    const old = find(e.id);
    if (e.gone) { old?.remove(); return; }
    const said = draw(e, people);
    if (old) {
      const before = old.querySelector(':scope > .said');
      const focused = before.contains(document.activeElement) ? document.activeElement : null;
      const key = focused?.closest('[data-key]')?.dataset.key;
      before.replaceWith(said);
      if (focused) (key && said.querySelector(`[data-key="${CSS.escape(key)}"]`) || said).focus({ preventScroll: true });
      return;
    }
    const li = h('li', { 'data-id': e.id, 'data-thread': e.thread || null }, h('h2', { class: 'day', hidden: true }, longDay(e.at)), said);
    insert(li, (e.thread && thread(e.thread)) || list);
    // An edited post can arrive after the answers below it.
    for (const child of list.querySelectorAll(`:scope > [data-thread="${CSS.escape(e.id)}"]`)) {
      child.firstChild.hidden = true;
      insert(child, thread(e.id));
    }
  }

  function insert(li, where) {
    const next = [...where.children].find((c) => number(c.dataset.id) > number(li.dataset.id));
    where.insertBefore(li, next || null);
  }

  // The list below a post, or null when the post is not here.
  function thread(id) {
    const parent = find(id);
    if (!parent) return null;
    if (!parent.querySelector(':scope > .thread')) parent.append(h('section', { class: 'thread', 'aria-label': 'Thread' }, h('ol', {})));
    return parent.querySelector(':scope > .thread > ol');
  }

  function markDays() {
    let last = '';
    for (const li of list.children) {
      const day = li.querySelector(':scope > .day');
      day.hidden = day.textContent === last;
      last = day.textContent;
    }
  }

  const bottom = () => { box().scrollTop = box().scrollHeight; $('newer').hidden = true; };
  $('newer').addEventListener('click', () => { bottom(); [...list.querySelectorAll('.said')].at(-1)?.focus({ preventScroll: true }); });
  scroll.addEventListener('scroll', () => { if (atEnd()) $('newer').hidden = true; }, { passive: true });
  // A picture that arrives late must not push the newest words out of sight.
  list.addEventListener('load', (e) => { if (e.target.tagName === 'IMG' && atEnd()) bottom(); }, true);

  return {
    // Starts over with these entries.
    show(entries, people) {
      list.replaceChildren();
      entries.toSorted(inOrder).forEach((e) => put(e, people));
      markDays();
      bottom();
    },
    // Adds or changes entries.
    change(entries, people) {
      const stay = !atEnd();
      let fresh = null;
      for (const e of entries) {
        if (!e.gone && !find(e.id)) fresh = e;
        put(e, people);
      }
      markDays();
      if (fresh && !stay) bottom();
      else if (fresh) $('newer').hidden = false;
    },
    // Brings the reader's newest answer into sight, a long one from its start.
    follow(id) {
      bottom();
      const said = find(id)?.querySelector('.said');
      if (!said) return;
      const over = Math.max(0, scroll.getBoundingClientRect().top) - said.getBoundingClientRect().top;
      if (over > 0) box().scrollTop -= over + 12;
    },
    // Keeps the reader at a message that changed at their wish. A long one is
    // shown where the used control still is, or else from its start.
    stay(id, key) {
      const said = find(id)?.querySelector('.said');
      if (!said) return;
      const used = key && said.querySelector(`[data-key="${CSS.escape(key)}"]`);
      if (!said.contains(document.activeElement)) (used || said).focus({ preventScroll: true });
      const fits = said.offsetHeight < scroll.clientHeight - 32;
      if (fits) said.scrollIntoView({ block: 'nearest' });
      else if (used) used.scrollIntoView({ block: 'nearest' });
      else said.scrollIntoView({ block: 'start' });
    },
    inSight(id) {
      const at = find(id)?.querySelector('.said').getBoundingClientRect();
      const view = scroll.getBoundingClientRect();
      return !!at && at.bottom > Math.max(0, view.top) + 40 && at.top < Math.min(innerHeight, view.bottom) - 40;
    },
    reveal(id) {
      const said = find(id)?.querySelector('.said');
      said?.scrollIntoView({ block: 'nearest' });
      said?.focus({ preventScroll: true });
    },
    article: (id) => find(id)?.querySelector('.said'),
  };
}

// Tells a screen reader about an entry of the shown conversation.
export function announce(e) {
  if (!e.card || e.gone) return;
  say(`studybot${e.aside ? ', only you can see this' : ''}${e.edited ? ', changed' : ''}: ${brief(e.card)}`);
}

