// Cancel and stop-all as their signed bytes say it (PROTOCOL.md 7.7, 7.8).
import { toHex } from './bytes';
import { asBytes, asNumber, asNumbers, readFields, WireError } from './reader';
import { readTarget, type Target } from './targets';
import { levels, named, orderClasses, type Level, type OrderClass } from './vocabulary';

export interface Cancel {
  order: string;
  issuedAtUs: number;
}

export interface StopAll {
  targets: Target[];
  classes: OrderClass[];
  highestLevel: Level;
  issuedAtUs: number;
}

export function readCancel(bytes: Uint8Array): Cancel {
  const cancel: Cancel = { order: '', issuedAtUs: 0 };
  readFields(bytes, {
    1: () => undefined,
    2: (field) => (cancel.order = toHex(asBytes(field))),
    3: (field) => (cancel.issuedAtUs = asNumber(field)),
    4: () => undefined,
  });
  if (cancel.order.length !== 64) throw new WireError('it names no order');
  return cancel;
}

export function readStopAll(bytes: Uint8Array): StopAll {
  const targets: Target[] = [];
  const classes: OrderClass[] = [];
  let level = 0;
  let issuedAtUs = 0;
  readFields(bytes, {
    1: () => undefined,
    2: (field) => targets.push(readTarget(asBytes(field))),
    3: (field) => classes.push(...asNumbers(field).map((value) => named(orderClasses, value))),
    4: (field) => (level = asNumber(field)),
    5: (field) => (issuedAtUs = asNumber(field)),
    6: () => undefined,
  });
  if (targets.length === 0 || classes.length === 0) throw new WireError('it stops nothing');
  return { targets, classes, highestLevel: named(levels, level), issuedAtUs };
}
