// The one place that talks to the controller. Requests carry the session's cookie; those that change something its CSRF token, too.

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly field: string,
    readonly extra: Record<string, unknown>,
  ) {
    super(detail || code);
  }
}

export type Query = Record<string, string | number | undefined>;

export interface Request {
  query?: Query;
  json?: unknown;
  body?: BodyInit;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

const prefix = '/api/v1/';
let csrf = '';
/** They say that the session is not what this console takes it for: over, or of other roles or areas than before. */
const sessionCodes: ReadonlySet<string> = new Set(['session.needed', 'session.second_factor_needed', 'permission.refused', 'area.refused']);
const onDoubt = new Set<() => void>();

export function setCsrf(token: string | null): void {
  csrf = token ?? '';
}

/** Called when an answer lets one doubt the session: it has to be asked for anew. Returns how to stop listening. */
export function whenSessionInDoubt(listener: () => void): () => void {
  onDoubt.add(listener);
  return () => onDoubt.delete(listener);
}

export function pathWith(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
  const text = parameters.toString();
  return `${path.startsWith('/') ? path : prefix + path}${text ? `?${text}` : ''}`;
}

export function apiErrorFrom(status: number, body: unknown): ApiError {
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string): string => (typeof problem[name] === 'string' ? problem[name] : '');
  return new ApiError(status, text('code') || `http.${status}`, text('detail'), text('field'), problem);
}

async function problemOf(response: Response): Promise<ApiError> {
  return apiErrorFrom(response.status, await response.json().catch(() => null));
}

async function send(method: string, path: string, request: Request): Promise<Response> {
  const headers: Record<string, string> = { ...request.headers };
  if (method !== 'GET' && csrf) headers['X-CSRF-Token'] = csrf;
  if (request.json !== undefined) headers['Content-Type'] = 'application/json';
  const body = request.json !== undefined ? JSON.stringify(request.json) : request.body;
  let response: Response;
  try {
    response = await fetch(pathWith(path, request.query), { method, headers, body, signal: request.signal, credentials: 'same-origin' });
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw new ApiError(0, 'network', '', '', {});
  }
  if (response.ok) return response;
  const problem = await problemOf(response);
  if (sessionCodes.has(problem.code)) onDoubt.forEach((listener) => listener());
  throw problem;
}

export async function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return (await (await send('GET', path, { query, signal })).json()) as T;
}

/** What is no JSON: a description for a player, a table. */
export async function getText(path: string, query?: Query): Promise<string> {
  return (await send('GET', path, { query })).text();
}

export async function call<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, request: Request = {}): Promise<T> {
  const response = await send(method, path, request);
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** The same key gives the first answer again, so a click that was sent twice does nothing twice. */
export function idempotent(): Record<string, string> {
  return { 'Idempotency-Key': crypto.randomUUID() };
}

/** Refused with `precondition.failed` when somebody has changed it since it was read. */
export const ifMatch = (etag: string | undefined): Record<string, string> => (etag ? { 'If-Match': etag } : {});

export function webSocketUrl(path: string, query?: Query): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${pathWith(path, query)}`;
}

export const clipUrl = (digest: string): string => pathWith(`clips/${digest}`);
