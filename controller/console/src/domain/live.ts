// Live speech as others see it. Pure.
import type { LiveStream } from '@/api/models/live';
import type { OrderState } from '@/api/models/orders';

const floorDb = -60;

/** 0 at −60 dBFS and below, 100 at full scale. */
export const meterPercent = (db: number): number => Math.round(100 * Math.max(0, Math.min(1, (db - floorDb) / -floorDb)));

/** Whether its holder may speak by this order: now, once another person has signed it, or no more. */
export function readinessOf(state: OrderState): 'ready' | 'waits' | 'over' {
  if (state === 'issued' || state === 'running') return 'ready';
  return state === 'submitted' ? 'waits' : 'over';
}

export const running = (stream: LiveStream): boolean => stream.state !== 'ended';

const maxPort = 65_535;

/** An address and a port, as the controller takes them: "10.0.0.1:5004", "[::1]:5004". */
export function isReceiver(text: string): boolean {
  const found = /^(\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:]+\]):(\d{1,5})$/.exec(text);
  if (!found) return false;
  const port = Number(found[2]);
  const octets = found[1]!.startsWith('[') ? [] : found[1]!.split('.').map(Number);
  return port > 0 && port <= maxPort && octets.every((octet) => octet <= 255);
}
