import { describe, expect, it } from 'vitest';
import { fromBase64, fromHex, toBase64, toHex } from './bytes';
import { writeCommand } from './command';
import { readEnvelope, signedBytes, writeEnvelope } from './envelope';
import { readOrder } from './order';
import { readFields, WireError } from './reader';
import { readCancel, readStopAll } from './stops';
import { Writer } from './writer';

const digest = new Uint8Array(32).fill(7);
const start = 1_800_000_000_000_000;

const target = new Writer().number(1, 500116101000n).finish();
const occurrence = new Writer().number(1, 1).number(2, start).number(3, start + 1).number(4, start + 2).finish();
const clips = new Writer().message(1, new Writer().bytes(1, digest).number(2, 9000).finish()).number(2, 2).number(3, 2000).finish();

const orderWriter = (): Writer =>
  new Writer().number(1, 1).number(2, 1).number(3, 1).number(4, start).number(5, start).number(6, start + 9).message(7, target)
    .message(8, occurrence).number(9, 2).number(10, 4000).message(11, clips).number(13, 80).number(14, 1).text(18, '洪水').bytes(21, new Uint8Array(16).fill(1));

describe('order', () => {
  it('is read as its bytes say it', () => {
    const order = readOrder(orderWriter().finish());
    expect(order).toMatchObject({ orderClass: 'actual', level: 'I', headline: '洪水', tone: 'level_i', repetitions: 2, volumePercent: 80 });
    expect(order.targets).toEqual([{ kind: 'area', code: '500116101000' }]);
    expect(order.items).toEqual([{ clip: toHex(digest), durationMs: 9000 }]);
  });

  it('with a field that this console does not know is not shown', () => {
    expect(() => readOrder(orderWriter().number(22, 1).finish())).toThrow(WireError);
  });

  it('that addresses nobody, says nothing or never starts is not shown', () => {
    const base = new Writer().number(1, 1).number(2, 1).number(3, 1);
    expect(() => readOrder(base.finish())).toThrow('addresses nobody');
    expect(() => readOrder(new Writer().number(1, 1).number(2, 1).number(3, 1).message(7, target).finish())).toThrow('never starts');
  });

  it('of an unknown class, level or reader version is not shown', () => {
    expect(() => readOrder(new Writer().number(1, 1).number(2, 9).finish())).toThrow(WireError);
    expect(() => readOrder(new Writer().number(1, 2).number(2, 1).number(3, 1).message(7, target).message(8, occurrence).message(11, clips).finish())).toThrow(
      'newer console',
    );
  });

  it('cut off at any octet is an error or another order, never a crash', () => {
    const bytes = orderWriter().finish();
    for (let length = 0; length < bytes.length; ++length) {
      try {
        readOrder(bytes.slice(0, length));
      } catch (error) {
        expect(error instanceof WireError || error instanceof TypeError, String(error)).toBe(true);
      }
    }
  });

  it('reads negative coordinates of a shape', () => {
    const point = (latitude: bigint, longitude: bigint): Uint8Array => new Writer().number(1, latitude).number(2, longitude).finish();
    const circle = new Writer().message(4, new Writer().message(1, point(3n, 4n)).number(2, 500).finish()).finish();
    const order = readOrder(new Writer().number(1, 1).number(2, 1).number(3, 1).message(7, circle).message(8, occurrence).message(11, clips).finish());
    expect(order.targets[0]).toEqual({ kind: 'circle', centre: { latitude: -2e-7, longitude: 2e-7 }, radiusM: 500 });
  });
});

describe('stops', () => {
  it('a cancel names exactly one order', () => {
    expect(readCancel(new Writer().number(1, 1).bytes(2, digest).number(3, start).bytes(4, digest).finish()).order).toBe(toHex(digest));
    expect(() => readCancel(new Writer().number(1, 1).finish())).toThrow(WireError);
  });

  it('a stop-all reads its packed classes', () => {
    const bytes = new Writer().number(1, 1).message(2, target).bytes(3, Uint8Array.of(1, 2, 4)).number(4, 1).number(5, start).finish();
    expect(readStopAll(bytes)).toMatchObject({ classes: ['actual', 'exercise', 'routine'], highestLevel: 'I' });
  });
});

describe('envelope', () => {
  it('covers context, zero, deployment, type, length and payload', () => {
    const covered = signedBytes(digest, 4, Uint8Array.of(1, 2, 3));
    expect(covered.length).toBe(19 + 1 + 32 + 1 + 8 + 3);
    expect(new TextDecoder().decode(covered.slice(0, 19))).toBe('TONGLUO-ENVELOPE-V1');
    expect([covered[19], covered[52], covered[60]]).toEqual([0, 4, 3]);
  });

  it('reads what it wrote', () => {
    const envelope = { type: 4, payload: Uint8Array.of(9), signatures: [{ keyId: new Uint8Array(16).fill(1), algorithm: 2, signature: new Uint8Array(64).fill(2) }] };
    expect(readEnvelope(writeEnvelope(envelope))).toEqual(envelope);
  });
});

describe('command', () => {
  it('is written in the canonical order, without default values', () => {
    const bytes = writeCommand({ terminal: 'TL-1', kind: 'self_test' }, start, new Uint8Array(16).fill(3));
    const fields: number[] = [];
    const note = (field: number) => (): void => void fields.push(field);
    readFields(bytes, { 1: note(1), 2: note(2), 3: note(3), 4: note(4), 5: note(5), 11: note(11) });
    expect(fields).toEqual([1, 2, 3, 4, 5, 11]);
  });
});

describe('bytes', () => {
  it('come back from their texts', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(fromBase64(toBase64(bytes))).toEqual(bytes);
    expect(fromHex(toHex(bytes))).toEqual(bytes);
    expect(() => fromHex('xyz')).toThrow();
  });
});
