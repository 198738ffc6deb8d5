import { describe, expect, it } from 'vitest';
import { Feed, firstRetryMs, flushEveryMs, maxRetryMs, stableMs } from './feed';

const event = (sequence: number, part: object): string => JSON.stringify({ sequence, ...part });
const call = (sequence: number): string => event(sequence, { kind: 'call' });

/** One that has connected and said hello at time 0. */
function open(): Feed {
  const feed = new Feed(0);
  expect(feed.due(0)).toEqual({ connect: true });
  feed.opened(0);
  feed.take(0, event(100, { kind: 'hello' }));
  return feed;
}

/** Drops at `nowMs` and gives after how long it connects again. */
function wait(feed: Feed, nowMs: number, chance: number): number {
  feed.dropped(nowMs, chance);
  const again = feed.nextMs();
  expect(feed.due(again - 1).connect).toBe(false);
  expect(feed.due(again).connect).toBe(true);
  expect(feed.nextMs()).toBe(Infinity);
  return again - nowMs;
}

describe('the feed comes back', () => {
  it('behind the last event that it saw, or where its first connection began', () => {
    expect(new Feed(0).query).toEqual({});
    const feed = open();
    expect(feed.query).toEqual({ after: 100 });
    feed.take(1, call(107));
    expect(feed.dropped(2, 0).stale).toEqual(['orders', 'terminals', 'timeline']);
    expect(feed.query).toEqual({ after: 107 });
  });
  it('later each time, up to a limit, spread by chance over the upper half', () => {
    const feed = open();
    const waits = Array.from({ length: 7 }, (_, attempt) => wait(feed, stableMs - 1 + attempt * maxRetryMs, 1));
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30].map((seconds) => seconds * 1_000));
    expect(wait(feed, 1e9, 0)).toBe(maxRetryMs / 2);
  });
  it('soon again after a connection that was good, not after one that was only made', () => {
    const feed = open();
    wait(feed, 1, 1);
    feed.opened(2_000);
    expect(wait(feed, 2_000 + stableMs - 1, 1)).toBe(2 * firstRetryMs);
    feed.opened(20_000);
    expect(wait(feed, 20_000 + stableMs, 1)).toBe(firstRetryMs);
  });
});

describe('of events', () => {
  it('each says what is out of date', () => {
    const feed = open();
    const stale = (kind: string, sequence: number) => feed.take(0, event(sequence, { kind })).stale;
    expect(['call', 'live', 'trust', 'release', 'hello', 'of a later version'].map((kind, at) => stale(kind, 101 + at))).toEqual([['calls'], ['live'], ['trust-list', 'health'], ['releases'], [], []]);
    expect(feed.take(0, event(200, { kind: 'order', digest: 'ab', order: { digest: 'ab' } }))).toEqual({ order: { digest: 'ab' }, digest: 'ab', stale: ['timeline'] });
  });
  it('numbers may be left out: they are of other areas', () => {
    const feed = open();
    expect(feed.take(0, call(5_000)).stale).toEqual(['calls']);
    expect(feed.query).toEqual({ after: 5_000 });
  });
  it('one that is known already changes nothing', () => {
    const feed = open();
    feed.take(0, call(101));
    expect(feed.take(0, call(101)).stale).toEqual([]);
    expect(feed.take(0, event(99, { kind: 'order', digest: 'ab', order: { digest: 'ab' } }))).toEqual({ stale: [] });
  });
  it('what was missed for good makes all of it out of date, and it goes on from there, be that further back', () => {
    const feed = open();
    expect(feed.take(0, event(40, { kind: 'resync' })).stale).toBe('all');
    expect(feed.query).toEqual({ after: 40 });
    expect(feed.take(0, call(41)).stale).toEqual(['calls']);
  });
  it('what cannot be read may have been anything, and the next one is taken', () => {
    const feed = open();
    for (const bad of ['', '{', 'null', '[]', '7', '{"kind":"call"}', '{"kind":"call","sequence":"101"}', '{"sequence":101}', '{"kind":"call","sequence":1e300}', call(101).slice(0, -1)]) {
      expect(feed.take(0, bad).stale).toBe('all');
      expect(feed.query).toEqual({ after: 100 });
    }
    expect(feed.take(0, call(101)).stale).toEqual(['calls']);
  });
});

describe('what terminals do', () => {
  const terminals = (sequence: number, ...ids: string[]): string => event(sequence, { kind: 'terminals', terminals: ids.map((id) => ({ terminal: id, playing: null })) });
  const playing = (sequence: number, terminal: string, what: string): string => event(sequence, { kind: 'playing', terminals: [{ terminal, playing: what }] });

  it('is shown together, a quarter of a second after the first of it', () => {
    const feed = open();
    feed.take(1_000, terminals(101, 'a'));
    feed.take(1_200, terminals(102, 'b'));
    expect(feed.nextMs()).toBe(1_000 + flushEveryMs);
    expect(feed.due(1_249)).toEqual({ connect: false });
    expect([...feed.due(1_250).show!.terminals.keys()]).toEqual(['a', 'b']);
    expect([feed.due(9_999), feed.nextMs()]).toEqual([{ connect: false }, Infinity]);
  });
  it('is what was told last, alone or with all the rest', () => {
    const feed = open();
    feed.take(0, playing(101, 'a', 'old'));
    feed.take(0, terminals(102, 'a', 'b'));
    feed.take(0, playing(103, 'b', 'new'));
    expect([...feed.due(flushEveryMs).show!.sounds]).toEqual([['b', 'new']]);
  });
  it('is kept while the list is being read, and shown soon after', () => {
    const feed = open();
    feed.take(0, terminals(101, 'a'));
    expect(feed.due(flushEveryMs, true)).toEqual({ connect: false });
    expect(feed.nextMs()).toBe(2 * flushEveryMs);
    feed.take(300, playing(102, 'a', 'new'));
    const { show } = feed.due(2 * flushEveryMs);
    expect([[...show!.terminals.keys()], [...show!.sounds]]).toEqual([['a'], [['a', 'new']]]);
    expect(feed.nextMs()).toBe(Infinity);
  });
  it('does not keep the connection waiting while the list is being read', () => {
    const feed = open();
    feed.take(0, terminals(101, 'a'));
    feed.dropped(0, 0);
    expect(feed.due(maxRetryMs, true)).toEqual({ connect: true });
  });
  it('is shown also when the connection has dropped meanwhile', () => {
    const feed = open();
    feed.take(1_000, terminals(101, 'a'));
    feed.dropped(1_001, 0);
    expect(feed.due(1_501)).toMatchObject({ connect: true, show: { terminals: new Map([['a', { terminal: 'a', playing: null }]]) } });
  });
});
