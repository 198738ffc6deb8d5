import { describe, expect, it } from 'vitest';
import { translate } from '@/i18n/translate';
import { areaName, areaTree } from './areas';
import { plain } from './plain';

const named = '甲\u202e镇';
const area = { code: '500116108000', name: named, parent: null, terminals: 1 };

describe('a name that would turn round what follows it', () => {
  it('is shown without doing so', () => {
    for (const code of ['\u202a', '\u202b', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u200f', '\u061c']) expect(plain(`a${code}b`)).toBe('a\ufffdb');
    expect(plain('江津区 <b>12</b>\n')).toBe('江津区 <b>12</b>\n');
  });

  it('stands in a sentence, before its code and in the tree', () => {
    expect(translate('zh', 'order.target.area', { name: named, code: area.code })).toBe('甲\ufffd镇（500116108000）');
    expect(areaName([area] as Parameters<typeof areaName>[0], area.code)).toBe('甲\ufffd镇');
    expect(areaTree([area] as Parameters<typeof areaTree>[0])[0]!.title).toBe('甲\ufffd镇');
  });
});
