import { describe, expect, it } from 'vitest';
import type { TimelineEntry } from '@/api/models/orders';
import type { Order } from '@/wire/order';
import { again, copiesOf, movable, movedStarts, withPlaylist } from './moving';
import { addDays } from './times';

const order: Order = {
  orderClass: 'routine', level: 'routine', issuedAtUs: 1, validFromUs: 1, validUntilUs: 9, tone: 'none', toneMs: 0, items: [{ clip: 'ab', durationMs: 5 }],
  targets: [{ kind: 'area', code: '500116101000' }, { kind: 'circle', centre: { latitude: 29, longitude: 106 }, radiusM: 500 }],
  occurrences: [1, 2, 3].map((number) => ({ number, earliestUs: number * 100, latestUs: 0, endUs: 0 })), repetitions: 2, gapMs: 1_500, live: null,
  volumePercent: 70, interruptRule: 'resume', allClearClip: '', supersedes: '', eventCode: '', headline: '早间广播', language: 'zh-CN', capIdentifier: '',
};
const cancelled = (endedUs: number): Partial<TimelineEntry> => ({ state: 'cancelled', ended_us: endedUs });
const replaced = (endedUs: number, newest: string): Partial<TimelineEntry> => ({ ...cancelled(endedUs), superseded_by: newest });
const entry = (part: Partial<TimelineEntry>): TimelineEntry => ({
  order: 'a', occurrence: 1, class: 'routine', level: 'routine', headline: '早间广播', state: 'issued', start_us: 1_000, end_us: 2_000, addressed: 1, conflicts: [], ended_us: null, superseded_by: null, ...part,
});

describe('moving', () => {
  it('says the same content at other times, and names what it replaces', () => {
    expect(again(order, [5], 'cd')).toEqual({
      class: 'routine', level: 'routine', areas: ['500116101000'], circles: [{ centre: [29, 106], radius_m: 500 }], items: [{ clip: 'ab' }], starts: [5],
      repetitions: 2, gap_ms: 1_500, volume_percent: 70, interrupt_rule: 'resume', tone: 'none', language: 'zh-CN', headline: '早间广播', supersedes: 'cd',
    });
  });
  it('plays a playlist as it is now at the starts that are ahead', () => {
    expect(withPlaylist(order, '早间', 150, 'cd')).toMatchObject({ items: undefined, playlist: '早间', starts: [200, 300], supersedes: 'cd', headline: '早间广播' });
  });
  it('keeps the other starts that are ahead, in order and each once', () => {
    expect(movedStarts(order, 2, 350, 150)).toEqual([300, 350]);
    expect(movedStarts(order, 3, 200, 50)).toEqual([100, 200]);
  });
  it('takes routine broadcasts alone, and only ahead', () => {
    expect([{}, { class: 'actual' as const }, { start_us: 10 }, { state: 'cancelled' as const }].map((part) => movable(entry(part), 500))).toEqual([true, false, false, false]);
  });
});

describe('copying last week', () => {
  it('takes each item once with its starts, not what is past, there already, cancelled or an alert', () => {
    const last = [
      entry({ start_us: 300 }), entry({ start_us: 100, occurrence: 2 }), entry({ order: 'b', headline: '晚间广播', start_us: 200 }),
      entry({ order: 'c', class: 'actual' }), entry({ order: 'd', state: 'cancelled', ended_us: 1_000 }), entry({ order: 'e', start_us: -1_000_000 }),
    ];
    const there = [entry({ order: 'z', headline: '晚间广播', start_us: addDays(200, 7) })];
    expect(copiesOf(last, there, addDays(0, 7))).toEqual([{ order: 'a', headline: '早间广播', starts: [addDays(100, 7), addDays(300, 7)] }]);
  });
  it('offers the item of each township that shares a headline and an hour, until all are there', () => {
    const last = [entry({ order: 'north' }), entry({ order: 'south' })];
    const north = entry({ order: 'n2', start_us: addDays(1_000, 7) });
    const orders = (there: TimelineEntry[]): string[] => copiesOf(last, there, 0).map((copy) => copy.order);
    expect(orders([])).toEqual(['north', 'south']);
    expect(orders([north])).toEqual(['north', 'south']);
    expect(orders([north, { ...north, order: 's2' }])).toEqual([]);
  });
  it('offers again what was cancelled this week', () => {
    const there = [entry({ order: 'z', ...cancelled(addDays(1_000, 7)), start_us: addDays(1_000, 7) })];
    expect(copiesOf([entry({})], there, 0).map((copy) => copy.order)).toEqual(['a']);
  });
});

// Days and hours of last week are small numbers: a week begins at 0, its first morning is at 7.
describe('copying what was cancelled or replaced in mid-week', () => {
  const day = addDays(0, 1);
  const starts = (days: number[], hour = 7): number[] => days.map((number) => number * day + hour);
  const entries = (name: string, times: number[], part: Partial<TimelineEntry> = {}): TimelineEntry[] =>
    times.map((start_us, index) => entry({ order: name, occurrence: index + 1, start_us, ...part }));
  const copy = (name: string, times: number[], headline = '早间广播') => ({ order: name, headline, starts: times.map((start) => addDays(start, 7)) });
  const week = [0, 1, 2, 3, 4, 5, 6];
  const wednesdayNoon = 2 * day + 12;
  const thursdayNoon = 3 * day + 12;

  it('offers the days on which a cancelled item was heard, and not the later ones', () => {
    expect(copiesOf(entries('a', starts(week), cancelled(wednesdayNoon)), [], 0)).toEqual([copy('a', starts([0, 1, 2]))]);
  });
  it('offers nothing of an item that was cancelled before it began', () => {
    expect(copiesOf(entries('a', starts(week), cancelled(7)), [], 0)).toEqual([]);
  });
  it('offers an item that was replaced once, all its days as what replaced it says them', () => {
    const last = [...entries('a', starts(week), replaced(wednesdayNoon, 'b')), ...entries('b', starts([3, 4, 5, 6]), { headline: '早间新闻' })];
    expect(copiesOf(last, [], 0)).toEqual([copy('b', starts(week), '早间新闻')]);
  });
  it('follows what was replaced twice to the newest, also past one that was never heard', () => {
    const last = [...entries('a', starts(week), replaced(wednesdayNoon, 'c')), ...entries('c', starts([4, 5, 6]))];
    expect(copiesOf([...last, ...entries('b', starts([3, 4, 5, 6]), replaced(thursdayNoon, 'c'))], [], 0)).toEqual([copy('c', starts(week))]);
    expect(copiesOf([...last, ...entries('b', starts([3, 4, 5, 6]), replaced(wednesdayNoon + 1, 'c'))], [], 0)).toEqual([copy('c', starts([0, 1, 2, 4, 5, 6]))]);
  });
  it('has an item said by the last of its orders that was heard', () => {
    const last = [
      ...entries('a', starts(week), replaced(wednesdayNoon, 'c')), ...entries('b', starts([3, 4, 5, 6]), replaced(thursdayNoon, 'c')),
      ...entries('c', starts([4, 5, 6]), cancelled(thursdayNoon + 1)),
    ];
    expect(copiesOf(last, [], 0)).toEqual([copy('b', starts([0, 1, 2, 3]))]);
  });
  it('offers a day that was moved at its new time alone', () => {
    const moved = [...starts([3], 19), ...starts([4, 5, 6])];
    const last = [...entries('a', starts(week), replaced(wednesdayNoon, 'b')), ...entries('b', moved)];
    expect(copiesOf(last, [], 0)).toEqual([copy('b', [...starts([0, 1, 2]), ...moved])]);
  });
  it('offers a start once that had just begun when it was replaced', () => {
    const last = [...entries('a', starts([0]), replaced(8, 'b')), ...entries('b', starts([0]))];
    const here = entry({ order: 'z', start_us: addDays(7, 7) });
    expect(copiesOf(last, [], 0)).toEqual([copy('b', starts([0]))]);
    expect(copiesOf(last, [here], 0)).toEqual([]);
  });
  it('keeps the days of a routine item that an alert has replaced', () => {
    const last = [...entries('a', starts(week), replaced(wednesdayNoon, 'alert')), entry({ order: 'alert', class: 'actual', start_us: wednesdayNoon })];
    expect(copiesOf(last, [], 0)).toEqual([copy('a', starts([0, 1, 2]))]);
  });
  it('offers no day again that what replaced it says already in this week', () => {
    const last = entries('a', starts([5, 6]), replaced(6 * day + 12, 'b'));
    const there = entries('b', [addDays(5 * day + 7, 7)], { headline: '早间新闻' });
    expect(copiesOf(last, there, 0)).toEqual([copy('b', starts([6]), '早间新闻')]);
  });
  it('offers again what was cancelled in this week, but for the days that were heard in it', () => {
    const there = entries('z', starts([7, 8, 9]), cancelled(addDays(day + 12, 7)));
    expect(copiesOf(entries('a', starts([0, 1, 2])), there, 0)).toEqual([copy('a', starts([2]))]);
  });
});
