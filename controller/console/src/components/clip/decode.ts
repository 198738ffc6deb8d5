// A recording's samples, by the browser's own decoder. What it cannot read, the controller perhaps can: null.
import type { Sound } from '@/domain/waveform';

/** Larger files are not decoded here: an hour of music takes a gigabyte. */
export const maxDecodedBytes = 16 * 1024 * 1024;
const rate = 48_000;

export async function decoded(bytes: ArrayBuffer): Promise<Sound | null> {
  if (bytes.byteLength > maxDecodedBytes || typeof OfflineAudioContext === 'undefined') return null;
  try {
    const buffer = await new OfflineAudioContext(1, 1, rate).decodeAudioData(bytes);
    return { rate: buffer.sampleRate, channels: Array.from({ length: buffer.numberOfChannels }, (_, channel) => buffer.getChannelData(channel)) };
  } catch {
    return null;
  }
}
