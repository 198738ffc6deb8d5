// Who takes part in the browser tests, each at a browser of their own. Steps of office.e2e.ts.
import type { Browser } from 'playwright-core';
import type { County } from './county';
import type { Person } from './person';

export interface Cast {
  browser: Browser;
  county: County;
  /** The first administrator. */
  admin: Person;
  /** A dispatcher who also approves and schedules. */
  wang: Person;
  /** A dispatcher who approves. */
  li: Person;
  /** Of a township, with a phone. */
  zhang: Person;
  /** A technician. */
  zhao: Person;
  /** The second administrator, as soon as there is one. */
  second?: Person;
  /** Where people practise, as soon as it is there. */
  training?: County;
  /** Who practises there. */
  trainee?: Person;
}

/** Known when the steps run, not yet when they are listed. */
export type People = () => Cast;
