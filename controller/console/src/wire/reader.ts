// Reads protobuf fields strictly: what the console does not understand it refuses to show, and so to sign.

export class WireError extends Error {}

export type FieldValue = { kind: 'number'; value: bigint } | { kind: 'bytes'; value: Uint8Array };
export type FieldHandler = (value: FieldValue) => void;

const maxVarintOctets = 10;

function readVarint(bytes: Uint8Array, at: number): [bigint, number] {
  let value = 0n;
  for (let i = 0; i < maxVarintOctets; ++i) {
    const octet = bytes[at + i];
    if (octet === undefined) throw new WireError('cut off');
    value |= BigInt(octet & 0x7f) << BigInt(7 * i);
    if (octet < 0x80) return [BigInt.asUintN(64, value), at + i + 1];
  }
  throw new WireError('number too long');
}

/** Calls the handler of each field; an unknown field, or another wire type than 0 and 2, is an error. */
export function readFields(bytes: Uint8Array, handlers: Record<number, FieldHandler>): void {
  let at = 0;
  while (at < bytes.length) {
    let tag: bigint;
    [tag, at] = readVarint(bytes, at);
    const handler = handlers[Number(tag >> 3n)];
    if (!handler) throw new WireError(`unknown field ${tag >> 3n}`);
    if ((tag & 7n) === 0n) {
      let value: bigint;
      [value, at] = readVarint(bytes, at);
      handler({ kind: 'number', value });
    } else if ((tag & 7n) === 2n) {
      let length: bigint;
      [length, at] = readVarint(bytes, at);
      if (length > BigInt(bytes.length - at)) throw new WireError('cut off');
      handler({ kind: 'bytes', value: bytes.slice(at, at + Number(length)) });
      at += Number(length);
    } else {
      throw new WireError('unknown wire type');
    }
  }
}

export function asBigInt(field: FieldValue): bigint {
  if (field.kind !== 'number') throw new WireError('a number was expected');
  return field.value;
}

/** Up to 2^53: all of our times (microseconds until the year 9999) but the last 7,700 years, and all counts. */
export function asNumber(field: FieldValue): number {
  const value = asBigInt(field);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new WireError('number too large');
  return Number(value);
}

export function asSigned(field: FieldValue): number {
  const value = asBigInt(field);
  return Number(BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n)));
}

export function asBytes(field: FieldValue): Uint8Array {
  if (field.kind !== 'bytes') throw new WireError('octets were expected');
  return field.value;
}

export function asText(field: FieldValue): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(asBytes(field));
}

/** A repeated number, packed (as proto3 writes it) or single. */
export function asNumbers(field: FieldValue): number[] {
  if (field.kind === 'number') return [asNumber(field)];
  const numbers: number[] = [];
  let at = 0;
  while (at < field.value.length) {
    let value: bigint;
    [value, at] = readVarint(field.value, at);
    numbers.push(asNumber({ kind: 'number', value }));
  }
  return numbers;
}
