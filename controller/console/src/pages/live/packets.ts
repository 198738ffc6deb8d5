// Samples as a microphone gives them, packed for the wire: 16-bit little-endian, one channel, 60 ms a packet. Pure.

const packetMs = 60;

/** The mean of a frame's channels. */
export function mono(channels: Float32Array[]): Float32Array {
  const [first, ...others] = channels;
  if (!first || others.length === 0) return first ?? new Float32Array();
  return first.map((sample, index) => others.reduce((sum, channel) => sum + (channel[index] ?? 0), sample) / channels.length);
}

export class Packer {
  private samples: Int16Array;
  private filled = 0;

  constructor(
    readonly rate: number,
    private readonly give: (packet: ArrayBuffer) => void,
  ) {
    this.samples = this.empty();
  }

  /** What is louder than full scale is clipped, never wrapped round. */
  take(block: Float32Array): void {
    for (const sample of block) {
      this.samples[this.filled++] = Math.max(-32768, Math.min(32767, Math.round(sample * 32767)));
      if (this.filled < this.samples.length) continue;
      this.give(this.samples.buffer as ArrayBuffer);
      this.samples = this.empty();
      this.filled = 0;
    }
  }

  private empty(): Int16Array {
    return new Int16Array(Math.round((this.rate * packetMs) / 1000));
  }
}
