// Whom a signed object addresses (PROTOCOL.md 7.6, targets).
import { asBigInt, asBytes, asNumber, asSigned, asText, readFields, WireError } from './reader';
import { Writer } from './writer';

export interface Position {
  latitude: number;
  longitude: number;
}

export type Target =
  | { kind: 'area'; code: string }
  | { kind: 'terminal'; id: string }
  | { kind: 'polygon'; points: Position[] }
  | { kind: 'circle'; centre: Position; radiusM: number };

const e7 = 1e7;

function readPoint(bytes: Uint8Array): Position {
  const point: Position = { latitude: 0, longitude: 0 };
  readFields(bytes, {
    1: (field) => (point.latitude = asSigned(field) / e7),
    2: (field) => (point.longitude = asSigned(field) / e7),
  });
  return point;
}

function readPolygon(bytes: Uint8Array): Target {
  const points: Position[] = [];
  readFields(bytes, { 1: (field) => points.push(readPoint(asBytes(field))) });
  return { kind: 'polygon', points };
}

function readCircle(bytes: Uint8Array): Target {
  let centre: Position = { latitude: 0, longitude: 0 };
  let radiusM = 0;
  readFields(bytes, {
    1: (field) => (centre = readPoint(asBytes(field))),
    2: (field) => (radiusM = asNumber(field)),
  });
  return { kind: 'circle', centre, radiusM };
}

export function readTarget(bytes: Uint8Array): Target {
  let target: Target | undefined;
  readFields(bytes, {
    1: (field) => (target = { kind: 'area', code: asBigInt(field).toString().padStart(12, '0') }),
    2: (field) => (target = { kind: 'terminal', id: asText(field) }),
    3: (field) => (target = readPolygon(asBytes(field))),
    4: (field) => (target = readCircle(asBytes(field))),
  });
  if (!target) throw new WireError('a target of no kind');
  return target;
}

/** Areas and terminals alone: the console never writes a shape into a signed object. */
export function writeTarget(target: { kind: 'area'; code: string } | { kind: 'terminal'; id: string }): Uint8Array {
  return target.kind === 'area' ? new Writer().number(1, BigInt(target.code)).finish() : new Writer().text(2, target.id).finish();
}
