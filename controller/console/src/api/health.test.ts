import { describe, expect, it } from 'vitest';
import { apiErrorFrom } from './client';
import { problemsOf } from './health';
import type { Health } from './models/health';

const good = { status: 'ok', problems: [] as string[] } as Health;
const degraded = apiErrorFrom(503, { status: 'degraded', problems: ['disk full', 7] });

describe('what is wrong with the controller', () => {
  it('is told although it was well when it was asked before', () => expect(problemsOf(good, degraded)).toEqual(['disk full', '7']));
  it('is told at the first answer, too', () => expect(problemsOf(undefined, degraded)).toEqual(['disk full', '7']));
  it('is what was known last when it cannot be reached', () => {
    expect(problemsOf({ ...good, problems: ['no clock'] }, apiErrorFrom(0, null))).toEqual(['no clock']);
    expect(problemsOf(undefined, new Error('network'))).toEqual([]);
  });
});
