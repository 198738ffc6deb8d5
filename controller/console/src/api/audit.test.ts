import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newestAudit, readChain } from './audit';

let length = 0;
let asked = 0;

// A cursor is the number of the row that a page ended with.
beforeEach(() => {
  asked = 0;
  vi.stubGlobal('fetch', (path: string) => {
    ++asked;
    const query = new URL(path, 'https://console').searchParams;
    const falling = query.get('sort') === '-sequence';
    const after = query.get('after');
    const numbers = Array.from({ length }, (_, index) => index + 1);
    if (falling) numbers.reverse();
    const behind = numbers.filter((one) => after === null || (falling ? one < Number(after) : one > Number(after)));
    const entries = behind.slice(0, Number(query.get('limit'))).map((sequence) => ({ sequence }));
    const newest = Math.max(0, ...entries.map((entry) => entry.sequence));
    const next = entries.length < behind.length ? String(entries.at(-1)!.sequence) : null;
    return Promise.resolve(new Response(JSON.stringify({ entries, head: newest > 0 ? `head ${newest}` : null, next })));
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('the end of the chain', () => {
  it('has the newest entries, in as many questions as they have pages', async () => {
    length = 123_456;
    const newest = await newestAudit(1200);
    expect([newest.length, newest[0]!.sequence, newest.at(-1)!.sequence]).toEqual([1200, 122_257, 123_456]);
    expect(asked).toBe(2);
  });
  it('is all there is of a short one', async () => {
    for (length of [0, 1, 1000, 1001]) expect(await newestAudit(5000)).toHaveLength(length);
  });
});

describe('the whole chain', () => {
  it('is read page by page to its head, unless the reader has enough', async () => {
    length = 2001;
    let read = 0;
    const count = (more: boolean) => (entries: unknown[]) => {
      read += entries.length;
      return Promise.resolve(more);
    };
    expect(await readChain(count(true))).toBe('head 2001');
    expect(read).toBe(2001);
    expect(await readChain(count(false))).toBe('head 1000');
  });
});
