import { describe, expect, it } from 'vitest';
import { speechMs } from './speech';

describe('a text', () => {
  it('has a length before it is spoken: six seconds of warning, three of greeting', () => {
    expect(Math.round(speechMs('洪水正在上涨，请沿江居民立即向高处转移。') / 1_000)).toBe(5);
    expect(Math.round(speechMs('油溪镇的村民早上好。') / 1_000)).toBe(3);
    expect(Math.round(speechMs('Move to higher ground now, the water is rising.') / 1_000)).toBe(3);
    expect([speechMs(''), speechMs('，。 ')]).toEqual([0, 0]);
  });
});
