// The corners of an area as a person writes them: typed, moved, taken out. Pure; the map and the fields show the same ones.
import type { Position } from '@/wire/targets';
import { maxPolygonPoints } from './geo';

/** As finely as a target of an order says it: a millionth of a degree, a tenth of a metre. */
const parts = 1_000_000;
const fine = (degrees: number): number => Math.round(degrees * parts) / parts;

export const minRadiusM = 1;
export const maxRadiusM = 200_000;

/** null: no place on the earth. */
export function cornerOf(latitude: number | null, longitude: number | null): Position | null {
  if (latitude === null || longitude === null || !Number.isFinite(latitude) || !Number.isFinite(longitude)) return null;
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null;
  return { latitude: fine(latitude), longitude: fine(longitude) };
}

export const withCorner = (points: Position[], corner: Position): Position[] => (points.length < maxPolygonPoints ? [...points, corner] : points);

export const withoutCorner = (points: Position[], at: number): Position[] => points.filter((_, index) => index !== at);

export const movedCorner = (points: Position[], at: number, to: Position): Position[] => points.map((point, index) => (index === at ? to : point));

export const radiusOf = (metres: number): number => Math.max(minRadiusM, Math.min(maxRadiusM, Math.round(metres)));
