// A maintenance command (PROTOCOL.md 7.13). There is no prepare for it: the console writes the canonical bytes itself.
import { commandKinds, numberOf, type CommandKind } from './vocabulary';
import { writeTarget } from './targets';
import { Writer } from './writer';

export interface Command {
  terminal: string;
  kind: CommandKind;
  durationMs?: number;
  volumePercent?: number;
  name?: string;
  bytes?: number;
}

const validForUs = 10 * 60 * 1_000_000;

export function writeCommand(command: Command, nowUs: number, nonce: Uint8Array): Uint8Array {
  return new Writer()
    .number(1, 1)
    .message(2, writeTarget({ kind: 'terminal', id: command.terminal }))
    .number(3, nowUs)
    .number(4, nowUs + validForUs)
    .number(5, numberOf(commandKinds, command.kind))
    .number(6, command.durationMs ?? 0)
    .number(7, command.volumePercent ?? 0)
    .text(8, command.name ?? '')
    .number(10, command.bytes ?? 0)
    .bytes(11, nonce)
    .finish();
}
