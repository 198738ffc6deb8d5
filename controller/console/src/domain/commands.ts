// What came of maintenance commands. Pure.
import type { CommandAnswer, CommandState } from '@/api/models/commands';
import { fromBase64 } from '@/wire/bytes';

/** As many as the controller keeps. */
export const keptCommands = 256;

/** A terminal may still answer. */
export const isAwaited = (command: CommandState, nowUs: number): boolean =>
  command.expires_at_us > nowUs && command.terminals.some((one) => one.state === 'waiting' || one.state === 'sent');

/** What a terminal sent, to be read: UTF-8 may be cut anywhere in a slice of a log, and what is no text is shown as such. */
export function answerText(answer: Pick<CommandAnswer, 'text' | 'data'>): string {
  if (answer.data === undefined) return answer.text ?? '';
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(fromBase64(answer.data));
  return text.replaceAll('\r\n', '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
}
