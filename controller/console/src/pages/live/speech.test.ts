import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Microphone } from './microphone';
import { Speech } from './speech';

const stopText = '{"stop":true}';
const packet = new ArrayBuffer(4);

class Socket {
  readonly OPEN = 1;
  readyState = 0;
  bufferedAmount = 0;
  sent: unknown[] = [];
  onopen?: () => void;
  onclose?: (event: { code: number; reason: string }) => void;
  send(data: unknown): void { this.sent.push(data); }
  close(): void {
    this.readyState = 3;
    this.onclose?.({ code: 1006, reason: '' });
  }
  open(): void {
    this.readyState = this.OPEN;
    this.onopen?.();
  }
}

/** A speech whose microphone is being asked for. */
function begin() {
  const socket = new Socket();
  const microphone = { rate: 48_000, listen: vi.fn<Microphone['listen']>(), close: vi.fn() };
  const events = { onStream: vi.fn(), onClosed: vi.fn() };
  const openSocket = vi.fn(() => socket as unknown as WebSocket);
  let allow!: () => void;
  let refuse!: (error: Error) => void;
  const asked = new Promise<Microphone>((resolve, reject) => {
    allow = () => resolve(microphone);
    refuse = reject;
  });
  const speech = new Speech(7, 'the token', events, { openMicrophone: () => asked, openSocket });
  const started = speech.start();
  const speak = (): void => microphone.listen.mock.calls[0]![0](packet);
  return { speech, socket, microphone, events, openSocket, started, allow, refuse, speak };
}

const asked: { path: string; init: RequestInit }[] = [];
let answer: () => Promise<Response>;
const answers = (status: number, body: object) => () => Promise.resolve(new Response(JSON.stringify(body), { status }));

beforeEach(() => {
  asked.length = 0;
  answer = answers(200, { state: 'ended' });
  vi.stubGlobal('location', { protocol: 'https:', host: 'console' });
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    asked.push({ path, init });
    return answer();
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('a speech', () => {
  it('sends what the microphone hears until it is stopped', async () => {
    const { speech, socket, microphone, started, allow, speak } = begin();
    allow();
    await started;
    speak();
    socket.open();
    speak();
    await speech.stop();
    speak();
    expect(socket.sent).toEqual([packet, stopText]);
    expect(microphone.close).toHaveBeenCalled();
    expect(asked).toEqual([]);
  });

  it('that is stopped while it connects gives the connection up and ends its stream', async () => {
    const { speech, socket, microphone, events, started, allow, speak } = begin();
    allow();
    await started;
    answer = () => Promise.reject(new TypeError('no network'));
    await expect(speech.stop()).rejects.toMatchObject({ code: 'network' });
    expect(microphone.close).toHaveBeenCalled();
    expect(events.onClosed).not.toHaveBeenCalled();
    answer = answers(200, { state: 'ended' });
    await speech.stop();
    speech.abandon();
    speak();
    expect(socket.sent).toEqual([]);
    expect(asked.map(({ path }) => path)).toEqual(['/api/v1/live/7/stop', '/api/v1/live/7/stop']);
    expect(events.onClosed.mock.calls).toEqual([[1000, '']]);
  });

  it('whose connection fails by itself is over', async () => {
    const { socket, events, started, allow } = begin();
    allow();
    await started;
    socket.close();
    expect(events.onClosed.mock.calls).toEqual([[1006, '']]);
  });

  it('that is stopped while the microphone is asked for ends its stream, and closes a microphone that opens later', async () => {
    const { speech, microphone, events, openSocket, started, allow } = begin();
    await speech.stop();
    expect(asked.map(({ path, init }) => [init.method, path, init.body])).toEqual([['POST', '/api/v1/live/7/stop', '{"token":"the token"}']]);
    expect(events.onClosed).toHaveBeenCalledWith(1000, '');
    allow();
    await started;
    expect(microphone.close).toHaveBeenCalled();
    expect(microphone.listen).not.toHaveBeenCalled();
    expect(openSocket).not.toHaveBeenCalled();
  });

  it('that is stopped is over where its stream had ended before', async () => {
    const { speech, events } = begin();
    answer = answers(409, { code: 'live.ended' });
    await speech.stop();
    expect(events.onClosed).toHaveBeenCalledWith(1000, '');
  });

  it('is not called over when the controller could not be told, and still opens no microphone', async () => {
    const { speech, microphone, events, started, allow } = begin();
    answer = () => Promise.reject(new TypeError('no network'));
    await expect(speech.stop()).rejects.toMatchObject({ code: 'network' });
    expect(events.onClosed).not.toHaveBeenCalled();
    allow();
    await started;
    expect(microphone.close).toHaveBeenCalled();
    answer = answers(200, {});
    await speech.stop();
    expect(events.onClosed).toHaveBeenCalledTimes(1);
  });

  it('may be tried again without a microphone, unless it was stopped', async () => {
    const tried = begin();
    tried.refuse(new Error('not allowed'));
    await expect(tried.started).rejects.toThrow('not allowed');
    const stopped = begin();
    await stopped.speech.stop();
    stopped.refuse(new Error('not allowed'));
    await expect(stopped.started).resolves.toBeUndefined();
  });

  it('that nobody looks at any more opens no microphone and ends no stream', async () => {
    const { speech, microphone, openSocket, started, allow } = begin();
    speech.abandon();
    allow();
    await started;
    expect([microphone.close.mock.calls.length, openSocket.mock.calls.length, asked.length]).toEqual([1, 0, 0]);
  });
});
