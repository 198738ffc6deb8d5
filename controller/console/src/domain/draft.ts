// What a person is composing, and what of it is not good yet. Pure: the pages show it, the API takes it.
import type { Clip } from '@/api/models/clips';
import type { PrepareRequest } from '@/api/models/prepare';
import type { Order } from '@/wire/order';
import type { InterruptRule, Level, OrderClass, Tone } from '@/wire/vocabulary';
import { outermost } from './areas';
import type { Shape } from './geo';
import { levelsOf } from './levels';

export interface Draft {
  orderClass: OrderClass;
  level: Level;
  headline: string;
  eventCode: string;
  clip: Clip | null;
  /** The sounds of the order that is updated, until another one is chosen. */
  carried: Clip[];
  /** Instead of a clip: its name. */
  playlist: string;
  allClear: Clip | null;
  /** Of the words that are spoken (BCP 47); empty where nobody said, as with a recording. */
  language: string;
  /** Empty: the usual one of the level. */
  tone: Tone | '';
  toneMs: number;
  interruptRule: InterruptRule;
  /** null: the usual one. */
  gapMs: number | null;
  volumePercent: number;
  repetitions: number;
  areas: string[];
  groups: string[];
  terminals: string[];
  shapes: Shape[];
  supersedes: string;
}

export const maxHeadlineBytes = 512;

export const emptyDraft = (orderClass: OrderClass, supersedes = ''): Draft => ({
  orderClass, level: levelsOf(orderClass)[0]!, headline: '', eventCode: '', clip: null, carried: [], playlist: '', allClear: null,
  language: '', tone: '', toneMs: 0, interruptRule: 'resume', gapMs: null, volumePercent: 80, repetitions: 2, areas: [], groups: [], terminals: [], shapes: [],
  supersedes,
});

/** Another class has other levels. */
export function withClass(draft: Draft, orderClass: OrderClass): Draft {
  const levels = levelsOf(orderClass);
  return withLevel({ ...draft, orderClass }, levels.includes(draft.level) ? draft.level : levels[0]!);
}

/** Another level has another tone: one that was carried over leaves with its level. */
export const withLevel = (draft: Draft, level: Level): Draft => (level === draft.level ? draft : { ...draft, level, tone: '', toneMs: 0 });

/** The tag of what a speech clip says; of two languages the first, which is heard first. */
export const languageTag = (languages: readonly string[]): string => (languages[0] === 'en' ? 'en' : languages.length > 0 ? 'zh-CN' : '');

const clipOf = (clip: string, durationMs: number): Clip => ({ clip, duration_ms: durationMs, warnings: [] });

/** An update begins with everything that the order says which it will replace; live speech alone cannot be carried over. */
export function draftOf(order: Order, digest: string): Draft {
  return {
    ...emptyDraft(order.orderClass, digest),
    level: order.level, headline: order.headline, eventCode: order.eventCode, language: order.language,
    carried: order.items.map(({ clip, durationMs }) => clipOf(clip, durationMs)),
    allClear: order.allClearClip ? clipOf(order.allClearClip, 0) : null,
    tone: order.tone, toneMs: order.toneMs, interruptRule: order.interruptRule, volumePercent: order.volumePercent,
    ...(order.live ? {} : { gapMs: order.gapMs, repetitions: order.repetitions }),
    areas: order.targets.flatMap((target) => (target.kind === 'area' ? [target.code] : [])),
    terminals: order.targets.flatMap((target) => (target.kind === 'terminal' ? [target.id] : [])),
    shapes: order.targets.flatMap((target): Shape[] => (target.kind === 'polygon' || target.kind === 'circle' ? [target] : [])),
  };
}

const clipsOf = (draft: Draft): Clip[] => (draft.clip ? [draft.clip] : draft.carried);

export type DraftProblem = 'dispatch.needClip' | 'dispatch.needTarget' | 'dispatch.headlineTooLong';

export function contentProblem(draft: Draft): DraftProblem | null {
  if (new TextEncoder().encode(draft.headline).length > maxHeadlineBytes) return 'dispatch.headlineTooLong';
  return draft.playlist || clipsOf(draft).length > 0 ? null : 'dispatch.needClip';
}

export function targetProblem(draft: Draft): DraftProblem | null {
  const count = draft.areas.length + draft.groups.length + draft.terminals.length + draft.shapes.length;
  return count === 0 ? 'dispatch.needTarget' : null;
}

export function targetsOf(draft: Draft): Pick<PrepareRequest, 'areas' | 'groups' | 'terminals' | 'polygons' | 'circles'> {
  const polygons = draft.shapes.flatMap((shape) =>
    shape.kind === 'polygon' ? [shape.points.map(({ latitude, longitude }): [number, number] => [latitude, longitude])] : [],
  );
  const circles = draft.shapes.flatMap((shape) =>
    shape.kind === 'circle' ? [{ centre: [shape.centre.latitude, shape.centre.longitude] as [number, number], radius_m: Math.round(shape.radiusM) }] : [],
  );
  return {
    ...(draft.areas.length > 0 && { areas: outermost(draft.areas) }),
    ...(draft.groups.length > 0 && { groups: draft.groups }),
    ...(draft.terminals.length > 0 && { terminals: draft.terminals }),
    ...(polygons.length > 0 && { polygons }),
    ...(circles.length > 0 && { circles }),
  };
}

export function requestOf(draft: Draft): PrepareRequest {
  if (!draft.playlist && clipsOf(draft).length === 0) throw new Error('no clip');
  return {
    class: draft.orderClass,
    level: draft.level,
    ...targetsOf(draft),
    ...(draft.playlist ? { playlist: draft.playlist } : { items: clipsOf(draft).map(({ clip }) => ({ clip })) }),
    volume_percent: draft.volumePercent,
    repetitions: draft.repetitions,
    interrupt_rule: draft.interruptRule,
    ...(draft.gapMs !== null && { gap_ms: draft.gapMs }),
    ...(draft.tone && { tone: draft.tone, ...(draft.tone !== 'none' && draft.toneMs > 0 && { tone_ms: draft.toneMs }) }),
    ...(draft.language && { language: draft.language }),
    ...(draft.headline.trim() && { headline: draft.headline.trim() }),
    ...(draft.eventCode && { event_code: draft.eventCode }),
    ...(draft.allClear && { all_clear_clip: draft.allClear.clip }),
    ...(draft.supersedes && { supersedes: draft.supersedes }),
  };
}
