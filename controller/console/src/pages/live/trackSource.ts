// The microphone's track read directly (MediaStreamTrackProcessor): no AudioContext, so no sound card and no audio thread either. Chromium.
import { mono } from './packets';
import type { Source } from './microphone';

interface TrackProcessor {
  readable: ReadableStream<AudioData>;
}
type TrackProcessorType = new (init: { track: MediaStreamTrack }) => TrackProcessor;

const processorType = (): TrackProcessorType | undefined => (globalThis as { MediaStreamTrackProcessor?: TrackProcessorType }).MediaStreamTrackProcessor;

export const canReadTracks = (): boolean => processorType() !== undefined && 'AudioData' in globalThis;

function samplesOf(data: AudioData): Float32Array {
  const channels = Array.from({ length: data.numberOfChannels }, (_, planeIndex) => {
    const channel = new Float32Array(data.numberOfFrames);
    data.copyTo(channel, { planeIndex, format: 'f32-planar' });
    return channel;
  });
  data.close();
  return mono(channels);
}

export async function trackSource(track: MediaStreamTrack): Promise<Source> {
  const reader = new (processorType()!)({ track }).readable.getReader();
  const first = await reader.read();
  if (first.done) throw new Error('the microphone ended');
  const rate = first.value.sampleRate;
  first.value.close();
  const pump = async (take: (block: Float32Array) => void): Promise<void> => {
    for (let next = await reader.read(); !next.done; next = await reader.read()) take(samplesOf(next.value));
  };
  return {
    rate,
    listen: (take) => void pump(take).catch(() => undefined),
    close: () => void reader.cancel().catch(() => undefined),
  };
}
