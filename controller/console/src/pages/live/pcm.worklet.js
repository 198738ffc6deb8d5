// Runs in the browser's audio thread: hands over what the microphone hears.
class PcmProcessor extends AudioWorkletProcessor {
  process(inputs) {
    const channel = inputs[0][0];
    if (channel) this.port.postMessage(channel.slice());
    return true;
  }
}

registerProcessor('pcm', PcmProcessor);
