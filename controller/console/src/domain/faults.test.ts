import { describe, expect, it } from 'vitest';
import type { Terminal } from '@/api/models/terminals';
import { faultsOf, troublesOf } from './faults';

const terminal = (name: string, state: string, status: Record<string, number> | null = null, faulty = true) => ({ terminal: name, state, status, faulty }) as Terminal;

describe('faults', () => {
  it('are the bits of the alarms, mains and door, each once', () => {
    expect(troublesOf(terminal('a', 'online', { alarms: (1 << 7) | (1 << 13) | (1 << 14), mains_present: 0, door_open: 1 }))).toEqual([
      'mains_lost', 'amplifier_fault', 'horn_fault', 'door_open',
    ]);
  });
  it('are none where nothing is known, and told by number where the kind is new', () => {
    expect(troublesOf(terminal('a', 'online'))).toEqual([]);
    expect(troublesOf(terminal('a', 'online', { mains_present: 1, door_open: 0 }))).toEqual([]);
    expect(troublesOf(terminal('a', 'online', { alarms: -(2 ** 31) }))).toEqual(['31']);
  });
  it('list who is away before who has a trouble, and nobody whom the controller does not count', () => {
    const listed = faultsOf([
      terminal('well', 'online', { alarms: 0 }, false), terminal('open', 'online', { door_open: 1 }, false), terminal('new', 'never', null, false),
      terminal('mains', 'online', { mains_present: 0 }), terminal('gone', 'offline'),
      terminal('both', 'online', { mains_present: 0, door_open: 1 }),
    ]);
    expect(listed.map((one) => one.terminal.terminal)).toEqual(['gone', 'both', 'mains']);
  });
});
