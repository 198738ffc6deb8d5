import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { repeat } from './repeat';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('what is repeated', () => {
  it('is done at each interval until it is ended', async () => {
    const act = vi.fn(() => Promise.resolve());
    const end = repeat(1_000, act);
    await vi.advanceTimersByTimeAsync(3_000);
    end();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(act).toHaveBeenCalledTimes(3);
  });
  it('is not begun again before it has ended', async () => {
    let finish!: () => void;
    const act = vi.fn(() => new Promise<void>((resolve) => { finish = resolve; }));
    const end = repeat(1_000, act);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(act).toHaveBeenCalledTimes(1);
    finish();
    await vi.advanceTimersByTimeAsync(1_000);
    end();
    expect(act).toHaveBeenCalledTimes(2);
  });
});
