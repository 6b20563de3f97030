// The clock bar: the simulated time, four ways to move it, and how far it is.

import { $, say } from './dom.js';
import { clockTime, dayAndTime, fullDay, setZone, zoneName } from './when.js';

// step(name) asks for a move; stopped(from) is called when a move has ended.
export function clockBar(step, stopped) {
  const buttons = [...document.querySelectorAll('[data-step]')];
  let moving = null;
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
      if (moving === null) say(`The clock moves to ${dayAndTime(clock.to)}.`);
      moving = clock.from;
    } else if (moving !== null) {
      const from = moving;
      moving = null;
      stopped(from);
    }
  };
}
