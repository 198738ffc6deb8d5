// The microphone through an AudioContext, for browsers whose tracks cannot be read directly. The worklet where it starts; else the older
// ScriptProcessor, which every browser has.
import type { Source } from './microphone';
import workletUrl from './pcm.worklet.js?url';

const sampleRate = 48_000;
/** A browser without an audio thread never answers. */
const workletPatienceMs = 3_000;
const scriptBlock = 4_096;

type Take = (block: Float32Array) => void;

function workletStarts(context: AudioContext): Promise<boolean> {
  const patience = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), workletPatienceMs));
  return Promise.race([context.audioWorklet.addModule(workletUrl).then(() => true, () => false), patience]);
}

function workletNode(context: AudioContext, take: Take): AudioNode {
  const node = new AudioWorkletNode(context, 'pcm', { numberOfOutputs: 0 });
  node.port.onmessage = (message: MessageEvent<Float32Array>) => take(message.data);
  return node;
}

function scriptNode(context: AudioContext, take: Take): AudioNode {
  const node = context.createScriptProcessor(scriptBlock, 1, 1);
  node.onaudioprocess = (event) => take(event.inputBuffer.getChannelData(0).slice());
  // It runs only while it leads somewhere; its output stays silent.
  node.connect(context.destination);
  return node;
}

export async function contextSource(media: MediaStream): Promise<Source> {
  const context = new AudioContext({ sampleRate });
  const close = (): void => void context.close();
  let take: Take = () => undefined;
  const forward: Take = (block) => take(block);
  try {
    const node = (await workletStarts(context)) ? workletNode(context, forward) : scriptNode(context, forward);
    context.createMediaStreamSource(media).connect(node);
    await context.resume();
  } catch (error) {
    close();
    throw error;
  }
  return { rate: context.sampleRate, listen: (listener) => void (take = listener), close };
}
