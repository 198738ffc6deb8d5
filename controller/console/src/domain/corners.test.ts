import { describe, expect, it } from 'vitest';
import { cornerOf, movedCorner, radiusOf, withCorner, withoutCorner } from './corners';
import { maxPolygonPoints } from './geo';

const [a, b, c] = [cornerOf(29, 106)!, cornerOf(29.1, 106)!, cornerOf(29.1, 106.1)!];

describe('a typed corner', () => {
  it('is a place on the earth, as fine as an order says it', () => {
    expect(cornerOf(29.12345678, -106.00000049)).toEqual({ latitude: 29.123457, longitude: -106 });
    for (const [latitude, longitude] of [[null, 1], [1, null], [91, 0], [0, -180.5], [NaN, 0], [0, Infinity]] as const) expect(cornerOf(latitude, longitude)).toBeNull();
  });
});

describe('corners', () => {
  it('are added, moved and taken out, each by its number', () => {
    const points = withCorner(withCorner([a], b), c);
    expect(movedCorner(points, 1, c)).toEqual([a, c, c]);
    expect(withoutCorner(points, 0)).toEqual([b, c]);
    expect(points).toEqual([a, b, c]);
  });
  it('are never more than a polygon may have', () => {
    const full = Array.from({ length: maxPolygonPoints }, () => a);
    expect(withCorner(full, b)).toBe(full);
  });
});

describe('a radius', () => {
  it('stays within what an order may say', () => {
    expect([0, 1234.4, 1e9].map(radiusOf)).toEqual([1, 1234, 200_000]);
  });
});
