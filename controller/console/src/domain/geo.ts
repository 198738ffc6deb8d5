// Shapes on the map, and the GeoJSON that draws them.
import type { Feature, FeatureCollection, Polygon as GeoPolygon } from 'geojson';
import type { Terminal } from '@/api/models/terminals';
import type { Position } from '@/wire/targets';

export type Shape = { kind: 'polygon'; points: Position[] } | { kind: 'circle'; centre: Position; radiusM: number };

export const maxPolygonPoints = 256;
const earthM = 6_371_000;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

export function distanceM(a: Position, b: Position): number {
  const x = Math.sin(radians(b.latitude - a.latitude) / 2) ** 2;
  const y = Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(radians(b.longitude - a.longitude) / 2) ** 2;
  return 2 * earthM * Math.asin(Math.min(1, Math.sqrt(x + y)));
}

const circleCorners = 64;

function circleRing(centre: Position, radiusM: number): [number, number][] {
  const ring: [number, number][] = [];
  for (let i = 0; i <= circleCorners; ++i) {
    const angle = (2 * Math.PI * i) / circleCorners;
    const latitude = centre.latitude + ((radiusM * Math.cos(angle)) / earthM) * (180 / Math.PI);
    const longitude = centre.longitude + ((radiusM * Math.sin(angle)) / (earthM * Math.cos(radians(centre.latitude)))) * (180 / Math.PI);
    ring.push([longitude, latitude]);
  }
  return ring;
}

export function featureOf(shape: Shape): Feature<GeoPolygon> {
  const ring = shape.kind === 'circle'
    ? circleRing(shape.centre, shape.radiusM)
    : [...shape.points, shape.points[0]!].map(({ longitude, latitude }): [number, number] => [longitude, latitude]);
  return { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } };
}

export const shapesCollection = (shapes: Shape[]): FeatureCollection => ({ type: 'FeatureCollection', features: shapes.map(featureOf) });

/** What the map tells terminals apart by. */
export const shownState = (terminal: Terminal): string => (terminal.playing ? 'playing' : terminal.state);

const placed = (terminal: Terminal): boolean => terminal.latitude !== 0 || terminal.longitude !== 0;

export function terminalsCollection(terminals: Terminal[]): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: terminals.filter(placed).map((terminal) => ({
      type: 'Feature',
      properties: { id: terminal.terminal, name: terminal.name, state: shownState(terminal) },
      geometry: { type: 'Point', coordinates: [terminal.longitude, terminal.latitude] },
    })),
  };
}

export type Bounds = [west: number, south: number, east: number, north: number];

export function boundsOf(collections: FeatureCollection[]): Bounds | null {
  let bounds: Bounds | null = null;
  const take = (value: unknown): void => {
    if (!Array.isArray(value)) return;
    if (typeof value[0] !== 'number') return value.forEach(take);
    const [x, y] = value as [number, number];
    bounds = bounds ? [Math.min(bounds[0], x), Math.min(bounds[1], y), Math.max(bounds[2], x), Math.max(bounds[3], y)] : [x, y, x, y];
  };
  for (const collection of collections)
    for (const feature of collection.features) if (feature.geometry && 'coordinates' in feature.geometry) take(feature.geometry.coordinates);
  return bounds;
}

/** Segments of a closed polygon that cross make it useless: the controller refuses it. */
export function crossesItself(points: Position[]): boolean {
  const side = (a: Position, b: Position, c: Position): number =>
    Math.sign((b.longitude - a.longitude) * (c.latitude - a.latitude) - (b.latitude - a.latitude) * (c.longitude - a.longitude));
  const count = points.length;
  for (let i = 0; i < count; ++i)
    for (let j = i + 1; j < count; ++j) {
      if (j === i + 1 || (i === 0 && j === count - 1)) continue;
      const [a, b, c, d] = [points[i]!, points[(i + 1) % count]!, points[j]!, points[(j + 1) % count]!];
      if (side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b)) return true;
    }
  return false;
}
