import { describe, expect, it } from 'vitest';
import type { Terminal } from '@/api/models/terminals';
import { lineOf } from './history';
import { pointOf, trendSpan, withNow } from './trends';

const terminal = (state: string, faulty: boolean, playing: string | null = null): Terminal => ({ terminal: state, state, faulty, playing, status: null }) as Terminal;
const terminals = [terminal('online', false, 'aa'), terminal('online', true), terminal('offline', true)];
const minute = 60_000_000;

describe('the trend', () => {
  it('ends with what is the case now', () => {
    const now = pointOf(terminals, 9);
    expect(now).toMatchObject({ at_us: 9, online: 2, offline: 1, faulty: 2, playing: 1 });
    expect(withNow([{ ...now, at_us: 4 }, { ...now, at_us: 10 }], terminals, 9).map((point) => point.at_us)).toEqual([4, 9]);
  });
  it('is one line although a count came a little late, and has a gap where counts are missing', () => {
    const at = (minutes: number) => ({ ...pointOf(terminals, 0), at_us: minutes * minute });
    expect(lineOf([at(0), at(5), at(11)], 'online', trendSpan, [0, 3])?.runs.length).toBe(1);
    expect(lineOf([at(0), at(5), at(20)], 'online', trendSpan, [0, 3])?.runs.length).toBe(2);
  });
});
