// Writes instants in the zone of the playground's clock.

let zone = 'UTC';
const made = new Map();

export function setZone(name) {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: name });
    zone = name;
  } catch {
    zone = 'UTC';
  }
}

function format(name, options) {
  const key = name + zone;
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options }));
  return made.get(key);
}

export const clockTime = (ms) => format('clock', { hour: '2-digit', minute: '2-digit' }).format(ms);
export const shortDay = (ms) => format('short', { weekday: 'short', day: 'numeric', month: 'short' }).format(ms);
export const longDay = (ms) => format('long', { weekday: 'long', day: 'numeric', month: 'long' }).format(ms);
export const fullDay = (ms) => format('full', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).format(ms);
export const dayAndTime = (ms) => `${shortDay(ms)}, ${clockTime(ms)}`;

// The zone in words: "Europe/Berlin, GMT+1".
export function zoneName(ms) {
  const part = format('zone', { timeZoneName: 'shortOffset' }).formatToParts(ms).find((p) => p.type === 'timeZoneName');
  return part && part.value !== zone ? `${zone.replaceAll('_', ' ')} · ${part.value}` : zone;
}
