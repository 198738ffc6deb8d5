import { describe, expect, it } from 'vitest';
import { by, compare, sortOf } from './sorting';

describe('sorting', () => {
  it('puts what is not known first, and numbers by their value', () => {
    expect([10, null, 9, undefined, -1].sort(compare)).toEqual([null, -1, 9, 10, undefined]);
    expect([{ n: 2 }, { n: null }, { n: 1 }].sort(by((row) => row.n)).map((row) => row.n)).toEqual([null, 1, 2]);
  });
  it('knows the numbers within names, and pinyin', () => {
    expect(['TL-10', 'TL-9', 'TL-100'].sort(compare)).toEqual(['TL-9', 'TL-10', 'TL-100']);
    expect(['油溪镇', '白沙镇', '几江街道'].sort(compare)).toEqual(['白沙镇', '几江街道', '油溪镇']);
  });
});

describe('a column that is clicked', () => {
  it('is what the list is asked to be sorted by', () => {
    expect([sortOf('level', 'ascend'), sortOf('level', 'descend'), sortOf('level', null), sortOf(undefined, 'ascend')]).toEqual(['level', '-level', undefined, undefined]);
  });
});
