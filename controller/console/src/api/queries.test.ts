import { describe, expect, it } from 'vitest';
import type { Session } from './models/session';
import { sessionEveryMs } from './queries';

describe('the session', () => {
  it('is asked for again and again while somebody is signed in, and only then', () => {
    const session = (signedIn: boolean): Session => ({ signed_in: signedIn }) as Session;
    expect([sessionEveryMs(session(true)), sessionEveryMs(session(false)), sessionEveryMs(undefined)]).toEqual([30_000, false, false]);
  });
});
