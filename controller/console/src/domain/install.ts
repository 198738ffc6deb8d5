// What a technician says of a new terminal, step by step. Pure.
import type { Position } from '@/wire/targets';
import { nameProblem } from './names';

export interface Installation {
  code: string;
  /** A terminal whose place is signed already; else its place is surveyed now. */
  known: boolean;
  terminal: string;
  name: string;
  area: string;
  position: Position | null;
  replaces: boolean;
}

export const emptyInstallation: Installation = { code: '', known: true, terminal: '', name: '', area: '', position: null, replaces: false };

export const goodTerminalId = (id: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/.test(id);

export type InstallProblem = 'install.needTerminal' | 'install.needName' | 'install.needArea' | 'install.needPosition';

/** Why its place is not complete yet. */
export function placeProblem(one: Installation): InstallProblem | null {
  if (!goodTerminalId(one.terminal)) return 'install.needTerminal';
  if (one.known) return null;
  if (nameProblem(one.name)) return 'install.needName';
  if (!/^\d{12}$/.test(one.area)) return 'install.needArea';
  return one.position ? null : 'install.needPosition';
}

export interface Claim {
  claim: string;
  state: 'open' | 'waiting' | 'bound' | 'issued';
  terminal: string | null;
  hardware: string;
}

/** What is to be done about a code: made known with its place, approved, waited for, or nothing any more; or it is another terminal's. */
export function nextStep(claim: Claim | undefined, terminal: string): 'add' | 'approve' | 'wait' | 'done' | 'other' {
  if (!claim) return 'add';
  if (claim.terminal !== null) return claim.terminal === terminal ? 'done' : 'other';
  return claim.state === 'waiting' ? 'approve' : 'wait';
}
