// The one place that says who sees and may do what here, by the permissions that the controller's table gives to the session. The controller
// decides; this only keeps away from a person what would be refused.
import type { Session } from '@/api/models';

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
  acknowledge: ['calls.acknowledge'],
  audit: ['audit.read'],
  people: ['accounts.read'],
  managePeople: ['accounts.manage'],
} as const satisfies Record<string, readonly string[]>;

export type Action = keyof typeof needs;

export function may(session: Session | undefined, action: Action): boolean {
  if (!session?.signed_in) return false;
  return needs[action].every((permission) => session.permissions.includes(permission));
}

export const mayIssue = (session: Session | undefined, orderClass: string): boolean =>
  session?.permissions.includes(`class.${orderClass}`) ?? false;
