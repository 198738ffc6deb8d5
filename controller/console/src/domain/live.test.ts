import { describe, expect, it } from 'vitest';
import type { LiveStream } from '@/api/models/live';
import { isReceiver, meterPercent, readinessOf, running } from './live';

describe('live speech', () => {
  it('has a level from silence to full scale', () => expect([-120, -60, -30, 0, 6].map(meterPercent)).toEqual([0, 0, 50, 100, 100]));
  it('runs until it has ended', () => {
    const stream = (state: string): LiveStream => ({ state }) as LiveStream;
    expect(['waiting', 'speaking', 'ended'].map((state) => running(stream(state)))).toEqual([true, true, false]);
  });
  it('may begin only while its order is issued and not over', () => {
    expect((['issued', 'running'] as const).map(readinessOf)).toEqual(['ready', 'ready']);
    expect(readinessOf('submitted')).toBe('waits');
    expect((['draft', 'returned', 'completed', 'cancelled', 'expired'] as const).map(readinessOf)).toEqual(Array(5).fill('over'));
  });
  it('is sent to an address with a port', () => {
    expect(['127.0.0.1:5004', '[::1]:5004', '239.1.2.3:65535'].map(isReceiver)).toEqual([true, true, true]);
    expect(['127.0.0.1', '127.0.0.1:0', '127.0.0.1:70000', '300.0.0.1:5004', 'host:5004', '::1:5004', ''].map(isReceiver)).toEqual(Array(7).fill(false));
  });
});
