import { describe, expect, it } from 'vitest';
import { catalogues, messages } from './messages';
import { translate, translateWord } from './translate';

const parameters = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

describe('messages', () => {
  it('have words in both languages', () => {
    for (const [key, [zh, en]] of Object.entries(messages)) {
      expect(zh.trim(), key).not.toBe('');
      expect(en.trim(), key).not.toBe('');
    }
  });

  it('take the same parameters in both languages', () => {
    for (const [key, [zh, en]] of Object.entries(messages)) expect(parameters(zh), key).toEqual(parameters(en));
  });

  it('are each in one catalogue alone', () => {
    const total = catalogues.reduce((sum, catalogue) => sum + Object.keys(catalogue).length, 0);
    expect(Object.keys(messages).length).toBe(total);
  });

  it('fill parameters in and leave unknown words as they are', () => {
    expect(translate('en', 'signIn.locked', { seconds: 7 })).toBe('Too many tries. Wait 7 s.');
    expect(translateWord('zh', 'state', 'running')).toBe('正在播出');
    expect(translateWord('zh', 'state', '<b>')).toBe('<b>');
  });
});
