import { describe, expect, it } from 'vitest';
import { claimName, claimSymbols } from './claim';
import { writePlace } from './place';
import { asBigInt, asNumber, asSigned, asText, readFields } from './reader';

// The secret of twelve sevens, anchored to "root set" and "authority" as in the tests of protocol/sign.
const code = '77777-77777-77NMA-D8PF4-3M6VR-2J0QT';
const name = 'b4815a6ef88bd4bef38ec49a7c1a756673f2fdc34624ed79e44e317d951f28b9';

describe('a claim code', () => {
  it('has the name that the controller keeps, however it was typed', async () => {
    expect(await claimName(code)).toBe(name);
    expect(await claimName(code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l'))).toBe(name);
  });
  it('with a typing mistake, or of another length, is none', async () => {
    expect(await claimName(`8${code.slice(1)}`)).toBeNull();
    expect([claimSymbols(code.slice(1)), claimSymbols(`${code}0`), claimSymbols(code.replace('7', 'U'))]).toEqual([null, null, null]);
  });
});

describe('a place record', () => {
  it('says where it is, to a ten-millionth of a degree on either side of zero', () => {
    const read: unknown[] = [];
    const bytes = writePlace({ terminal: 'TL-1', area: '500116101200', position: { latitude: 29.2367, longitude: -106.1104 }, name: '联合村' }, 1_800_000_000_000_000);
    readFields(bytes, {
      1: (field) => read.push(asNumber(field)), 2: (field) => read.push(asText(field)), 3: (field) => read.push(asNumber(field)), 4: (field) => read.push(asNumber(field)),
      5: (field) => read.push(asBigInt(field)), 6: (field) => read.push(asSigned(field)), 7: (field) => read.push(asSigned(field)), 9: (field) => read.push(asText(field)),
    });
    expect(read).toEqual([1, 'TL-1', 1_800_000_000, 1_800_000_000_000_000, 500116101200n, 292_367_000, -1_061_104_000, '联合村']);
  });
});
