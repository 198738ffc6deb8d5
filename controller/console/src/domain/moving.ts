// A signed order is never changed: what is moved or copied is said anew, with the same content and other starts. Pure.
import type { TimelineEntry } from '@/api/models/orders';
import type { PrepareRequest } from '@/api/models/prepare';
import type { Order } from '@/wire/order';
import { stillSounds } from './schedule';
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

interface Start {
  /** Which says it: of an item that was replaced, the last order that was heard. */
  by: TimelineEntry;
  start: number;
  likeness: string;
}

const heard = (entries: TimelineEntry[]): TimelineEntry[] => entries.filter((entry) => entry.class === 'routine' && stillSounds(entry));
const itemOf = (entry: TimelineEntry): string => entry.superseded_by ?? entry.order;
const heardUntil = (entry: TimelineEntry): number => entry.ended_us ?? Infinity;

/** Of each item an entry of its newest order. */
function newestOf(entries: TimelineEntry[]): Map<string, TimelineEntry> {
  const newest = new Map<string, TimelineEntry>();
  for (const entry of entries) {
    const other = newest.get(itemOf(entry));
    if (!other || heardUntil(entry) > heardUntil(other)) newest.set(itemOf(entry), entry);
  }
  return newest;
}

/** The starts of each item, each once. */
function startsOf(entries: TimelineEntry[], newest: Map<string, TimelineEntry>, daysLater: number): Start[] {
  const starts = new Map<string, Start>();
  for (const entry of entries) {
    const by = newest.get(itemOf(entry))!;
    const start = addDays(entry.start_us, daysLater);
    starts.set(`${start} ${by.order}`, { by, start, likeness: `${start} ${by.headline}` });
  }
  return [...starts.values()];
}

function counted(keys: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/**
 * What was heard of last week's routine broadcasts, to be said again this week: each item once, without what is past or there already.
 * Days from before an item was replaced are said by what replaced it, so that nothing that was corrected comes back.
 * Townships share headlines and hours: as long as fewer are there than last week, all of them are offered, for who signs sees the conflicts.
 */
export function copiesOf(lastWeek: TimelineEntry[], thisWeek: TimelineEntry[], nowUs: number): Copy[] {
  const [last, current] = [heard(lastWeek), heard(thisWeek)];
  const newest = newestOf([...last, ...current]);
  const starts = startsOf(last, newest, 7);
  const wanted = counted(starts.map(({ likeness }) => likeness));
  const there = counted(startsOf(current, newest, 0).map(({ likeness }) => likeness));
  const copies = new Map<string, Copy>();
  for (const { by, start, likeness } of starts) {
    if (start <= nowUs || (there.get(likeness) ?? 0) >= wanted.get(likeness)!) continue;
    const copy = copies.get(by.order) ?? { order: by.order, headline: by.headline, starts: [] };
    copy.starts.push(start);
    copies.set(by.order, copy);
  }
  for (const copy of copies.values()) copy.starts.sort((a, b) => a - b);
  return [...copies.values()];
}
