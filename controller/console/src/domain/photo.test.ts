import { describe, expect, it } from 'vitest';
import { fitted, qualities, smallEnough } from './photo';

describe('a photo', () => {
  it('is scaled to its longest edge, and never enlarged', () => {
    expect(fitted({ width: 4000, height: 3000 })).toEqual({ width: 1280, height: 960 });
    expect(fitted({ width: 3000, height: 4000 })).toEqual({ width: 960, height: 1280 });
    expect(fitted({ width: 640, height: 480 })).toEqual({ width: 640, height: 480 });
    expect(fitted({ width: 9000, height: 2 })).toEqual({ width: 1280, height: 1 });
    expect(fitted({ width: 0, height: 0 })).toEqual({ width: 1, height: 1 });
  });
  it('is compressed until it is small enough, as often as there are qualities', async () => {
    const tried: number[] = [];
    const make = (quality: number): Promise<{ size: number }> => {
      tried.push(quality);
      return Promise.resolve({ size: quality * 100 });
    };
    expect((await smallEnough(make, 65)).size).toBe(65);
    expect(tried).toEqual([0.8, 0.65]);
    tried.length = 0;
    expect((await smallEnough(make, 1)).size).toBe(35);
    expect(tried).toEqual([...qualities]);
  });
});
