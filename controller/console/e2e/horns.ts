// What the horns say from a moment on, from the files that the terminals' sound cards write.
import { until, type County } from './county';
import { samplesOf } from './sound';

const rate = 48_000;
const windowSamples = rate / 100;
/** An alert is far above this; a quiet self-test stays below. */
const loud = 3_000;

function loudSeconds(samples: Int16Array): number {
  let windows = 0;
  for (let at = 0; at + windowSamples <= samples.length; at += windowSamples)
    if (samples.subarray(at, at + windowSamples).some((sample) => Math.abs(sample) > loud)) ++windows;
  return windows / 100;
}

export class Horns {
  private constructor(
    private readonly county: County,
    private readonly from: Record<string, number>,
  ) {}

  static async from(county: County, ids: string[]): Promise<Horns> {
    const lengths = await Promise.all(ids.map(async (id) => [id, (await samplesOf(county.horn(id))).length] as const));
    return new Horns(county, Object.fromEntries(lengths));
  }

  /** How long each has been loud since then, in seconds. */
  async heard(): Promise<number[]> {
    return Promise.all(Object.entries(this.from).map(async ([id, from]) => loudSeconds((await samplesOf(this.county.horn(id))).subarray(from))));
  }

  /** Each of them, for so long. */
  async sound(seconds: number, withinSeconds = 30): Promise<void> {
    await until(`${seconds} s of sound at ${Object.keys(this.from).join(' and ')}`, withinSeconds, async () => (await this.heard()).every((heard) => heard >= seconds));
  }
}
