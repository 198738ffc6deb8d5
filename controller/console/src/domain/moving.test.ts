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
const entry = (part: Partial<TimelineEntry>): TimelineEntry => ({
  order: 'a', occurrence: 1, class: 'routine', level: 'routine', headline: '早间广播', state: 'issued', start_us: 1_000, end_us: 2_000, addressed: 1, conflicts: [], ...part,
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
      entry({ order: 'c', class: 'actual' }), entry({ order: 'd', state: 'cancelled' }), entry({ order: 'e', start_us: -1_000_000 }),
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
    const there = [entry({ order: 'z', state: 'cancelled', start_us: addDays(1_000, 7) })];
    expect(copiesOf([entry({})], there, 0).map((copy) => copy.order)).toEqual(['a']);
  });
});
