// Places that a CAP message names, as the targets of an order that is being composed. The controller reads the message; this only takes over.
import type { PrepareRequest } from '@/api/models/prepare';
import type { Order } from '@/wire/order';
import { draftOf, type Draft } from './draft';

export interface CapMessage {
  identifier: string;
  decision: 'issued' | 'held' | 'refused' | 'ignored';
  reason: string;
  detail: string;
  order: string | null;
  received_at_us: number;
  actor: string;
}

export interface CapAreas extends Required<Pick<PrepareRequest, 'areas' | 'polygons' | 'circles'>> {
  identifier: string;
  headline: string;
}

export type Places = Pick<Draft, 'areas' | 'groups' | 'terminals' | 'shapes'>;

export const maxCapBytes = 1024 * 1024;

/** All that the message names and nothing else: what was chosen before is replaced. */
export function placesOf({ areas, polygons, circles }: CapAreas): Places {
  const position = ([latitude, longitude]: [number, number]) => ({ latitude, longitude });
  return {
    areas, groups: [], terminals: [],
    shapes: [
      ...polygons.map((points) => ({ kind: 'polygon' as const, points: points.map(position) })),
      ...circles.map(({ centre, radius_m }) => ({ kind: 'circle' as const, centre: position(centre), radiusM: radius_m })),
    ],
  };
}

/** Of the order or draft that a message became. */
export function placesOfOrder(order: Order): Places {
  const { areas, terminals, shapes } = draftOf(order, '');
  return { areas, groups: [], terminals, shapes };
}

/** Only a message that became an order or a draft has places here, each once. */
export const withPlaces = (messages: CapMessage[]): CapMessage[] =>
  messages.filter((message, at) => message.order !== null && messages.findIndex((other) => other.order === message.order) === at);

/** "sender,identifier,sent" as people tell messages apart. */
export function capName(identifier: string): string {
  const [sender = '', name = ''] = identifier.split(',');
  return name ? `${name} · ${sender}` : identifier;
}
