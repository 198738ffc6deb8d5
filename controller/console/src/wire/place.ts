// A place record (PROTOCOL.md 7.4). There is no prepare for it: the console writes the canonical bytes itself.
import type { Position } from './targets';
import { Writer } from './writer';

export interface Place {
  terminal: string;
  area: string;
  position: Position;
  name: string;
}

/** sint32 of protobuf, in 1e-7 degree. */
const zigzagE7 = (degrees: number): number => {
  const value = Math.round(degrees * 1e7);
  return value >= 0 ? value * 2 : -value * 2 - 1;
};

/** The version is the second of the survey, so that a later one is newer. */
export function writePlace(place: Place, nowUs: number): Uint8Array {
  return new Writer()
    .number(1, 1)
    .text(2, place.terminal)
    .number(3, Math.floor(nowUs / 1e6))
    .number(4, nowUs)
    .number(5, BigInt(place.area))
    .number(6, zigzagE7(place.position.latitude))
    .number(7, zigzagE7(place.position.longitude))
    .text(9, place.name)
    .finish();
}
