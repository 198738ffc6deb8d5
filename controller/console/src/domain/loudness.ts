// How loud a recording is: integrated loudness as EBU R 128 (ITU-R BS.1770-4) has it, of 48 kHz sound. Pure.
import type { Sound } from './waveform';

interface Biquad {
  b: [number, number, number];
  a: [number, number];
}

// The K-weighting of BS.1770-4, tables 1 and 2, for 48 kHz.
const weighting: Biquad[] = [
  { b: [1.53512485958697, -2.69169618940638, 1.19839281085285], a: [-1.69065929318241, 0.73248077421585] },
  { b: [1, -2, 1], a: [-1.99004745483398, 0.99007225036621] },
];
const rate = 48_000;
const blockS = 0.4;
const stepS = 0.1;
const absoluteGate = -70;
const relativeGate = -10;
const offset = -0.691;

function filtered(samples: Float32Array, { b, a }: Biquad): Float32Array {
  const out = new Float32Array(samples.length);
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  for (let i = 0; i < samples.length; ++i) {
    const x = samples[i]!;
    const y = b[0] * x + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2;
    [x2, x1, y2, y1] = [x1, x, y1, y];
    out[i] = y;
  }
  return out;
}

/** The mean square of each block of 0.4 s, begun every 0.1 s, of all channels together. */
function blocksOf(channels: Float32Array[]): number[] {
  const [block, step] = [Math.round(blockS * rate), Math.round(stepS * rate)];
  const length = channels[0]?.length ?? 0;
  const blocks: number[] = [];
  for (let from = 0; from + block <= length; from += step) {
    let sum = 0;
    for (const samples of channels) for (let i = from; i < from + block; ++i) sum += samples[i]! * samples[i]!;
    blocks.push(sum / block);
  }
  return blocks;
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const loudness = (power: number): number => offset + 10 * Math.log10(power);

/** In LUFS; null for silence, for less than 0.4 s, and for sound of another rate. */
export function loudnessOf(sound: Sound): number | null {
  if (sound.rate !== rate) return null;
  const blocks = blocksOf(sound.channels.map((samples) => weighting.reduce(filtered, samples))).filter((power) => loudness(power) > absoluteGate);
  if (blocks.length === 0) return null;
  const gate = loudness(mean(blocks)) + relativeGate;
  const loud = blocks.filter((power) => loudness(power) > gate);
  return loud.length > 0 ? loudness(mean(loud)) : null;
}
