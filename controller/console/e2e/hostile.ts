// Every text that comes from somebody else, as one who means harm would write it: each is shown, and shown as text. In the training district, whose
// names are all hostile. Steps of office.e2e.ts.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type County, county, township, until } from './county';
import { hostile, named, type Person } from './person';
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
/** What is not plain ASCII would be base64 in the answer. */
const answered = `${hostile} log`;

const capMessage = (sent: Date): string => `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>CAP-7</identifier><sender>flood@county.example</sender><sent>${sent.toISOString().slice(0, 19)}+00:00</sent>
<status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info><language>zh-CN</language><category>Met</category><event>雨</event>
<urgency>Immediate</urgency><severity>Extreme</severity><certainty>Observed</certainty><headline>&lt;img src=x onerror=alert(1)&gt;预警</headline>
<area><areaDesc>&lt;img src=x onerror=alert(1)&gt;</areaDesc><geocode><valueName>tongluo:area</valueName><value>${township}</value></geocode></area></info></alert>`;

async function inCap({ page }: Person): Promise<void> {
  await page.getByText('III 级 黄色 较大').click();
  await page.getByRole('tab', { name: '音频库' }).click();
  await page.getByRole('combobox', { name: '音频库' }).click({ force: true });
  await page.locator('.ant-select-item-option').first().click();
  await page.getByLabel('标题').fill(hostile);
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('button', { name: '从 CAP 消息取区域' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('或粘贴 CAP 1.2 消息（XML）').fill(capMessage(new Date()));
  await dialog.getByRole('button', { name: '读取区域' }).click();
}

const places: Place[] = [
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
  { what: 'a person of a key', place: 'people', open: tab('信任清单'), seen: named('发布人') },
  { what: 'a token', place: 'people', open: tab('程序令牌'), seen: named('令牌') },
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
  await publishRelease(training, { name: named('版'), version: 7, persons: [named('甲'), named('乙')] });
  const send = (method: string, path: string, json: unknown): Promise<number> => trainee.page.evaluate(async ([verb, at, body]) => {
    const session = (await (await fetch('/api/v1/session')).json()) as { csrf: string };
    return (await fetch(`/api/v1/${at}`, { method: verb!, body: body!, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': session.csrf } })).status;
  }, [method, path, JSON.stringify(json)]);
  const clip = await trainee.page.evaluate(async () => ((await (await fetch('/api/v1/clips')).json()) as { clips: { clip: string }[] }).clips[0]!.clip);
  expect(await send('PUT', `playlists/${encodeURIComponent(named('列表'))}`, { clips: [clip] })).toBeLessThan(300);
  expect(await send('POST', 'tokens', { name: named('令牌'), roles: ['auditor'], areas: [], valid_days: 1 })).toBe(201);
}

/** A terminal that somebody has taken: it answers with what its files hold. */
export async function answerHostile(training: County): Promise<void> {
  training.switchOnPlace(terminal);
  await until('the terminal that was taken', 30, async () => (await training.cli('terminals', '--json')).includes('"state":"online"'));
  await writeFile(join(training.home, 'terminals', terminal, 'data', 'trace.txt'), `${answered}\n`);
  await training.cli('maintain', terminal, 'log', '--name', 'trace', '--bytes', '4096');
}

/** Each is there as it was written, and no page has made more of it. */
export async function shownAsText(person: Person): Promise<void> {
  const missed: string[] = [];
  await person.page.reload();  // areas are asked for seldom: these names are newer
  for (const { what, place, open, seen } of places) {
    await person.open(place);
    await open?.(person);
    await person.page.getByText(seen).filter({ visible: true }).first().waitFor().catch(() => missed.push(what));
    if ((await person.page.locator('img[src="x"]').count()) > 0) missed.push(`${what}: became a picture`);
    await person.page.keyboard.press('Escape');
  }
  expect(missed).toEqual([]);
}
