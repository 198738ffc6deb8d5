// What the pages read, each with one key; api/events.ts keeps the live ones current.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { get, type Query } from './client';
import { allTerminals, openOrders } from './lists';
import { usePages } from './pages';
import { orderNow } from './progress';
import type { LibraryClip, Playlist } from './models/clips';
import type { Call } from './models/calls';
import type { Diagnosis } from './models/diagnosis';
import type { Release, ReleaseMember } from './models/firmware';
import type { Health } from './models/health';
import type { OrderDetail, OrderSummary, TimelineEntry } from './models/orders';
import type { Area, Group } from './models/places';
import type { Session } from './models/session';
import type { Template } from './models/templates';
import type { RefusedOrder } from './models/terminals';
import { stillSounds } from '@/domain/schedule';
import { fromBase64 } from '@/wire/bytes';
import { readEnvelope } from '@/wire/envelope';
import { readTrustList } from '@/wire/trust';
import type { FeatureCollection } from 'geojson';

export const keys = {
  session: ['session'],
  terminals: ['terminals'],
  orders: ['orders'],
  openOrders: ['orders', 'open'],
  listedOrders: ['orders', 'listed'],
  order: (digest: string) => ['order', digest],
  timeline: ['timeline'],
  areas: ['areas'],
  boundaries: ['boundaries'],
  groups: ['groups'],
  clips: ['clips'],
  playlists: ['playlists'],
  templates: ['templates'],
  calls: ['calls'],
  releases: ['releases'],
  trust: ['trust-list'],
  health: ['health'],
  diagnosis: (id: string) => ['diagnosis', id],
} as const;

const seldom = 5 * 60_000;
const steady = 30_000;

/** Roles and areas may change while somebody is signed in, without a word to the console. */
export const sessionEveryMs = (session: Session | undefined): number | false => (session?.signed_in ? steady : false);

export const useSession = () =>
  useQuery({ queryKey: keys.session, queryFn: ({ signal }) => get<Session>('session', {}, signal), refetchInterval: (query) => sessionEveryMs(query.state.data) });

export const useTerminals = () =>
  useQuery({ queryKey: keys.terminals, queryFn: ({ signal }) => allTerminals(signal), refetchInterval: seldom, staleTime: steady });

/** What waits for somebody, is on its way or sounds: all of it. */
export const useOpenOrders = () => useQuery({ queryKey: keys.openOrders, queryFn: ({ signal }) => openOrders(signal), refetchInterval: steady });

/** All orders, page after page. */
export const useListedOrders = (query: Query) => usePages<OrderSummary>(keys.listedOrders, 'orders', 'orders', query, steady);

/** The whole order once, from then on what has changed. */
export function useOrder(digest: string, every = 5_000) {
  const queries = useQueryClient();
  return useQuery({
    queryKey: keys.order(digest),
    queryFn: ({ signal }) => orderNow(digest, queries.getQueryData<OrderDetail>(keys.order(digest)), signal),
    refetchInterval: (query) => (isOver(query.state.data) ? steady : every),
    enabled: digest !== '',
  });
}

/** Ended, and no terminal has anything left to say. */
function isOver(order: OrderDetail | undefined): boolean {
  if (!order || !['completed', 'cancelled', 'expired'].includes(order.state)) return false;
  return ['waiting', 'delivered', 'accepted', 'started'].every((stage) => !order.counts[stage]);
}

export const useTimeline = (fromUs?: number, untilUs?: number, area?: string) =>
  useQuery({
    queryKey: [...keys.timeline, fromUs, untilUs, area],
    queryFn: async ({ signal }) =>
      (await get<{ entries: TimelineEntry[] }>('timeline', { from_us: fromUs, until_us: untilUs, area }, signal)).entries.filter(stillSounds),
    refetchInterval: steady,
  });

export const useAreas = () =>
  useQuery({
    queryKey: keys.areas,
    queryFn: async ({ signal }) => (await get<{ areas: Area[] }>('areas', {}, signal)).areas,
    staleTime: seldom,
  });

export const useBoundaries = () =>
  useQuery({ queryKey: keys.boundaries, queryFn: ({ signal }) => get<FeatureCollection>('boundaries', {}, signal), staleTime: seldom });

export const useGroups = () =>
  useQuery({ queryKey: keys.groups, queryFn: async ({ signal }) => (await get<{ groups: Group[] }>('groups', {}, signal)).groups });

export const useListedClips = (query: Query) => usePages<LibraryClip>(keys.clips, 'clips', 'clips', query, seldom);

export const usePlaylists = () =>
  useQuery({ queryKey: keys.playlists, queryFn: async ({ signal }) => (await get<{ playlists: Playlist[] }>('playlists', {}, signal)).playlists });

export const useTemplates = () =>
  useQuery({
    queryKey: keys.templates,
    queryFn: async ({ signal }) => (await get<{ templates: Template[] }>('templates', {}, signal)).templates,
    staleTime: seldom,
  });

export const useCalls = (query: Query) => usePages<Call>(keys.calls, 'calls', 'calls', query, steady);

export const useReleases = () =>
  useQuery({
    queryKey: keys.releases,
    queryFn: async ({ signal }) => (await get<{ releases: Release[] }>('releases', {}, signal)).releases,
    refetchInterval: steady,
  });

/** The terminals of a release. */
export const useReleaseMembers = (release: string, query: Query) =>
  usePages<ReleaseMember>([...keys.releases, release], `releases/${release}`, 'terminals', query, steady);

export const useRefusals = (terminal: string) => usePages<RefusedOrder>(['refusals'], 'refusals', 'refusals', { terminal }, steady);

export const useHealth = () =>
  useQuery({ queryKey: keys.health, queryFn: ({ signal }) => get<Health>('/health', {}, signal), refetchInterval: steady, retry: false });

export const useDiagnosis = (id: string) =>
  useQuery({
    queryKey: keys.diagnosis(id),
    queryFn: ({ signal }) => get<Diagnosis>(`terminals/${encodeURIComponent(id)}/diagnosis`, {}, signal),
    refetchInterval: 10_000,
  });

export const useTrustList = () =>
  useQuery({
    queryKey: keys.trust,
    queryFn: async ({ signal }) => {
      const answer = await get<{ envelope: string | null }>('trust-list', {}, signal);
      if (answer.envelope === null) throw new Error('no trust list yet');
      return readTrustList(readEnvelope(fromBase64(answer.envelope)).payload);
    },
    staleTime: seldom,
    retry: false,
  });
