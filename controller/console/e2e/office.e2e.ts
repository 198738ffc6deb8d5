// The work of a county's people, from the first start on. Steps build on each other; what is listed side by side is done at the same time, by
// different people.
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { alertWork } from './alerts';
import type { Cast } from './cast';
import { contractWork } from './contract';
import { County, otherTownship } from './county';
import { installedWork, technicianWork } from './installation';
import { libraryWork, playlistWork, recordingWork } from './library';
import { auditWork, listWork, lookaroundWork, overviewWork } from './lookaround';
import { administrationWork, sentBackWork } from './oversight';
import { minuteWork } from './minute';
import { accessibility, everyPage } from './pages';
import { openBrowser, Person } from './person';
import { releaseWork } from './release';
import { shoot } from './screenshots';
import { foreignItemWork, holidayWork, speakingWork, townshipWork } from './township';
import { trainingFaultWork, trainingWork } from './training';

let county: County;
let browser: Browser;
let cast: Cast;

const people = (): Cast => cast;
const everybody = (): Person[] => Object.values(cast ?? {}).filter((one): one is Person => one instanceof Person);

beforeAll(async () => {
  [county, browser] = await Promise.all([County.start(), openBrowser()]);
  const arrive = (name: string, displayName: string, phone = false): Promise<Person> => Person.arrive(browser, county, name, displayName, phone);
  const [admin, wang, li, zhang, zhao] = [
    await arrive('wangfang', '王芳'), await arrive('chenjing', '陈静'), await arrive('liwei', '李伟'), await arrive('zhangmin', '张敏', true), await arrive('zhaolei', '赵雷'),
  ];
  cast = { browser, county, admin, wang, li, zhang, zhao };
});

// What everybody saw when a step failed, beside the logs.
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const person of everybody()) await person.page.screenshot({ path: `${county.folder}/failed-${person.name}.png` }).catch(() => undefined);
  console.error(`kept: ${county.folder}`);
  county.keep = true;
  if (cast?.training) cast.training.keep = true;
});

afterAll(async () => {
  await browser?.close();
  await Promise.all([county?.stop(), cast?.training?.stop()]);
});

describe('accounts', () => {
  it('the one-time link of the first start makes the first administrator, once', async () => {
    const { admin } = cast;
    await admin.setUp(county.setUpLink, true);
    await admin.signIn('people');
  });

  it('a wrong password is refused in words', async () => {
    const { page } = cast.li;
    await page.goto(`${county.url}/#/`);
    await shoot(cast.li, 'sign-in');
    await page.getByLabel('账户名').fill('wangfang');
    await page.getByLabel('密码').fill('not the password');
    await page.getByRole('button', { name: /登\s?录/ }).click();
    await page.getByText('账户名或密码不正确').waitFor();
  });

  it('the administrator makes accounts, and each person sets an own password', async () => {
    const { admin, wang, li, zhang, zhao } = cast;
    const accounts: [Person, string[], string?][] = [
      [wang, ['应急值班员', '审批人', '日程管理员']], [li, ['应急值班员', '审批人']], [zhang, ['乡镇工作人员'], '油溪镇'], [zhao, ['技术员']],
    ];
    const begun: Promise<void>[] = [];
    for (const [person, roles, area] of accounts) {
      const link = await admin.createAccount(person.name, person.displayName, roles, area);
      begun.push(person.setUp(link).then(() => person.signIn(person === wang ? 'dispatch' : 'account')));
    }
    await Promise.all(begun);
  });

  it('keys are made in the browsers, and put on the trust list by the root ceremony', async () => {
    const { wang, li, zhang, zhao } = cast;
    const notice = wang.page.getByTestId('key-notice');
    await notice.getByText('此浏览器没有用于').waitFor();
    const made = await Promise.all([
      (async () => [await wang.makeKey('actual'), await wang.makeKey('exercise'), await wang.makeKey('routine')] as const)(),
      li.makeKey('actual'), zhang.makeKey('routine'), zhao.makeKey('maintain'),
    ]);
    const [[actual, exercise, routine], second, township, maintain] = made;
    await county.trust(actual, '陈静', 'dispatch', 'actual', 'I');
    await county.trust(exercise, '陈静', 'exercise', 'exercise', 'I');
    await county.trust(routine, '陈静', 'announce', 'routine', 'routine');
    await county.trust(second, '李伟', 'dispatch', 'actual', 'I');
    await county.trust(township, '张敏', 'announce', 'routine', 'routine', otherTownship);
    await county.trust(maintain, '赵雷', 'maintain', '', '');
    await shoot(wang, 'keys');
    await wang.open('dispatch');
    await wang.page.reload();
    await wang.page.getByText('I 级 红色 特别重大').waitFor();
    await notice.waitFor({ state: 'detached' });
  });

  it('the administrator sees whose keys may sign what', async () => {
    const { admin } = cast;
    await admin.open('people');
    const row = (name: string) => admin.page.getByRole('row').filter({ hasText: name });
    for (const what of ['实际警报', '演习', '日常广播']) await row('陈静').getByText(what, { exact: true }).waitFor();
    await row('赵雷').getByText('维护', { exact: true }).waitFor();
    await row('王芳').getByText('没有密钥').waitFor();
    await shoot(admin, 'people');
  });
});

releaseWork(people);
contractWork(people);

describe('an alert', () => {
  describe.concurrent('the office', () => alertWork(people));
  describe.concurrent('elsewhere', () => technicianWork(people));
});

speakingWork(people);

describe('an ordinary day', () => {
  describe.concurrent('in a township', () => {
    const minuteCame = minuteWork(people);
    townshipWork(people);
    playlistWork(people);
    minuteCame();
  });
  describe.concurrent('at a pole', () => installedWork(people));
  describe.concurrent('in the county', () => {
    holidayWork(people);
    recordingWork(people);
    listWork(people);
    everyPage(people);
  });
  describe.concurrent('among administrators', () => administrationWork(people));
});

overviewWork(people);
foreignItemWork(people);

describe('oversight', () => {
  describe.concurrent('of what is sent', () => {
    libraryWork(people);
    sentBackWork(people);
  });
  describe.concurrent('of what was done', () => auditWork(people));
  describe.concurrent('of those who learn', () => trainingWork(people));
});

describe('at the end', () => {
  lookaroundWork(people);
  accessibility(people);
  trainingFaultWork(people);

  it('broke nothing of the content security policy, and threw nothing', () => {
    expect(everybody().flatMap((person) => person.complaints)).toEqual([]);
  });
});
