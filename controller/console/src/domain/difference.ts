// What differs between two orders, field by field, for the person who approves an update.
import type { Order } from '@/wire/order';

export interface Difference {
  field: keyof Order;
  before: unknown;
  after: unknown;
}

const compared: (keyof Order)[] = [
  'orderClass', 'level', 'headline', 'targets', 'items', 'tone', 'repetitions', 'gapMs', 'volumePercent', 'interruptRule', 'live', 'allClearClip', 'eventCode',
  'language',
];

export function differences(before: Order, after: Order): Difference[] {
  return compared
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({ field, before: before[field], after: after[field] }));
}
