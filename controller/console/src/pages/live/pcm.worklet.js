// Runs in the browser's audio thread: hands over what the microphone hears, as 16-bit little-endian samples.
const samplesPerMessage = 2880; // 60 ms at 48 kHz: one packet of the stream

class PcmProcessor extends AudioWorkletProcessor {
  constructor() {
    super();
    this.samples = new Int16Array(samplesPerMessage);
    this.filled = 0;
  }

  process(inputs) {
    const channel = inputs[0][0];
    if (!channel) return true;
    for (const sample of channel) {
      this.samples[this.filled++] = Math.max(-32768, Math.min(32767, Math.round(sample * 32767)));
      if (this.filled === samplesPerMessage) {
        const full = this.samples;
        this.port.postMessage(full.buffer, [full.buffer]);
        this.samples = new Int16Array(samplesPerMessage);
        this.filled = 0;
      }
    }
    return true;
  }
}

registerProcessor('pcm', PcmProcessor);
