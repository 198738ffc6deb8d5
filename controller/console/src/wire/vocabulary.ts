// The numbers of PROTOCOL.md section 5 and their names in the API. Zero is never a value.
import { WireError } from './reader';

export const orderClasses = ['actual', 'exercise', 'test', 'routine'] as const;
export type OrderClass = (typeof orderClasses)[number];

export const levels = ['I', 'II', 'III', 'IV', 'routine'] as const;
export type Level = (typeof levels)[number];

export const roles = ['dispatch', 'announce', 'exercise', 'maintain', 'release', 'relay', 'time'] as const;
export type Role = (typeof roles)[number];

export const interruptRules = ['resume', 'restart', 'drop'] as const;
export type InterruptRule = (typeof interruptRules)[number];

export const tones = ['none', 'level_i', 'level_ii', 'level_iii', 'level_iv', 'chime'] as const;
export type Tone = (typeof tones)[number];

export const algorithms = ['ed25519', 'ecdsa_p256_sha256', 'sm2_sm3'] as const;

export const commandKinds = [
  'self_test', 'tone', 'volume', 'levels', 'log', 'register_read', 'register_write', 'network_check', 'packet_trace', 'reboot',
] as const;
export type CommandKind = (typeof commandKinds)[number];

export const payloadTypes = { trustList: 1, freshness: 2, placeRecord: 3, order: 4, cancel: 5, stopAll: 6, configuration: 9, command: 10 } as const;
export type PayloadType = (typeof payloadTypes)[keyof typeof payloadTypes];

/** The name of a number, which counts from 1. */
export function named<T>(names: readonly T[], value: number): T {
  const name = names[value - 1];
  if (name === undefined) throw new WireError(`unknown value ${value}`);
  return name;
}

export function numberOf<T>(names: readonly T[], name: T): number {
  return names.indexOf(name) + 1;
}
