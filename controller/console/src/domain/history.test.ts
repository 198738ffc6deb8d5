import { describe, expect, it } from 'vitest';
import { fields, lineOf, spans, type HistoryPoint } from './history';

const quarterUs = 15 * 60_000_000;
const day = spans[0];

const point = (step: number, battery: number | null): HistoryPoint =>
  ({ at_us: step * quarterUs, signal_dbm: null, battery_percent: battery, cabinet_celsius: null, output_level_percent: null });

describe('the history of a terminal', () => {
  it('is nothing when it never said', () => {
    expect(lineOf([], 'battery_percent', day, [0, 100])).toBeNull();
    expect(lineOf([point(1, 50)], 'signal_dbm', day, [-110, -60])).toBeNull();
  });
  it('ends at the newest point, and its axis holds at least the usual span', () => {
    const line = lineOf([point(100, 50), point(101, 75)], 'battery_percent', day, [0, 100]);
    expect(line).toMatchObject({ low: 50, high: 75, latest: 75, bottom: 0, top: 100 });
    expect(line?.runs).toEqual([[{ x: 94 / 95, y: 0.5 }, { x: 1, y: 0.75 }]]);
  });
  it('grows its axis for what lies outside', () => {
    expect(lineOf([point(1, 120), point(2, -20)], 'battery_percent', day, [0, 100])).toMatchObject({ bottom: -20, top: 120 });
  });
  it('breaks where the terminal was silent or did not say', () => {
    const runs = (points: HistoryPoint[]): number[] | undefined => lineOf(points, 'battery_percent', day, [0, 100])?.runs.map((run) => run.length);
    expect(runs([point(1, 1), point(2, 2), point(5, 3), point(6, 4)])).toEqual([2, 2]);
    expect(runs([point(1, 1), point(2, null), point(3, 3)])).toEqual([1, 1]);
  });
  it('leaves out what lies before the chart', () => {
    expect(lineOf([point(1, 99), point(200, 10)], 'battery_percent', day, [0, 100])?.high).toBe(10);
  });
  it('has an axis that is not empty for every field', () => {
    for (const { least } of fields) expect(least[0]).toBeLessThan(least[1]);
  });
});
