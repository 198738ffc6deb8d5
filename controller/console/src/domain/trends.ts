// How many terminals were how over the last 24 hours: what the controller counted, and what is the case now. Pure.
import type { Presence, Terminal } from '@/api/models/terminals';

export type TrendPoint = { at_us: number; faulty: number; playing: number } & Record<Presence, number>;

export const trendSpan = { minutes: 5, steps: 289 } as const;
export const trendFields = ['online', 'faulty', 'playing'] as const;

export function pointOf(terminals: Terminal[], atUs: number): TrendPoint {
  const count = (state: Presence): number => terminals.filter((terminal) => terminal.state === state).length;
  return {
    at_us: atUs, never: count('never'), unknown: count('unknown'), online: count('online'), late: count('late'), offline: count('offline'),
    faulty: terminals.filter((terminal) => terminal.faulty).length, playing: terminals.filter((terminal) => terminal.playing !== null).length,
  };
}

/** The points with the present one at their end. */
export const withNow = (points: TrendPoint[], terminals: Terminal[], nowUs: number): TrendPoint[] =>
  [...points.filter((point) => point.at_us < nowUs), pointOf(terminals, nowUs)];
