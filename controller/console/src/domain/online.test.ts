import { describe, expect, it } from 'vitest';
import { daysOf, figuresOf, stretchesOf, type OnlineRecord } from './online';
import { addDays, startOfDay } from './times';

const hour = 3_600_000_000;
const from = startOfDay(1_800_000_000_000_000) + 6 * hour;
const record = (...changes: OnlineRecord['changes']): OnlineRecord => ({ from_us: from, until_us: from + 48 * hour, changes });

describe('when a terminal was online', () => {
  it('is told without gaps from the first day to now', () => {
    const stretches = stretchesOf(record({ at_us: from - hour, state: 'online' }, { at_us: from + 10 * hour, state: 'offline' }, { at_us: from + 12 * hour, state: 'online' }));
    expect(stretches.map((one) => [one.state, (one.until - one.from) / hour])).toEqual([['online', 10], ['offline', 2], ['online', 36]]);
    expect(figuresOf(stretches)).toEqual({ online: (100 * 46) / 48, outages: 1, longestMs: 2 * 3_600_000 });
  });
  it('is unknown before the first change, and where the controller did not run', () => {
    const stretches = stretchesOf(record({ at_us: from + 24 * hour, state: 'online' }, { at_us: from + 36 * hour, state: 'unknown' }));
    expect(stretches.map((one) => one.state)).toEqual(['unknown', 'online', 'unknown']);
    expect(figuresOf(stretches)).toEqual({ online: 100, outages: 0, longestMs: 0 });
    expect(figuresOf(stretchesOf(record())).online).toBeNull();
  });
  it('is cut at midnight of the county', () => {
    const days = daysOf(stretchesOf(record({ at_us: from, state: 'online' }, { at_us: from + 20 * hour, state: 'offline' })));
    expect(days.map((day) => day.startUs)).toEqual([0, 1, 2].map((day) => addDays(startOfDay(from), day)));
    expect(days[0]!.parts).toEqual([{ from: 0.25, until: 1, state: 'online' }]);
    expect(days[1]!.parts.map((part) => [part.state, part.from * 24, part.until * 24])).toEqual([['online', 0, 2], ['offline', 2, 24]]);
    expect(days[2]!.parts.at(-1)!.until).toBe(0.25);
  });
});
