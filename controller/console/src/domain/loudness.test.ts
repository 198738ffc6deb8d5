import { describe, expect, it } from 'vitest';
import { loudnessOf } from './loudness';

const rate = 48_000;
const sine = (seconds: number, amplitude: number, hertz = 997): Float32Array =>
  Float32Array.from({ length: seconds * rate }, (_, i) => amplitude * Math.sin((2 * Math.PI * hertz * i) / rate));
const joined = (...parts: Float32Array[]): Float32Array => {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
};

describe('loudness', () => {
  it('of a full sine of 997 Hz is the −3.01 LUFS of the standard, and falls by its level', () => {
    expect(loudnessOf({ rate, channels: [sine(2, 1)] })).toBeCloseTo(-3.01, 1);
    expect(loudnessOf({ rate, channels: [sine(2, 0.1)] })).toBeCloseTo(-23.01, 1);
    expect(loudnessOf({ rate, channels: [sine(2, 1), sine(2, 1)] })).toBeCloseTo(0, 1);
  });
  it('hears low tones less', () => expect(loudnessOf({ rate, channels: [sine(2, 1, 40)] })!).toBeLessThan(-6));
  it('is of what sounds: silence and murmur between the words do not count', () => {
    const words = sine(2, 0.5);
    expect(loudnessOf({ rate, channels: [joined(words, new Float32Array(6 * rate), words)] })).toBeCloseTo(loudnessOf({ rate, channels: [words] })!, 0);
    expect(loudnessOf({ rate, channels: [joined(words, sine(6, 0.005))] })).toBeCloseTo(loudnessOf({ rate, channels: [words] })!, 0);
  });
  it('is nothing for silence, a click, or another rate', () => {
    expect([loudnessOf({ rate, channels: [new Float32Array(rate)] }), loudnessOf({ rate, channels: [sine(0, 1)] }), loudnessOf({ rate: 44_100, channels: [sine(2, 1)] })]).toEqual([null, null, null]);
  });
});
