/** Does it again and again; not while the last time is still under way. Returns how to end it. */
export function repeat(everyMs: number, act: () => Promise<unknown>): () => void {
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    void act().finally(() => { busy = false; });
  }, everyMs);
  return () => clearInterval(timer);
}
