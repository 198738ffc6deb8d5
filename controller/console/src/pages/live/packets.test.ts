import { describe, expect, it } from 'vitest';
import { mono, Packer } from './packets';

function packed(rate: number, blocks: Float32Array[]): Int16Array[] {
  const packets: Int16Array[] = [];
  const packer = new Packer(rate, (packet) => packets.push(new Int16Array(packet)));
  blocks.forEach((block) => packer.take(block));
  return packets;
}

describe('packets of the microphone', () => {
  it('hold 60 ms each, whatever the blocks were and the rate is', () => {
    const samples = Float32Array.from({ length: 6_000 }, (_, index) => (index % 100) / 100);
    const whole = packed(48_000, [samples]);
    const pieces = packed(48_000, Array.from({ length: 60 }, (_, index) => samples.subarray(index * 100, (index + 1) * 100)));
    expect(whole.map((packet) => packet.length)).toEqual([2_880, 2_880]);
    expect(pieces).toEqual(whole);
    expect(packed(44_100, [samples]).map((packet) => packet.length)).toEqual([2_646, 2_646]);
  });
  it('clip what is too loud instead of wrapping it round', () => {
    const [packet] = packed(48_000, [new Float32Array(2_880).fill(1.7), new Float32Array(2_880)]);
    expect([Math.min(...packet!), Math.max(...packet!)]).toEqual([32_767, 32_767]);
    expect(packed(48_000, [new Float32Array(2_880).fill(-1.7)])[0]![0]).toBe(-32_768);
  });
  it('are the mean of the channels', () => {
    expect([...mono([Float32Array.of(1, 0), Float32Array.of(0, 0.5)])]).toEqual([0.5, 0.25]);
    expect([...mono([Float32Array.of(0.25)])]).toEqual([0.25]);
    expect(mono([])).toHaveLength(0);
  });
});
