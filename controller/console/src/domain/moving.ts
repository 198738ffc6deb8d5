// A signed order is never changed: what is moved or copied is said anew, with the same content and other starts. Pure.
import type { TimelineEntry } from '@/api/models/orders';
import type { PrepareRequest } from '@/api/models/prepare';
import type { Order } from '@/wire/order';
import { addDays } from './times';

const pairs = (points: { latitude: number; longitude: number }[]): [number, number][] => points.map(({ latitude, longitude }) => [latitude, longitude]);

export function targetsOf(order: Order): Pick<PrepareRequest, 'areas' | 'terminals' | 'polygons' | 'circles'> {
  const areas = order.targets.flatMap((target) => (target.kind === 'area' ? [target.code] : []));
  const terminals = order.targets.flatMap((target) => (target.kind === 'terminal' ? [target.id] : []));
  const polygons = order.targets.flatMap((target) => (target.kind === 'polygon' ? [pairs(target.points)] : []));
  const circles = order.targets.flatMap((target) =>
    target.kind === 'circle' ? [{ centre: pairs([target.centre])[0]!, radius_m: target.radiusM }] : []);
  return {
    ...(areas.length > 0 && { areas }), ...(terminals.length > 0 && { terminals }),
    ...(polygons.length > 0 && { polygons }), ...(circles.length > 0 && { circles }),
  };
}

/** All that an order of clips says, but for where and when. */
export function sameSound(order: Order): PrepareRequest {
  return {
    class: order.orderClass, level: order.level, items: order.items.map(({ clip }) => ({ clip })),
    repetitions: order.repetitions, gap_ms: order.gapMs, volume_percent: order.volumePercent, interrupt_rule: order.interruptRule,
    tone: order.tone, ...(order.tone !== 'none' && { tone_ms: order.toneMs }), ...(order.language && { language: order.language }),
    ...(order.headline && { headline: order.headline }), ...(order.eventCode && { event_code: order.eventCode }),
    ...(order.allClearClip && { all_clear_clip: order.allClearClip }),
  };
}

/** The same words, places and volume at other times. */
export function again(order: Order, starts: number[], supersedes = ''): PrepareRequest {
  return { ...sameSound(order), ...targetsOf(order), starts, ...(supersedes && { supersedes }) };
}

/** What is still ahead of an item, with a playlist as it is now. */
export function withPlaylist(order: Order, playlist: string, nowUs: number, supersedes: string): PrepareRequest {
  const starts = order.occurrences.filter((one) => one.earliestUs > nowUs).map((one) => one.earliestUs);
  return { ...again(order, starts, supersedes), items: undefined, playlist };
}

/** The starts that are still ahead, with one of them moved. */
export function movedStarts(order: Order, occurrence: number, startUs: number, nowUs: number): number[] {
  const others = order.occurrences.filter((one) => one.number !== occurrence && one.earliestUs > nowUs).map((one) => one.earliestUs);
  return [...new Set([...others, startUs])].sort((a, b) => a - b);
}

export const movable = (entry: TimelineEntry, nowUs: number): boolean =>
  entry.class === 'routine' && entry.start_us > nowUs && (entry.state === 'issued' || entry.state === 'running');

export interface Copy {
  order: string;
  headline: string;
  starts: number[];
}

const sounds = (entry: TimelineEntry): boolean => entry.class === 'routine' && entry.state !== 'cancelled';
const likeness = (headline: string, startUs: number): string => `${startUs} ${headline}`;

function counted(keys: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/**
 * What of last week's routine broadcasts is to be said again this week: each item once, without what is past or there already.
 * Townships share headlines and hours: as long as fewer are there than last week, all of them are offered, for who signs sees the conflicts.
 */
export function copiesOf(lastWeek: TimelineEntry[], thisWeek: TimelineEntry[], nowUs: number): Copy[] {
  const last = lastWeek.filter(sounds).map((entry) => ({ entry, start: addDays(entry.start_us, 7) }));
  const wanted = counted(last.map(({ entry, start }) => likeness(entry.headline, start)));
  const there = counted(thisWeek.filter(sounds).map((entry) => likeness(entry.headline, entry.start_us)));
  const copies = new Map<string, Copy>();
  for (const { entry, start } of last) {
    const key = likeness(entry.headline, start);
    if (start <= nowUs || (there.get(key) ?? 0) >= wanted.get(key)!) continue;
    const copy = copies.get(entry.order) ?? { order: entry.order, headline: entry.headline, starts: [] };
    if (!copy.starts.includes(start)) copy.starts.push(start);
    copies.set(entry.order, copy);
  }
  for (const copy of copies.values()) copy.starts.sort((a, b) => a - b);
  return [...copies.values()];
}
