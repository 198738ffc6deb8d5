// A small county for the browser tests: real keys, a real tongluod with its console's door, real terminals, on free ports of loopback.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { named } from './person';

const run = promisify(execFile);

export const county = '500116000000';
export const township = '500116108000';
export const otherTownship = '500116101000';
const places: [id: string, area: string, name: string, latitude: number, longitude: number][] = [
  ['TL-500116-0001', '500116108201', '白沙镇黑石山村一组', 29.0672, 106.1283],
  ['TL-500116-0002', '500116108203', '白沙镇金盆村', 29.0518, 106.1187],
  ['TL-500116-0003', '500116101200', '油溪镇联合村', 29.2367, 106.1104],
  ['TL-500116-0004', '500116001200', '几江街道五举村', 29.279, 106.2541],
];
/** The one with a cabinet on its field bus, which has something to tell. */
export const withCabinet = 'TL-500116-0004';
const moreSensors = `
[[register]]
device = "amplifier"
quantity = "cabinet_temperature"
function = 4
address = 40
encoding = "s16"
scale = 0.1
unit = "C"
period_ms = 1000

[[register]]
device = "amplifier"
quantity = "battery_charge"
function = 4
address = 41
encoding = "u16"
unit = "%"
period_ms = 1000
`;
const passphrase = 'passphrase of the browser tests';

function environment(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run it by ctest, or see controller/console/README.md`);
  return value;
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** So many in a row, below the ports that the system gives to whoever connects: none of those can take one before its listener does. */
async function freePorts(count: number): Promise<number> {
  for (let tries = 0; tries < 100; ++tries) {
    const first = 10_240 + Math.floor(Math.random() * 21_000);
    const free = await Promise.all(Array.from({ length: count }, (_, at) => isFree(first + at)));
    if (free.every(Boolean)) return first;
  }
  throw new Error('no free ports');
}

export async function until<T>(what: string, seconds: number, probe: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await probe().catch(() => undefined);
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((wake) => setTimeout(wake, 200));
  }
}

/** A square round each of a township's terminals, so that the map has something to show. */
function boundaries(): string {
  const square = (code: string, name: string, latitude: number, longitude: number) => ({
    type: 'Feature',
    properties: { code, name, parent: code === county ? null : county, synthetic: true },
    geometry: { type: 'Polygon', coordinates: [[[-1, -1], [1, -0.8], [0.9, 1], [-0.8, 0.9], [-1, -1]].map(([x, y]) => [longitude + x! * 0.05, latitude + y! * 0.05])] },
  });
  const features = [
    square(township, '白沙镇', 29.06, 106.125), square(otherTownship, '油溪镇', 29.235, 106.11), square('500116001000', '几江街道', 29.28, 106.255),
  ];
  return JSON.stringify({ type: 'FeatureCollection', features });
}

/** A district of the real terminals, or one to practise in, whose own terminals are never switched on. */
export type Environment = 'production' | 'training';

export class County {
  private readonly children: ChildProcess[] = [];
  url = '';
  setUpLink = '';
  private linkPort = 0;
  private controller: ChildProcess | null = null;
  private cabinet: ChildProcess | null = null;
  /** Its folder (keys, logs, sound) stays: something failed. */
  keep = false;

  private constructor(
    readonly folder: string,
    private readonly bin: string,
    private readonly environment: Environment,
  ) {}

  static async train(): Promise<County> {
    const made = new County(await mkdtemp(join(tmpdir(), 'tongluo-training-')), environment('TONGLUO_BIN'), 'training');
    try {
      await made.found();
      await made.startController();
    } catch (error) {
      await made.stop();
      throw error;
    }
    return made;
  }

  static async start(): Promise<County> {
    const made = new County(await mkdtemp(join(tmpdir(), 'tongluo-console-')), environment('TONGLUO_BIN'), 'production');
    try {
      await made.found();
      await made.wireCabinet();
      await made.startController();
      for (const [id] of places) made.switchOnPlace(id);
      await made.allOnline();
      await made.restartController();
      await made.importBoundaries();
    } catch (error) {
      await made.stop();
      throw error;
    }
    return made;
  }

  private async allOnline(): Promise<void> {
    await until('terminals online', 60, async () => (await this.cli('terminals', '--json')).split('"state":"online"').length > places.length);
  }

  get home(): string {
    return join(this.folder, 'home');
  }

  async cli(...parameters: string[]): Promise<string> {
    const env = { ...process.env, TONGLUO_HOME: this.home, TONGLUO_PASSPHRASE_FILE: join(this.folder, 'passphrase') };
    return (await run(join(this.bin, 'tongluo'), parameters, { env, timeout: 60_000 })).stdout;
  }

  /** The root ceremony: one key more on the trust list, in force at once. */
  async trust(publicKey: string, person: string, role: string, orderClass: string, level: string, area = county): Promise<void> {
    const proposal = join(this.folder, 'next.trust');
    await rm(proposal, { force: true });
    const powers = orderClass ? ['--class', orderClass, '--level', level] : [];
    await this.cli('trust', 'add-person', '--public-key', publicKey, '--person', person, '--role', role, ...powers, '--area', area, '--out', proposal);
    await this.cli('trust', 'sign', proposal, '--key', join(this.home, 'keys', 'root-1.key'), '--yes');
    await this.cli('trust', 'publish', proposal);
  }

  /** A box out of its carton: it knows where to call (the enrolment's port is the link's next) and what the technician typed. */
  async switchOn(hardware: string, code: string): Promise<void> {
    const folder = join(this.folder, hardware);
    await mkdir(folder);
    const at = (port: number): string => `endpoints = ["127.0.0.1:${port}"]`;
    const calls = `[controller]\n${at(this.linkPort)}\nserver_name = "controller.tongluo"\n[enrolment]\n${at(this.linkPort + 1)}\n`;
    await writeFile(join(folder, 'terminal.toml'), `data_dir = "data"\n${calls}hardware = "${hardware}"\ncode = "${code}"\n[audio]\nsink = "wav:sound.wav"\n`);
    this.spawn('tongluo-terminal', ['--config', join(folder, 'terminal.toml')], hardware);
  }

  /** A terminal that was provisioned. */
  switchOnPlace(id: string): void {
    this.spawn('tongluo-terminal', ['--config', join(this.home, 'terminals', id, 'terminal.toml')], id);
  }

  /** One of these terminals as it is, with a folder of its own, sent to call somebody else; gives the file of what it says. */
  async lead(id: string, other: County): Promise<string> {
    const name = `${id}-elsewhere`;
    const folder = join(this.folder, name);
    await cp(join(this.home, 'terminals', id), folder, { recursive: true, filter: (from) => !/\/data$|sound\.wav$/.test(from) });
    const configuration = await readFile(join(folder, 'terminal.toml'), 'utf8');
    await writeFile(join(folder, 'terminal.toml'), configuration.replaceAll(`:${this.linkPort}"`, `:${other.linkPort}"`));
    this.spawn('tongluo-terminal', ['--config', join(folder, 'terminal.toml')], name);
    return join(this.folder, 'logs', `${name}.log`);
  }

  /** What a technician would find at the pole, by its name in tongluo-amp-sim --help. */
  cabinetFault(name: string, there: boolean): void {
    this.cabinet!.stdin!.write(`${name} ${there ? 'on' : 'off'}\n`);
  }

  /** The file of all that a terminal's horn has said. */
  horn(id: string): string {
    return join(this.home, 'terminals', id, 'sound.wav');
  }

  async stop(): Promise<void> {
    for (const child of this.children) child.kill('SIGTERM');
    await Promise.all(this.children.map((child) => (child.exitCode === null ? new Promise((gone) => child.once('exit', gone)) : undefined)));
    if (!this.keep) await rm(this.folder, { recursive: true, force: true });
  }

  private async found(): Promise<void> {
    await writeFile(join(this.folder, 'passphrase'), `${passphrase}\n`, { mode: 0o600 });
    await mkdir(join(this.folder, 'logs'));
    this.linkPort = await freePorts(4);
    const [link, api, console] = [this.linkPort, this.linkPort + 2, this.linkPort + 3];
    const kind = this.environment === 'training' ? ['--training'] : [];
    await this.cli('init', this.home, '--county', county, '--person', '备用甲', '--second-person', '备用乙', '--link-port', String(link), '--api-port', String(api), '--key-memory-mib', '16', ...kind);
    const csv = ['id,area,name,latitude,longitude', ...places.map(([id, area, name, ...at]) => [id, area, this.environment === 'training' ? named('村') : name, ...at].join(','))].join('\n');
    await writeFile(join(this.folder, 'terminals.csv'), `${csv}\n`);
    await this.cli('provision', this.home, '--csv', join(this.folder, 'terminals.csv'), '--sink', 'wav:sound.wav');
    // All day but for one minute, which nobody means.
    const hours = 'routine_hours = "00:08-00:07"\nexercise_hours = "00:00-24:00"\ntest_hours = "00:00-24:00"\n';
    const door = `[console]\naddress = "127.0.0.1"\nport = ${console}\ncertificate = "controller.crt"\nkey = "controller.key"\ndirectory = "${environment('TONGLUO_CONSOLE_DIR')}"\nsecond_factor = []\n`;
    const configuration = await readFile(join(this.home, 'tongluod.toml'), 'utf8');
    await writeFile(join(this.home, 'tongluod.toml'), configuration.replace(/^\[console\][^[]*/m, '').replace('heartbeat_s = 120', 'heartbeat_s = 30'));
    await appendFile(join(this.home, 'tongluod.toml'), `\n[guard]\n${hours}\n${door}`);
    this.url = `https://127.0.0.1:${console}`;
  }

  private spawn(program: string, parameters: string[], name: string): ChildProcess {
    const child = spawn(join(this.bin, program), parameters, { stdio: ['pipe', 'pipe', 'pipe'] });
    const log = join(this.folder, 'logs', `${name}.log`);
    child.stdout!.on('data', (text: Buffer) => void appendFile(log, text));
    child.stderr!.on('data', (text: Buffer) => void appendFile(log, text));
    this.children.push(child);
    return child;
  }

  /** Behind one terminal, what is behind a real one. It listens on any port, which its map then names. */
  private async wireCabinet(): Promise<void> {
    const map = join(this.folder, 'cabinet.toml');
    const shipped = await readFile(new URL('../../../terminal-fw/board/maps/amplifier-tcp.toml', import.meta.url), 'utf8');
    await writeFile(map, shipped + moreSensors);
    const home = join(this.home, 'terminals', withCabinet);
    this.cabinet = this.spawn('tongluo-amp-sim', ['--map', map, '--any-port', '--wav', this.horn(withCabinet)], 'amp-sim');
    const address = await until('the cabinet', 20, async () => /ready cabinet=(\S+)/.exec(await readFile(join(this.folder, 'logs', 'amp-sim.log'), 'utf8'))?.[1]);
    await writeFile(map, (shipped + moreSensors).replace(/^tcp = .*$/m, `tcp = "${address}"`));
    await appendFile(join(home, 'terminal.toml'), `\n[field_bus]\nmap = "${map}"\namplifier_hold_ms = 100\n`);
  }

  /** Wired as one with a cabinet, which does not answer. */
  async silenceCabinet(id: string): Promise<void> {
    const map = join(this.folder, 'silent.toml');
    const shipped = await readFile(new URL('../../../terminal-fw/board/maps/amplifier-tcp.toml', import.meta.url), 'utf8');
    await writeFile(map, shipped.replace(/^tcp = .*$/m, 'tcp = "127.0.0.1:1"'));
    await appendFile(join(this.home, 'terminals', id, 'terminal.toml'), `\n[field_bus]\nmap = "${map}"\n`);
  }

  /** An orderly stop writes the quarter of an hour that is under way, so that the charts have something to draw at once. */
  private async restartController(): Promise<void> {
    await until('figures of the cabinet', 60, async () => /"cabinet_c":\d+/.test(await this.cli('diagnose', withCabinet, '--json')));
    const running = this.controller!;
    running.kill('SIGTERM');
    await new Promise((gone) => running.once('exit', gone));
    await this.startController();
    await this.allOnline();
  }

  private async startController(): Promise<void> {
    const log = join(this.folder, 'logs', 'tongluod.log');
    await rm(log, { force: true });
    this.controller = this.spawn('tongluod', ['--config', join(this.home, 'tongluod.toml')], 'tongluod');
    const link = await until('the set-up link', 30, async () => /https:\/\/\S+#\/set-up\/[0-9a-f]+/.exec(await readFile(log, 'utf8'))?.[0]);
    this.setUpLink = this.url + link.slice(link.indexOf('/#/'));
  }

  private async importBoundaries(): Promise<void> {
    const file = join(this.folder, 'boundaries.geojson');
    await writeFile(file, boundaries());
    await this.cli('boundaries', 'import', file);
  }
}
