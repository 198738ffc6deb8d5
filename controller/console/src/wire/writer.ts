// Writes protobuf fields canonically: in ascending order as called, and never a default value.
import { concat } from './bytes';

function varint(value: bigint): Uint8Array {
  const octets: number[] = [];
  let rest = BigInt.asUintN(64, value);
  do {
    const octet = Number(rest & 0x7fn);
    rest >>= 7n;
    octets.push(rest > 0n ? octet | 0x80 : octet);
  } while (rest > 0n);
  return Uint8Array.from(octets);
}

export class Writer {
  private readonly parts: Uint8Array[] = [];

  number(field: number, value: number | bigint): this {
    if (BigInt(value) !== 0n) this.parts.push(varint(BigInt(field) << 3n), varint(BigInt(value)));
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    if (value.length > 0) this.message(field, value);
    return this;
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  /** A member message, or an element of a repeated field: written also when it is empty. */
  message(field: number, value: Uint8Array): this {
    this.parts.push(varint((BigInt(field) << 3n) | 2n), varint(BigInt(value.length)), value);
    return this;
  }

  finish(): Uint8Array {
    return concat(...this.parts);
  }
}
