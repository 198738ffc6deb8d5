// How a terminal's figures went, as lines to draw. Pure.

export interface HistoryPoint {
  at_us: number;
  signal_dbm: number | null;
  battery_percent: number | null;
  cabinet_celsius: number | null;
  output_level_percent: number | null;
}

export type HistoryField = Exclude<keyof HistoryPoint, 'at_us'>;

/** Field, unit, and the span that the axis has at least: a battery that went from 99 to 100 % is no cliff. */
export const fields: readonly { field: HistoryField; unit: string; least: readonly [number, number] }[] = [
  { field: 'signal_dbm', unit: 'dBm', least: [-110, -60] },
  { field: 'battery_percent', unit: '%', least: [0, 100] },
  { field: 'cabinet_celsius', unit: '°C', least: [0, 50] },
  { field: 'output_level_percent', unit: '%', least: [0, 100] },
];

/** Minutes of a step of the API, and how many steps a chart is wide. */
export const spans = [
  { minutes: 15, steps: 96 },
  { minutes: 120, steps: 168 },
  { minutes: 1440, steps: 92 },
] as const;

export interface Line {
  /** Runs without a gap; x and y from 0 to 1, y upwards. A run of one point is a point. */
  runs: { x: number; y: number }[][];
  low: number;
  high: number;
  latest: number;
  /** Of the axis. */
  bottom: number;
  top: number;
}

/** A step may come a little late without being missed. */
const tolerance = 1.5;

/** Null: nothing is known of it in this time. */
export function lineOf<Field extends string>(
  points: readonly ({ at_us: number } & Record<Field, number | null>)[], field: Field, span: { minutes: number; steps: number }, least: readonly [number, number],
): Line | null {
  const stepUs = span.minutes * 60_000_000;
  const last = points.at(-1);
  if (!last) return null;
  const from = last.at_us - (span.steps - 1) * stepUs;
  const known = points.flatMap((point) => {
    const value: number | null = point[field];
    return value === null || point.at_us < from ? [] : [{ at: point.at_us, value }];
  });
  const latest = known.at(-1);
  if (!latest) return null;
  const values = known.map((one) => one.value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [bottom, top] = [Math.min(low, least[0]), Math.max(high, least[1])];
  const runs: Line['runs'] = [];
  known.forEach((one, index) => {
    const before = known[index - 1];
    if (!before || one.at - before.at > stepUs * tolerance) runs.push([]);
    runs.at(-1)?.push({ x: (one.at - from) / (last.at_us - from), y: (one.value - bottom) / (top - bottom) });
  });
  return { runs, low, high, latest: latest.value, bottom, top };
}
