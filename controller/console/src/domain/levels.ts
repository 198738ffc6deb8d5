// Levels and classes: their colours stand beside their words, never alone.
import type { Level, OrderClass } from '@/wire/vocabulary';

export interface Colours {
  background: string;
  text: string;
}

/** Red, orange, yellow and blue of the national levels; each pair has a contrast of at least 4.5. */
export const levelColours: Record<Level, Colours> = {
  I: { background: '#c4161c', text: '#ffffff' },
  II: { background: '#ff8a1f', text: '#1f1300' },
  III: { background: '#ffd21f', text: '#1f1a00' },
  IV: { background: '#1763c7', text: '#ffffff' },
  routine: { background: '#56606b', text: '#ffffff' },
};

export const levelsOf = (orderClass: OrderClass): Level[] =>
  orderClass === 'routine' ? ['routine'] : orderClass === 'test' ? ['IV'] : ['I', 'II', 'III', 'IV'];

/** Not above: I is the highest. */
export function levelWithin(level: Level, highest: Level): boolean {
  const order: Level[] = ['I', 'II', 'III', 'IV', 'routine'];
  return order.indexOf(level) >= order.indexOf(highest);
}
