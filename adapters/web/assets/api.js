// Talks to the playground: JSON there and back, and a stream of what is new.

export async function state(me) {
  const res = await fetch('/api/state?as=' + encodeURIComponent(me || ''));
  if (!res.ok) throw new Error('state');
  return res.json();
}

// Sends what somebody did. The answer always has the shape of one; a failure is its problem.
export function act(what, body) {
  return post(what, { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
}

// Sends files into a private conversation; the answer as that of act.
export function give(me, place, files) {
  const form = new FormData();
  form.append('as', me);
  form.append('place', place);
  for (const f of files) form.append('file', f);
  return post('files', { body: form });
}

async function post(what, request) {
  try {
    const res = await fetch('/api/' + what, { method: 'POST', ...request });
    const answer = await res.json();
    return { entries: [], ...answer, ok: res.ok };
  } catch {
    return { entries: [], ok: false, problem: 'The playground does not answer. Is the program still running in its terminal?' };
  }
}

// Listens as one person, from a mark on. The browser reconnects by itself and
// says what it saw last. Returns the end of it.
export function listen(me, mark, on) {
  const source = new EventSource(`/api/stream?as=${encodeURIComponent(me)}&after=${encodeURIComponent(mark)}`);
  source.addEventListener('entry', (e) => on.entry(JSON.parse(e.data)));
  source.addEventListener('status', (e) => on.status(JSON.parse(e.data)));
  source.addEventListener('reset', () => { source.close(); on.reset(); });
  source.addEventListener('open', () => on.online(true));
  source.addEventListener('error', () => {
    on.online(false);
    // A server that answers with an error ends the stream for good; try anew.
    if (source.readyState === EventSource.CLOSED) setTimeout(on.reset, 2000);
  });
  return () => source.close();
}
