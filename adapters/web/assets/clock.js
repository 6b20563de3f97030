// The clock bar: the simulated time, four ways to move it, and how far it is.

import { $, say } from './dom.js';
import { clockTime, dayAndTime, fullDay, setZone, zoneName } from './when.js';

// step(name) asks for a move; stopped(before) is called when a move has ended,
// with what there was before it.
export function clockBar(step, stopped) {
  const buttons = [...document.querySelectorAll('[data-step]')];
  let announced = null; // the move that was told of
  let ended = null; // the newest move that has ended
  for (const b of buttons) {
    b.addEventListener('click', () => { if (b.getAttribute('aria-disabled') !== 'true') step(b.dataset.step); });
  }
  return function show(clock) {
    setZone(clock.zone);
    $('now').textContent = `${fullDay(clock.now)}, ${clockTime(clock.now)}`;
    $('now').setAttribute('datetime', new Date(clock.now).toISOString());
    $('zone').textContent = zoneName(clock.now);
    for (const b of buttons) b.setAttribute('aria-disabled', String(clock.moving));
    const progress = $('progress');
    progress.hidden = !clock.moving;
    if (clock.moving) {
      progress.value = clock.to > clock.from ? Math.min(1, Math.max(0, (clock.now - clock.from) / (clock.to - clock.from))) : 0;
      if (announced !== clock.moves) say(`The clock moves to ${dayAndTime(clock.to)}.`);
      announced = clock.moves;
    }
    // A short move may begin and end between two looks, so the moves are counted.
    const newest = clock.moving ? clock.moves - 1 : clock.moves;
    if (ended !== null && newest > ended && !clock.moving) stopped(clock.before);
    ended = newest;
  };
}
