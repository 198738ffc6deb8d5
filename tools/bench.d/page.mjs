// An open page of an alert, as the console has it (controller/console/src: api/queries.ts, api/events.ts, api/progress.ts, app/Banners.tsx):
// the whole order once, from then on its difference, every two seconds and at once when an event names it, which takes the place of a
// question that is still under way; the orders that are not over and /health every half minute. Once nothing can change any more, it asks seldom.
import { randomBytes } from 'node:crypto';
import { request } from 'node:https';

const everyMs = 2_000;
const seldomMs = 30_000;
const maxParts = 50;
const notOver = ['draft', 'submitted', 'issued', 'running'];
const open = ['waiting', 'delivered', 'accepted', 'started'];
const isOver = (order) => ['completed', 'cancelled', 'expired'].includes(order.state) && open.every((stage) => !order.counts[stage]);

export class OpenPage {
  #known = null;
  #asking = null;
  #timer = null;

  /** `get(path, signal)` answers { status, text }; `counts` is shared by all pages. */
  constructor(get, counts) {
    this.get = get;
    this.counts = counts;
    setInterval(() => {
      for (const path of ['/health', ...notOver.map((state) => `/api/v1/orders?limit=1000&state=${state}`)]) void this.#read(path).catch(() => undefined);
    }, seldomMs * (0.9 + Math.random() / 5));
  }

  /** An event names an order: the newest one is what everybody looks at. */
  onOrder(digest) {
    if (this.#known?.digest !== digest) this.#known = { digest };
    void this.#ask();
  }

  async #ask() {
    clearTimeout(this.#timer);
    if (this.#asking) ++this.counts.replaced;
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    const known = this.#known;
    try {
      await this.#catchUp(known, asking.signal);
    } catch {
      if (asking.signal.aborted) return;
      ++this.counts.failed;
    }
    this.#asking = null;
    this.#timer = setTimeout(() => void this.#ask(), known.state && isOver(known) ? seldomMs : everyMs);
  }

  async #catchUp(known, signal) {
    for (let parts = 0; known.progress && parts < maxParts; ++parts) {
      const part = await this.#read(`/api/v1/orders/${known.digest}/progress?since=${known.progress}`, signal);
      if (part.whole) break;
      Object.assign(known, { progress: part.next, state: part.order.state, counts: part.order.counts });
      if (!part.more) return;
    }
    const { progress, state, counts } = await this.#read(`/api/v1/orders/${known.digest}`, signal);
    Object.assign(known, { progress, state, counts });
  }

  async #read(path, signal) {
    const answer = await this.get(path, signal).catch((error) => {
      if (signal?.aborted) throw error;
      return { status: 0, text: '' };
    });
    ++this.counts.answers;
    this.counts.bytes += answer.text.length;
    if (answer.status !== 200 && path !== '/health') {
      ++this.counts.failed;
      throw new Error(`${path}: ${answer.status}`);
    }
    return JSON.parse(answer.text || '{}');
  }
}

/** The page's WebSocket: reads all, answers pings, and calls `onOrder` with the digest of each order that an event tells. */
export function watchEvents(origin, cookie, counts, onOrder) {
  return new Promise((resolve, reject) => {
    const headers = { Origin: origin, Cookie: cookie, Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': randomBytes(16).toString('base64') };
    const asked = request(`${origin}/api/v1/events`, { headers, rejectUnauthorized: false, agent: false });
    asked.on('error', reject);
    asked.on('response', (answer) => reject(new Error(`no WebSocket: ${answer.statusCode}`)));
    asked.on('upgrade', (_, socket, head) => {
      let rest = head;
      socket.on('close', () => ++counts.lost);
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        rest = Buffer.concat([rest, chunk]);
        for (let frame = frameOf(rest); frame; frame = frameOf(rest)) {
          rest = rest.subarray(frame.end);
          if (frame.ping) socket.write(Buffer.concat([Buffer.from([0x8a, 0x80 | frame.body.length, 0, 0, 0, 0]), frame.body]));  // masked with zeros: that changes nothing
          else take(frame.body, counts, onOrder);
        }
      });
      resolve();
    });
    asked.end();
  });
}

function frameOf(bytes) {
  if (bytes.length < 2) return null;
  const short = bytes[1] & 0x7f;
  const begin = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < begin) return null;
  const size = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < begin + size) return null;
  return { ping: (bytes[0] & 0x0f) === 9, body: bytes.subarray(begin, begin + size), end: begin + size };
}

function take(body, counts, onOrder) {
  ++counts.events;
  const digest = /^\{"kind":"order".*"digest":"([0-9a-f]{64})"\}$/s.exec(body.toString('utf8'))?.[1];
  if (digest) onOrder(digest);
}
