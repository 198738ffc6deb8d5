// An order as its signed bytes say it (PROTOCOL.md 7.6): the console shows these words, never the controller's.
import { toHex } from './bytes';
import { asBytes, asNumber, asText, readFields, WireError } from './reader';
import { readTarget, type Target } from './targets';
import { interruptRules, levels, named, orderClasses, tones } from './vocabulary';
import type { InterruptRule, Level, OrderClass, Tone } from './vocabulary';

export interface Occurrence {
  number: number;
  earliestUs: number;
  latestUs: number;
  endUs: number;
}

export interface Live {
  streamId: number;
  holder: string;
  maxDurationMs: number;
  playoutDelayMs: number;
}

export interface Order {
  orderClass: OrderClass;
  level: Level;
  issuedAtUs: number;
  validFromUs: number;
  validUntilUs: number;
  targets: Target[];
  occurrences: Occurrence[];
  tone: Tone;
  toneMs: number;
  items: { clip: string; durationMs: number }[];
  repetitions: number;
  gapMs: number;
  live: Live | null;
  volumePercent: number;
  interruptRule: InterruptRule;
  allClearClip: string;
  supersedes: string;
  eventCode: string;
  headline: string;
  language: string;
  capIdentifier: string;
}

const readerVersion = 1;

function empty(): Order {
  return {
    orderClass: 'test', level: 'routine', issuedAtUs: 0, validFromUs: 0, validUntilUs: 0, targets: [], occurrences: [], tone: 'none',
    toneMs: 0, items: [], repetitions: 0, gapMs: 0, live: null, volumePercent: 0, interruptRule: 'drop', allClearClip: '',
    supersedes: '', eventCode: '', headline: '', language: '', capIdentifier: '',
  };
}

function readOccurrence(bytes: Uint8Array): Occurrence {
  const read: Occurrence = { number: 0, earliestUs: 0, latestUs: 0, endUs: 0 };
  readFields(bytes, {
    1: (field) => (read.number = asNumber(field)),
    2: (field) => (read.earliestUs = asNumber(field)),
    3: (field) => (read.latestUs = asNumber(field)),
    4: (field) => (read.endUs = asNumber(field)),
  });
  return read;
}

function readClips(bytes: Uint8Array, order: Order): void {
  readFields(bytes, {
    1: (item) => {
      const read = { clip: '', durationMs: 0 };
      readFields(asBytes(item), {
        1: (field) => (read.clip = toHex(asBytes(field))),
        2: (field) => (read.durationMs = asNumber(field)),
      });
      order.items.push(read);
    },
    2: (field) => (order.repetitions = asNumber(field)),
    3: (field) => (order.gapMs = asNumber(field)),
  });
}

function readLive(bytes: Uint8Array): Live {
  const live: Live = { streamId: 0, holder: '', maxDurationMs: 0, playoutDelayMs: 0 };
  readFields(bytes, {
    1: (field) => (live.streamId = asNumber(field)),
    2: () => undefined,
    3: () => undefined,
    4: (field) => (live.holder = asText(field)),
    5: (field) => (live.maxDurationMs = asNumber(field)),
    6: (field) => (live.playoutDelayMs = asNumber(field)),
  });
  return live;
}

function requireWhole(order: Order, version: number, seen: Set<string>): void {
  if (version !== readerVersion) throw new WireError('it needs a newer console');
  if (!seen.has('class') || !seen.has('level')) throw new WireError('no class or level');
  if (order.targets.length === 0) throw new WireError('it addresses nobody');
  if (order.occurrences.length === 0) throw new WireError('it never starts');
  if (order.items.length === 0 && !order.live) throw new WireError('it says nothing');
}

/** Throws WireError for anything that is not wholly understood. */
export function readOrder(bytes: Uint8Array): Order {
  const order = empty();
  const seen = new Set<string>();
  let version = 0;
  readFields(bytes, {
    1: (field) => (version = asNumber(field)),
    2: (field) => { order.orderClass = named(orderClasses, asNumber(field)); seen.add('class'); },
    3: (field) => { order.level = named(levels, asNumber(field)); seen.add('level'); },
    4: (field) => (order.issuedAtUs = asNumber(field)),
    5: (field) => (order.validFromUs = asNumber(field)),
    6: (field) => (order.validUntilUs = asNumber(field)),
    7: (field) => order.targets.push(readTarget(asBytes(field))),
    8: (field) => order.occurrences.push(readOccurrence(asBytes(field))),
    9: (field) => (order.tone = named(tones, asNumber(field))),
    10: (field) => (order.toneMs = asNumber(field)),
    11: (field) => readClips(asBytes(field), order),
    12: (field) => (order.live = readLive(asBytes(field))),
    13: (field) => (order.volumePercent = asNumber(field)),
    14: (field) => (order.interruptRule = named(interruptRules, asNumber(field))),
    15: (field) => (order.allClearClip = toHex(asBytes(field))),
    16: (field) => (order.supersedes = toHex(asBytes(field))),
    17: (field) => (order.eventCode = asText(field)),
    18: (field) => (order.headline = asText(field)),
    19: (field) => (order.language = asText(field)),
    20: (field) => (order.capIdentifier = asText(field)),
    21: () => undefined,
  });
  requireWhole(order, version, seen);
  return order;
}
