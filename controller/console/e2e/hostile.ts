// Every text that comes from somebody else, as one who means harm would write it: each is shown, and shown as text. In the training district, whose
// names are all hostile. Steps of office.e2e.ts.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type County, county, township, until } from './county';
import { desk, phone, tooWide, widerThanPage } from './fit';
import { hostile, markup, named, namedForKey, type Person } from './person';
import { publishRelease } from './release';

interface Place {
  what: string;
  place: string;
  /** What is clicked there before it is seen. */
  open?: (person: Person) => Promise<void>;
  seen: string;
}

const terminal = 'TL-500116-0002';
const button = (name: string) => ({ page }: Person): Promise<void> => page.getByRole('button', { name, exact: true }).first().click();
const tab = (name: string) => ({ page }: Person): Promise<void> => page.getByRole('tab', { name }).click();
const combobox = (name: string) => ({ page }: Person): Promise<void> => page.getByRole('combobox', { name, exact: true }).click({ force: true });
const hostileArea = named('镇');
const hostilePlace = named('村');
/** As soon as the areas have been asked for again, by its name. */
const shownTownship = new RegExp(`镇|${township}`);
/** What is not plain ASCII would be base64 in the answer. */
const answered = `${markup} log`;

const capMessage = (sent: Date): string => `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>CAP-7</identifier><sender>flood@county.example</sender><sent>${sent.toISOString().slice(0, 19)}+00:00</sent>
<status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info><language>zh-CN</language><category>Met</category><event>雨</event>
<urgency>Immediate</urgency><severity>Extreme</severity><certainty>Observed</certainty><headline>&lt;img src=x onerror=alert(1)&gt;预警</headline>
<area><areaDesc>&lt;img src=x onerror=alert(1)&gt;</areaDesc><geocode><valueName>tongluo:area</valueName><value>${township}</value></geocode></area></info></alert>`;

/** The first step of an alert, with what is in the library. */
async function composed({ page }: Person, level: string, headline: string): Promise<void> {
  await page.getByText(level).click();
  await page.getByRole('tab', { name: '音频库' }).click();
  await page.getByRole('combobox', { name: '音频库' }).click({ force: true });
  await page.locator('.ant-select-item-option').first().click();
  await page.getByLabel('标题').fill(headline);
  await page.getByRole('button', { name: '下一步' }).click();
}

/** Signed by one of two. */
export async function leaveWaiting(trainee: Person): Promise<void> {
  const { page } = trainee;
  await trainee.open('dispatch');
  await composed(trainee, 'I 级 红色 特别重大', named('待批'));
  await trainee.chooseAreas('区域', township, shownTownship);
  await page.getByText('所选范围约有 2 个终端').waitFor();
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByLabel('终端数量').fill('2');
  await page.getByRole('button', { name: '签名并发布' }).click();
  await page.getByText('待审批').first().waitFor();
}

async function inCap(person: Person): Promise<void> {
  const { page } = person;
  await composed(person, 'III 级 黄色 较大', hostile);
  await page.getByRole('button', { name: '从 CAP 消息取区域' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('或粘贴 CAP 1.2 消息（XML）').fill(capMessage(new Date()));
  await dialog.getByRole('button', { name: '读取区域' }).click();
}

/** Prepared, signed, and not begun. */
async function waitingToSpeak(person: Person): Promise<void> {
  const { page } = person;
  await page.getByText('实际警报', { exact: true }).click();
  await page.getByText('III 级 黄色 较大').click();
  await person.chooseAreas('区域', township, shownTownship);
  await page.getByRole('button', { name: /准\s?备/ }).click();
  await page.getByLabel('终端数量').fill('2');
  await page.getByRole('button', { name: '签名并发布' }).click();
  await page.getByRole('button', { name: '打开话筒并开始' }).waitFor();
}

const places: Place[] = [
  { what: 'an order that is under way', place: 'situation', seen: named('令') },
  { what: 'an order on the wall', place: 'wall', seen: named('令') },
  { what: 'an order that waits for another person', place: 'approvals', open: async ({ page }) => {
    await page.getByRole('button', { name: named('待批') }).click();
    await page.locator('.ant-descriptions').waitFor();
  }, seen: named('待批') },
  { what: 'who speaks', place: 'live', open: waitingToSpeak, seen: named('员') },
  { what: 'an order that plays a clip', place: 'media', seen: named('令') },
  { what: 'a clip', place: 'media', seen: named('音') },
  { what: 'a playlist of the audit log', place: 'audit', seen: named('列表') },
  { what: 'a township of the imported boundaries', place: 'areas', seen: hostileArea },
  { what: 'a group', place: 'areas', seen: named('组') },
  { what: 'a terminal in the list', place: 'terminals', seen: hostilePlace },
  { what: 'a terminal on its page', place: `terminals/${terminal}`, seen: hostilePlace },
  { what: 'what a terminal answers to a command', place: `terminals/${terminal}`, open: async (person) => {
    await tab('远程指令')(person);
    await person.page.locator('.ant-table-row-expand-icon').first().click();
  }, seen: answered },
  { what: 'a playlist', place: 'schedule', open: button('播放列表'), seen: named('列表') },
  { what: 'a calendar of holidays', place: 'schedule', open: async (person) => {
    await button('节假日')(person);
    await combobox('日历')(person);
  }, seen: named('日历') },
  { what: 'a release', place: 'firmware', seen: named('版') },
  { what: 'an order', place: 'orders', seen: named('令') },
  { what: 'a terminal that has not sounded', place: 'orders', open: ({ page }) => page.getByRole('link', { name: named('令') }).click(), seen: hostilePlace },
  { what: 'an order in the choice of reports', place: 'reports', open: combobox('选择一个播发查看报告'), seen: named('令') },
  { what: 'the words of a CAP message, and the name of its area', place: 'dispatch', open: inCap, seen: `${hostileArea}（${township}）` },
  { what: 'a person of an account', place: 'people', seen: named('员') },
  { what: 'a person of a key', place: 'people', open: tab('信任清单'), seen: namedForKey('发布人') },
  { what: 'a token', place: 'people', open: tab('程序令牌'), seen: named('令牌') },
];

/** Told by a heartbeat, half a minute after the terminal came. */
export const afterHeartbeat: Place[] = [
  { what: 'a terminal among the faults', place: 'situation', seen: hostilePlace },
];

/** Names that are given at the command line, by the provisioning, or by whoever may call the API. */
export async function nameHostile(training: County, trainee: Person): Promise<void> {
  const square = [[106.05, 29], [106.2, 29], [106.2, 29.12], [106.05, 29.12], [106.05, 29]];
  const feature = { type: 'Feature', properties: { code: township, name: hostileArea, parent: county, synthetic: true }, geometry: { type: 'Polygon', coordinates: [square] } };
  const file = join(training.folder, 'hostile.geojson');
  await writeFile(file, JSON.stringify({ type: 'FeatureCollection', features: [feature] }));
  await training.cli('boundaries', 'import', file);
  await training.cli('group-set', named('组'), '--area', township);
  await training.cli('holidays', named('日历'), '--date', '2027-10-01');
  await publishRelease(training, { name: named('版'), version: 7, persons: [namedForKey('甲'), namedForKey('乙')] });
  const send = (method: string, path: string, json: unknown, more: Record<string, string> = {}): Promise<number> => trainee.page.evaluate(async ([verb, at, body, headers]) => {
    const session = (await (await fetch('/api/v1/session')).json()) as { csrf: string };
    return (await fetch(`/api/v1/${at}`, { method: verb, body, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': session.csrf, ...headers } })).status;
  }, [method, path, JSON.stringify(json), more] as const);
  const { clip, etag } = await trainee.page.evaluate(async () => ((await (await fetch('/api/v1/clips')).json()) as { clips: { clip: string; etag: string }[] }).clips[0]!);
  expect(await send('PUT', `playlists/${encodeURIComponent(named('列表'))}`, { clips: [clip] })).toBeLessThan(300);
  expect(await send('PUT', `clips/${clip}`, { name: named('音'), expires_us: null }, { 'If-Match': etag })).toBeLessThan(300);
  expect(await send('POST', 'tokens', { name: named('令牌'), roles: ['auditor'], areas: [], valid_days: 1 })).toBe(201);
}

/** A terminal that somebody has taken: it answers with what its files hold, and has a fault. */
export async function answerHostile(training: County): Promise<void> {
  await training.silenceCabinet(terminal);
  training.switchOnPlace(terminal);
  await until('the terminal that was taken', 30, async () => (await training.cli('terminals', '--json')).includes('"state":"online"'));
  await writeFile(join(training.home, 'terminals', terminal, 'data', 'trace.txt'), `${answered}\n`);
  await training.cli('maintain', terminal, 'log', '--name', 'trace', '--bytes', '4096');
}

/** Texts without a hostile one among them that run from right to left all the same: what stood before them has turned them round. */
const turnedRound = ({ page }: Person): Promise<string[]> => page.evaluate(() => {
  const found: string[] = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const words = node.textContent!;
    const at = words.search(/\S\S/);
    if (at < 0 || words.includes('\u202e')) continue;
    const [first, second] = [at, at + 1].map((from) => {
      const range = document.createRange();
      range.setStart(node, from);
      range.setEnd(node, from + 1);
      return range.getBoundingClientRect();
    });
    if (first!.width > 0 && first!.top === second!.top && first!.left > second!.left) found.push(words);
  }
  return found;
});

/** What a page has made of hostile texts. */
async function madeOf(person: Person, what: string): Promise<string[]> {
  const { page } = person;
  const found = (await turnedRound(person)).map((words) => `${what}: turned round: ${words}`);
  if ((await page.locator('img[src="x"]').count()) > 0) found.push(`${what}: became a picture`);
  for (const [size, where] of [[desk, what], [phone, `${what}, on a phone`]] as const) {
    await page.setViewportSize(size);
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    found.push(...(await tooWide(person, where)), ...(await widerThanPage(person, where)));
  }
  await page.setViewportSize(desk);
  return found;
}

/** In a sentence, what would turn it round stands as a character that cannot be shown. */
const asShown = (text: string): RegExp => new RegExp([...text].map((letter) => (letter === '\u202e' ? '[\u202e\ufffd]' : letter.replace(/[^\p{L}\p{N}\s]/u, '\\$&'))).join(''));

/** Each is there as it was written, and no page has made more of it. */
export async function shownAsText(person: Person, where = places): Promise<void> {
  const missed: string[] = [];
  await person.page.reload();  // areas are asked for seldom: these names are newer
  for (const { what, place, open, seen } of where) {
    await person.open(place);
    await open?.(person);
    await person.page.getByText(asShown(seen)).filter({ visible: true }).first().waitFor().catch(() => missed.push(what));
    missed.push(...(await madeOf(person, what)));
    await person.page.keyboard.press('Escape');
  }
  expect(missed).toEqual([]);
}
