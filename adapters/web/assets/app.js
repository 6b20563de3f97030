// The page: who the reader is, which conversation is shown, and what just happened.

import { $, h, icon, say, sr } from './dom.js';
import { act, give, listen, state as fetchState } from './api.js';
import { clockBar } from './clock.js';
import { composer } from './compose.js';
import { openForm } from './form.js';
import { announce, inOrder, talk } from './talk.js';
import { dayAndTime, setZone } from './when.js';

const page = {
  me: '', people: [], channels: [], commands: [], intro: '',
  place: '', // as the server names it
  entries: new Map(),
  status: { clock: null, inbox: {} },
  hang: () => {}, // ends the stream
  seen: JSON.parse(sessionStorage.getItem('seen') || '{}'), // person -> place -> number of the newest entry seen
  read: JSON.parse(sessionStorage.getItem('read') || '{}'), // person -> private messages read
};

const number = (e) => Number(e.id.slice(1));
const person = () => page.people.find((p) => p.id === page.me);
const dm = () => 'dm:' + page.me;
const home = () => 'home:' + page.me;
const shown = () => [...page.entries.values()].filter((e) => e.place === page.place);

const conversation = talk(use);
const showClock = clockBar(moveClock, clockStopped);
composer(() => page, suggest, sendCommand, giveFiles);

// Addresses: #/ada/c/study, #/ada/messages, #/ada/home.
const address = (me, place) => `#/${encodeURIComponent(me)}/` + (place.startsWith('dm:') ? 'messages' : place.startsWith('home:') ? 'home' : 'c/' + encodeURIComponent(place));
function route() {
  const [, me, kind, channel] = location.hash.split('/').map(decodeURIComponent);
  return { me: me || '', kind: kind || 'c', channel: channel || '' };
}

async function start() {
  page.hang();
  const at = route();
  let s;
  try {
    s = await fetchState(at.me);
  } catch {
    offline(true);
    setTimeout(start, 2000);
    return;
  }
  offline(false);
  setZone(s.status.clock.zone);
  const before = page.me;
  Object.assign(page, { me: s.me, people: s.people, channels: s.channels, commands: s.commands, intro: s.intro, status: s.status });
  page.entries = new Map(s.entries.map((e) => [e.id, e]));
  page.place = { messages: dm(), home: home() }[at.kind] || page.channels.find((c) => c.id === at.channel)?.id || page.channels[0].id;
  history.replaceState(null, '', address(page.me, page.place));
  showClock(page.status.clock);
  openPlace();
  if (before && before !== page.me) {
    $('live').replaceChildren(); // what was read to somebody else
    hint(`You are ${person().name} now. What studybot told others privately is not shown to you.`);
    say($('hint-text').textContent);
  } else if ($('hint-text').textContent === '') hint((s.status.clock.moves === 0 && page.intro) || 'This is a place to try studybot. Press Next post to let time pass until it speaks, or type a command below.');
  page.hang = listen(page.me, s.mark, {
    entry: (e) => receive([e]),
    status: showStatus,
    reset: start,
    online: (on) => offline(!on),
  });
}

function openPlace() {
  const name = placeName(page.place);
  $('place').replaceChildren(placeIcon(page.place), name);
  $('about').textContent = page.place === home() ? `${person().name}’s own page; nobody else sees it.`
    : page.place === dm() ? `A private conversation of ${person().name} and studybot.`
      : 'Everybody here reads this channel. Answers to you alone are marked.';
  document.title = `${name} · ${person().name} · studybot playground`;
  document.querySelector('.dock').classList.toggle('bare', page.place === home());
  $('attach').hidden = page.place !== dm();
  conversation.show(shown(), page.people);
  markSeen();
  drawSide();
  empty();
  if (page.place === home()) openHome();
}

async function openHome() {
  const me = page.me;
  const answer = await act('home', { as: me });
  if (me === page.me) take(answer);
}

function empty() {
  const none = shown().length === 0;
  $('empty').hidden = !none;
  $('empty').textContent = page.place === home() ? 'One moment …'
    : page.place === dm() ? 'Nothing here yet. What studybot sends to you alone arrives here.'
      : 'Nothing here yet. When a question is posted, it appears here. /study setup starts a study channel, /study status shows what is planned.';
}

function placeName(place) {
  return place.startsWith('dm:') ? 'Messages' : place.startsWith('home:') ? 'Home' : page.channels.find((c) => c.id === place)?.name || place;
}
const placeIcon = (place) => icon(place.startsWith('dm:') ? 'mail' : place.startsWith('home:') ? 'home' : 'hash');

function markSeen() {
  const seen = (page.seen[page.me] ||= {});
  seen[page.place] = Math.max(seen[page.place] || 0, ...shown().map(number));
  if (page.place === dm()) page.read[page.me] = page.status.inbox[page.me] || 0;
  sessionStorage.setItem('seen', JSON.stringify(page.seen));
  sessionStorage.setItem('read', JSON.stringify(page.read));
}

const unread = (place) => [...page.entries.values()].filter((e) => e.place === place && e.card && number(e) > (page.seen[page.me]?.[place] || 0)).length;
const badge = (n, what) => (n > 0 ? h('span', { class: 'badge' }, String(n), sr(' ' + what)) : null);

function drawSide() {
  const link = (place, n) => h('li', {}, h('a', { href: address(page.me, place), 'aria-current': place === page.place ? 'page' : null },
    placeIcon(place), h('span', { class: 'name' }, placeName(place)), badge(n, 'new')));
  $('channels').replaceChildren(...page.channels.map((c) => link(c.id, unread(c.id))));
  $('own').replaceChildren(link(home(), 0), link(dm(), unread(dm())));
  const focused = document.activeElement?.name === 'person';
  $('people').replaceChildren(...page.people.map((p) => {
    const n = p.id === page.me ? 0 : (page.status.inbox[p.id] || 0) - (page.read[p.id] || 0);
    const radio = h('input', { type: 'radio', name: 'person', value: p.id, id: 'person-' + p.id, checked: p.id === page.me, onchange: () => become(p.id) });
    return h('label', { class: 'person', for: radio.id }, radio, h('span', { class: 'face', 'aria-hidden': 'true' }, p.name.slice(0, 1)),
      h('span', { class: 'name' }, p.name), p.owner ? h('span', { class: 'tag' }, 'owner') : null, badge(n, 'new private messages'));
  }));
  if (focused) $('person-' + page.me)?.focus();
  $('toggle-place').replaceChildren(placeIcon(page.place), placeName(page.place));
  $('toggle-as').textContent = 'as ' + person().name;
}

function become(id) {
  const place = page.place === dm() ? 'dm:' + id : page.place === home() ? 'home:' + id : page.place;
  location.hash = address(id, place);
}

window.addEventListener('hashchange', () => {
  const at = route();
  if (at.me !== page.me) { start(); return; }
  const place = { messages: dm(), home: home() }[at.kind] || at.channel;
  if (place === page.place) return;
  page.place = place;
  openPlace();
  hint(place === home() ? `This is what ${person().name} finds on the page of studybot.`
    : place === dm() ? `What studybot tells ${person().name} alone. Commands work here too.`
      : 'Everybody reads the posts of this channel.');
  setSide(false);
});

// Takes in entries, from the stream or as an answer; each counts once.
function receive(entries) {
  const news = entries.filter((e) => (page.entries.get(e.id)?.seq || 0) < e.seq);
  if (news.length === 0) return;
  for (const e of news) page.entries.set(e.id, e);
  const here = news.filter((e) => e.place === page.place);
  conversation.change(here, page.people);
  for (const e of here) announce(e);
  if (!page.status.clock?.moving) {
    for (const e of news) {
      if (e.place !== page.place && !e.place.startsWith('home:') && e.card && !e.gone) say(`New message in ${placeName(e.place)}.`);
    }
  }
  for (const e of news) if (e.gone) page.entries.delete(e.id);
  markSeen();
  drawSide();
  empty();
}

function showStatus(status) {
  const changed = JSON.stringify(status.inbox) !== JSON.stringify(page.status.inbox);
  page.status = status;
  if (changed) {
    markSeen();
    drawSide();
  }
  showClock(status.clock);
}

async function moveClock(step) {
  const answer = await act('clock', { step });
  if (answer.problem) trouble(answer.problem);
}

// Says what came while the clock moved, and offers to go there.
function clockStopped(before) {
  const fresh = [...page.entries.values()].filter((e) => e.card && number(e) > before.newest).sort(inOrder);
  const links = [];
  const parts = [];
  for (const c of page.channels) {
    const posts = fresh.filter((e) => e.place === c.id && !e.aside);
    if (posts.length === 0) continue;
    parts.push(`${posts.length === 1 ? '1 new post' : `${posts.length} new posts`} in #${c.name}`);
    if (c.id !== page.place) links.push(goTo(`Show #${c.name}`, page.me, c.id));
    else if (!conversation.inSight(posts[0].id)) { // such as in a thread further up
      links.push(h('a', { href: address(page.me, c.id), onclick: () => conversation.reveal(posts[0].id) }, posts.length === 1 ? 'Show it' : 'Show the first'));
    }
  }
  for (const p of page.people) {
    const n = (page.status.inbox[p.id] || 0) - (before.inbox[p.id] || 0);
    if (n <= 0) continue;
    parts.push(`${n === 1 ? '1 private message' : `${n} private messages`} for ${p.name}`);
    if (p.id === page.me && page.place !== dm()) links.push(goTo('Show your messages', p.id, 'dm:' + p.id));
  }
  const text = `It is ${dayAndTime(page.status.clock.now)} now. ` + (parts.length ? `${parts.join(', ')}.` : 'Nothing was due, so studybot stayed quiet.');
  hint(text, links);
  say(text);
  if (page.place === home()) openHome();
}

const goTo = (text, me, place) => h('a', { href: address(me, place) }, text);

// Suggestions come or they do not: whoever types is not bothered with why.
async function suggest(command, arg, typed) {
  const answer = await act('complete', { as: page.me, place: page.place, command, arg, typed });
  return answer.choices || [];
}

async function sendCommand(text) {
  const me = page.me;
  if (/^\/?\s*study\s+home\s*$/i.test(text)) text = 'home';
  const answer = await act('command', { as: me, place: page.place, text });
  if (me === page.me) take(answer);
}

async function giveFiles(files) {
  const me = page.me;
  if (page.place !== dm()) {
    trouble('Files go to studybot alone. Open Messages and send them there.');
    $('hint-links').replaceChildren(goTo('Show your messages', me, dm()));
    return;
  }
  hint('Sending …');
  const answer = await give(me, page.place, files);
  if (me === page.me) take(answer);
}

// A control was used: it waits, with everything beside it, until the answer is there.
async function use(e, element, path, value) {
  if (element.getAttribute('aria-disabled') === 'true') return;
  const me = page.me;
  const all = conversation.article(e.id)?.querySelectorAll('button.control') || [];
  all.forEach((b) => b.setAttribute('aria-disabled', 'true'));
  element.classList.add('waiting');
  const answer = await act('press', value === undefined ? { as: me, post: e.id, path } : { as: me, post: e.id, path, value });
  all.forEach((b) => b.removeAttribute('aria-disabled'));
  element.classList.remove('waiting');
  if (me === page.me) take(answer, { key: element.dataset.key, title: e.card?.title });
}

// Shows an answer and says where it is. The control that asked for it, if any,
// is known by its key and by the title of its card.
function take(answer, asked = {}) {
  receive(answer.entries);
  if (answer.problem) { trouble(answer.problem); return; }
  if (answer.form) {
    const me = page.me;
    openForm(answer.form, me, async (values) => {
      const reply = await act('submit', { as: me, form: answer.form.id, values });
      if (reply.invalid || reply.problem) return reply;
      setTimeout(() => take(reply, asked)); // after the dialog has given the focus back
      return null;
    });
    return;
  }
  const said = answer.entries.filter((e) => e.card && !e.gone);
  const last = said.at(-1);
  if (last?.place === page.place) {
    if (last.edited) conversation.stay(last.id, last.card.title === asked.title ? asked.key : '');
    else conversation.follow(last.id);
  }
  if (!last) {
    if (answer.entries.every((e) => e.gone)) hint('studybot took note; there is nothing to show.');
    return;
  }
  if (last.place === dm() && page.place !== dm()) hint('studybot answered in your private conversation.', [goTo('Show your messages', page.me, dm())]);
  else if (last.place === home()) return;
  else if (last.edited) hint(last.aside || last.place === dm() ? 'studybot changed its answer to you.' : 'studybot changed its message; everybody in the channel sees it so.');
  else if (last.aside) hint(`studybot answered ${person().name} alone; the others in the channel do not see it.`);
  else hint('studybot answered.');
}

function hint(text, links = []) {
  $('hint').classList.remove('trouble');
  $('hint-text').textContent = text;
  $('hint-links').replaceChildren(...links);
}

function trouble(text) {
  hint(text);
  $('hint').classList.add('trouble');
  say(text);
}

function offline(off) {
  document.body.classList.toggle('offline', off);
  if (off && !$('hint').classList.contains('trouble')) {
    page.lastHint = $('hint-text').textContent;
    trouble('The playground does not answer. I keep trying; is the program still running in its terminal?');
  } else if (!off && page.lastHint !== undefined) {
    hint(page.lastHint);
    delete page.lastHint;
  }
}

function setSide(open) {
  $('side').classList.toggle('open', open);
  $('toggle').setAttribute('aria-expanded', String(open));
}
$('toggle').addEventListener('click', () => setSide(!$('side').classList.contains('open')));
$('skip').addEventListener('click', (e) => { e.preventDefault(); $('scroll').focus(); });

start();
