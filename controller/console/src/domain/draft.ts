// What a person is composing, and what of it is not good yet. Pure: the pages show it, the API takes it.
import type { Clip } from '@/api/clips';
import type { PrepareRequest } from '@/api/models';
import type { Level, OrderClass } from '@/wire/vocabulary';
import { outermost } from './areas';
import type { Shape } from './geo';
import { levelsOf } from './levels';

export interface Draft {
  orderClass: OrderClass;
  level: Level;
  headline: string;
  eventCode: string;
  clip: Clip | null;
  /** Instead of a clip: its name. */
  playlist: string;
  allClear: Clip | null;
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
  orderClass, level: levelsOf(orderClass)[0]!, headline: '', eventCode: '', clip: null, playlist: '', allClear: null, volumePercent: 80, repetitions: 2,
  areas: [], groups: [], terminals: [], shapes: [], supersedes,
});

/** Another class has other levels. */
export function withClass(draft: Draft, orderClass: OrderClass): Draft {
  const levels = levelsOf(orderClass);
  return { ...draft, orderClass, level: levels.includes(draft.level) ? draft.level : levels[0]! };
}

export type DraftProblem = 'dispatch.needClip' | 'dispatch.needTarget' | 'dispatch.headlineTooLong';

export function contentProblem(draft: Draft): DraftProblem | null {
  if (new TextEncoder().encode(draft.headline).length > maxHeadlineBytes) return 'dispatch.headlineTooLong';
  return draft.clip || draft.playlist ? null : 'dispatch.needClip';
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
  if (!draft.clip && !draft.playlist) throw new Error('no clip');
  return {
    class: draft.orderClass,
    level: draft.level,
    ...targetsOf(draft),
    ...(draft.playlist ? { playlist: draft.playlist } : { items: [{ clip: draft.clip!.clip }] }),
    volume_percent: draft.volumePercent,
    repetitions: draft.repetitions,
    ...(draft.headline.trim() && { headline: draft.headline.trim() }),
    ...(draft.eventCode && { event_code: draft.eventCode }),
    ...(draft.allClear && { all_clear_clip: draft.allClear.clip }),
    ...(draft.supersedes && { supersedes: draft.supersedes }),
  };
}
