// What `tools/bench console` does as a browser: node tools/bench.d/console.mjs sign-in LINK COUNT | first-page RUNS | table [COUNT] | map [COUNT] |
// api | watch COUNT. sign-in makes COUNT accounts. With COUNT the table and the map show so many terminals that this file makes up; without, those of
// the county.
// TONGLUO_CONSOLE is the console's address, TONGLUO_WORK a folder for the session. Certificates are not checked: it is this machine.
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { OpenPage, watchEvents } from './page.mjs';

const origin = process.env.TONGLUO_CONSOLE;
const kept = join(process.env.TONGLUO_WORK, 'console-session.json');
const agent = new Agent({ keepAlive: true, maxSockets: 4, rejectUnauthorized: false });
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const percentile = (values, share) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(share * values.length) - 1)];
const figure = (name, value, unit) => console.log(`figure ${name} ${value.toFixed(1)} ${unit}`);

function ask(method, path, { body, session, signal } = {}) {
  const headers = { Origin: origin, 'Content-Type': 'application/json' };
  if (session) Object.assign(headers, { Cookie: session.cookie, 'X-CSRF-Token': session.csrf });
  return new Promise((resolve, reject) => {
    const asked = request(`${origin}${path}`, { method, headers, agent, signal }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(chunks).toString() }));
    });
    asked.on('error', reject);
    asked.end(body ? JSON.stringify(body) : undefined);
  });
}

async function expect(status, method, path, more) {
  const answer = await ask(method, path, more);
  if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return { ...answer, json: answer.text ? JSON.parse(answer.text) : null };
}

async function open(name, password) {
  const answer = await expect(200, 'POST', '/api/v1/session', { body: { name, password } });
  return { name, password, cookie: answer.headers['set-cookie'][0].split(';')[0], csrf: answer.json.csrf };
}

const allSessions = () => JSON.parse(readFileSync(kept, 'utf8'));

/** The first administrator makes as many dispatchers: the person at the table, and those who watch. */
async function signIn(link, count) {
  const token = (url) => url.slice(url.lastIndexOf('/') + 1);
  const secret = () => randomBytes(18).toString('base64');
  const first = secret();
  await expect(201, 'POST', '/api/v1/set-up', { body: { token: token(link), name: 'admin', display_name: 'bench', password: first } });
  const admin = await open('admin', first);
  const sessions = [];
  for (let i = 0; i < count; ++i) {
    const [name, password] = [`bench-${i + 1}`, secret()];
    const made = await expect(201, 'POST', '/api/v1/account-changes', {
      session: admin, body: { kind: 'create', name, display_name: name, roles: ['dispatcher'], areas: [] },
    });
    await expect(201, 'POST', '/api/v1/set-up', { body: { token: token(made.json.set_up_link), password } });
    sessions.push(await open(name, password));
  }
  writeFileSync(kept, JSON.stringify(sessions), { mode: 0o600 });
}

async function browse(work) {
  const { chromium } = createRequire(new URL('../../controller/console/package.json', import.meta.url))('playwright-core');
  const browser = await chromium.launch({ executablePath: process.env.TONGLUO_CHROMIUM ?? '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--disable-quic'] });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

const visit = (browser) => browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1360, height: 860 }, locale: 'zh-CN' });

/** Each time with an empty cache: from the address to a field that takes what is typed. */
async function firstPage(runs) {
  await browse(async (browser) => {
    const [times, weights] = [[], []];
    for (let run = 0; run < runs; ++run) {
      const context = await visit(browser);
      const page = await context.newPage();
      const sizes = [];
      page.on('requestfinished', (one) => sizes.push(one.sizes().then((size) => size.responseBodySize + size.responseHeadersSize)));
      const begun = performance.now();
      await page.goto(`${origin}/`, { waitUntil: 'commit' });
      await page.getByLabel('账户名').fill('bench-1');
      times.push(performance.now() - begun);
      await page.waitForLoadState('networkidle');
      weights.push((await Promise.all(sizes)).reduce((sum, size) => sum + size, 0));
      await context.close();
    }
    figure('console_interactive_ms', median(times), 'ms');
    figure('console_weight_kib', median(weights) / 1024, 'KiB');
  });
}

/** A county of so many terminals as the API lists it, a tenth of them not online; they exist in the browser's answers alone. */
function generated(count) {
  const states = ['offline', 'late', ...Array(18).fill('online')];
  return Array.from({ length: count }, (_, i) => ({
    terminal: `TL-${String(i + 1).padStart(6, '0')}`, name: `bench ${i + 1}`, area: `500116108${String((i % 400) + 1).padStart(3, '0')}`,
    latitude: 28.9 + (i % 100) * 0.004, longitude: 106 + Math.floor(i / 100) * 0.005, state: states[i % states.length], last_seen_us: Date.now() * 1_000, firmware: '0.1.0',
    playing: i % 50 === 7 ? 'a'.repeat(64) : null, unacknowledged_receipts: 0, faulty: i % states.length === 0, month_up_bytes: 900_000 + i, month_down_bytes: 2_000_000,
    status: { mains_present: 1, battery_percent: i % 100, signal_dbm: -70 - (i % 40), case_temperature_c: 31, storage_free_percent: 97, clock_synchronised: 1 },
  }));
}

/** The list of terminals as the console asks for it: by pages, `after` is where the one before ended. */
async function answerWith(page, terminals) {
  await page.route('**/api/v1/terminals?*', (route) => {
    const query = new URL(route.request().url()).searchParams;
    const [from, limit] = [Number(query.get('after') ?? 0), Number(query.get('limit') ?? 50)];
    const next = from + limit < terminals.length ? String(from + limit) : null;
    return route.fulfill({ json: { terminals: terminals.slice(from, from + limit), next } });
  });
}

/** `work` at a page of the console, with the county's own terminals or with so many generated ones. */
async function signedIn(place, count, work) {
  const [session] = allSessions();
  await browse(async (browser) => {
    const context = await visit(browser);
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    if (count > 0) await answerWith(page, generated(count));
    await page.goto(`${origin}/#/${place}`);
    await page.getByLabel('账户名').fill(session.name);
    await page.getByLabel('密码').fill(session.password);
    await page.getByRole('button', { name: /登\s?录/ }).click();
    await page.locator(`main[data-place="${place}"] h1`).waitFor();
    await work(page);
  });
}

/** "console_filter_ms" of the county's own terminals, "console_filter_10k_ms" of ten thousand generated ones. */
const nameOf = (what, count) => `console_${what}${count > 0 ? `_${count / 1_000}k` : ''}_ms`;

/** From the letter typed to the rows that fit, painted; each search leaves another number of rows than the one before. */
async function table(count = 0) {
  await signedIn('terminals', count, async (page) => {
    await page.locator('[role=row], .ant-table-row').first().waitFor();
    if (count > 0) await page.getByText(`${count} / ${count}`).waitFor();
    const times = await page.evaluate(async (searches) => {
      const [input, shown] = [document.querySelector('input[placeholder*="搜索"]'), document.querySelector('span.quiet.number[role=status]')];
      const write = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
      const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      const took = [];
      for (const search of searches) {
        const changed = new Promise((done) => new MutationObserver((_, watcher) => (watcher.disconnect(), done())).observe(shown, { childList: true, characterData: true, subtree: true }));
        const begun = performance.now();
        write.call(input, search);
        input.dispatchEvent(new Event('input', { bubbles: true }));
        await changed;
        await painted();
        took.push(performance.now() - begun);
      }
      return took;
    }, ['TL-000007', '', 'bench 9', 'TL-000002', '', 'TL-000011', '500116108', 'TL-000003', '', 'TL-000004']);
    figure(nameOf('filter', count), percentile(times, 0.99), 'ms');
  });
}

/** The map: from a click on a state to the page painted, and how long nothing else could be done while the points were drawn anew. */
async function map(count = 0) {
  await signedIn('situation', count, async (page) => {
    await page.locator('.map [data-ready=true]').waitFor();
    if (count > 0) await page.locator('.count').first().getByText(String(count), { exact: true }).waitFor();
    const { times, tasks } = await page.evaluate(async () => {
      const pause = (ms) => new Promise((done) => setTimeout(done, ms));
      const [all, online] = document.querySelectorAll('button.count');
      const took = [];
      await pause(3_000);  // what the page reads when it is opened has come
      const long = [];
      const watcher = new PerformanceObserver((list) => long.push(...list.getEntries().map((one) => one.duration)));
      watcher.observe({ type: 'longtask' });
      for (let click = 0; click < 10; ++click) {
        const begun = performance.now();
        (click % 2 === 0 ? online : all).click();
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        took.push(performance.now() - begun);
        await pause(700);
      }
      watcher.disconnect();
      return { times: took, tasks: long };
    });
    figure(nameOf('map_filter', count), percentile(times, 0.99), 'ms');
    figure(nameOf('map_task', count), Math.max(0, ...tasks), 'ms');
  });
}

/** What the pages ask for, one after the other, each by another person, as long as the alert runs: thirty seconds. */
async function api() {
  const sessions = allSessions();
  const [session] = sessions;
  const order = (await expect(200, 'GET', '/api/v1/orders?limit=1', { session })).json.orders[0]?.digest;
  const paths = ['/api/v1/session', '/health', '/api/v1/orders?limit=50', '/api/v1/terminals?limit=100', '/api/v1/terminals?text=bench%2021',
    '/api/v1/timeline', '/api/v1/areas', ...(order ? [`/api/v1/orders/${order}`] : [])];
  const times = [];
  for (const end = performance.now() + 30_000; performance.now() < end;)
    for (const path of paths) {
      const begun = performance.now();
      const answer = await ask('GET', path, { session: sessions[times.length % sessions.length] });
      times.push(performance.now() - begun);
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text.slice(0, 200)}`);
    }
  console.log(`api: ${times.length} requests`);
  figure('api_p50_ms', percentile(times, 0.5), 'ms');
  figure('api_p99_ms', percentile(times, 0.99), 'ms');
}

/** As many pages as there are accounts for, each of its own person. */
async function watchers(count) {
  const sessions = allSessions();
  if (sessions.length < count) throw new Error(`${sessions.length} accounts for ${count} watchers`);
  const counts = { events: 0, lost: 0, answers: 0, failed: 0, replaced: 0, bytes: 0 };
  agent.maxSockets = agent.maxFreeSockets = count;
  for (const session of sessions.slice(0, count)) {
    const page = new OpenPage((path, signal) => ask('GET', path, { session, signal }), counts);
    await watchEvents(origin, session.cookie, counts, (digest) => page.onOrder(digest));
  }
  console.log(`watchers: ${count}`);
  process.on('SIGTERM', () => {
    const { events, lost, answers, failed, replaced, bytes } = counts;
    console.log(`watchers: ${events} events, ${lost} connections lost; ${answers} answers of ${Math.round(bytes / Math.max(1, answers))} bytes, ${replaced} questions replaced, ${failed} failed`);
    process.exit(0);
  });
}

const [step, parameter, more] = process.argv.slice(2);
const steps = {
  'sign-in': () => signIn(parameter, Number(more)), 'first-page': () => firstPage(Number(parameter)), table: () => table(Number(parameter ?? 0)),
  map: () => map(Number(parameter ?? 0)), api, watch: () => watchers(Number(parameter)),
};
if (!steps[step]) throw new Error('sign-in LINK COUNT | first-page RUNS | table [COUNT] | map [COUNT] | api | watch COUNT');
await steps[step]();
agent.destroy();
