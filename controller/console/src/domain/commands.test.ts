import { describe, expect, it } from 'vitest';
import type { CommandState } from '@/api/models/commands';
import { toBase64 } from '@/wire/bytes';
import { answerText, isAwaited } from './commands';

const data = (bytes: Uint8Array | number[]): { data: string } => ({ data: toBase64(Uint8Array.from(bytes)) });

describe('what a terminal answers', () => {
  it('is text as it came, or nothing', () => expect([answerText({ text: 'a\tb\n' }), answerText({})]).toEqual(['a\tb\n', '']));
  it('is read as UTF-8 when it is more than ASCII', () => expect(answerText(data(new TextEncoder().encode('喇叭开路\r\n好')))).toBe('喇叭开路\n好'));
  it('may begin and end within a letter: its octets are replaced, the rest stays', () => {
    const bytes = new TextEncoder().encode('山村甲');
    expect(answerText(data(bytes.slice(1, -1)))).toMatch(/^\ufffd+村\ufffd+$/);
  });
  it('shows no control character as one', () => expect(answerText(data([0x1b, 0x5b, 0x41, 0x00, 0xc2, 0x85, 0x0a, 0x09]))).toBe('\ufffd[A\ufffd\ufffd\n\t'));
});

describe('a command', () => {
  it('is asked about often as long as a terminal may answer', () => {
    const command = (state: string): CommandState => ({ digest: '', kind: 'log', person: '', submitted_at_us: 0, expires_at_us: 10, terminals: [{ terminal: 'a', name: '', state, refusal: 'none', detail: '', at_us: null }] });
    expect([isAwaited(command('sent'), 5), isAwaited(command('waiting'), 5), isAwaited(command('done'), 5), isAwaited(command('sent'), 10)]).toEqual([true, true, false, false]);
  });
});
