// The one place that says who sees and may do what here, by the permissions that the controller's table gives to the session. The controller
// decides; this only keeps away from a person what would be refused.
import type { Session } from '@/api/models/session';
import { contains } from './areas';

export const roles = ['dispatcher', 'approver', 'scheduler', 'township', 'technician', 'auditor', 'administrator'] as const;
export type Role = (typeof roles)[number];

const needs = {
  look: [],
  dispatch: ['orders.prepare'],
  approve: ['orders.return'],
  cancel: ['orders.cancel'],
  stop: ['stop_all'],
  schedule: ['class.routine'],
  speak: ['live.speak'],
  media: ['orders.prepare'],
  maintain: ['terminals.maintain'],
  install: ['enrolment.manage', 'terminals.maintain'],
  editClips: ['clips.edit'],
  editGroups: ['groups.edit'],
  editPlaylists: ['playlists.edit'],
  editHolidays: ['holidays.edit'],
  firmware: ['releases.manage'],
  exportOrder: [],
  receiveCap: ['cap.receive'],
  acknowledge: ['calls.acknowledge'],
  audit: ['audit.read'],
  people: ['accounts.read'],
  managePeople: ['accounts.manage'],
} as const satisfies Record<string, readonly string[]>;

export type Action = keyof typeof needs;

// These reach the whole county: the controller refuses them to whoever is limited to some areas (area.refused).
const ofTheWholeCounty: ReadonlySet<Action> = new Set<Action>(['editHolidays', 'firmware', 'exportOrder', 'receiveCap']);

const isLimited = (session: Session): boolean => (session.account?.areas.length ?? 0) > 0;

function permitted(session: Session | undefined, action: Action): session is Session {
  if (!session?.signed_in) return false;
  return needs[action].every((permission) => session.permissions.includes(permission));
}

export const may = (session: Session | undefined, action: Action): boolean =>
  permitted(session, action) && !(ofTheWholeCounty.has(action) && isLimited(session));

/** The role would allow it, the areas of the account do not. */
export const needsCounty = (session: Session | undefined, action: Action): boolean => permitted(session, action) && !may(session, action);

/** All of these lie within the areas of the account. */
export const covers = (session: Session, codes: string[]): boolean =>
  !isLimited(session) || codes.every((code) => session.account!.areas.some((area) => contains(area, code)));

export const mayIssue = (session: Session | undefined, orderClass: string): boolean =>
  session?.permissions.includes(`class.${orderClass}`) ?? false;
