import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, call, get, idempotent, ifMatch, setCsrf, whenSessionInDoubt } from './client';

const asked: { path: string; init: RequestInit }[] = [];
const answer = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
let next = answer(200, {});

beforeEach(() => {
  asked.length = 0;
  next = answer(200, {});
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    asked.push({ path, init });
    return Promise.resolve(next.clone());
  });
  setCsrf('the token');
});
afterEach(() => vi.unstubAllGlobals());

const headers = (): Record<string, string> => asked[0]!.init.headers as Record<string, string>;

describe('a request', () => {
  it('that changes something carries the token of the session, one that looks does not', async () => {
    await call('PUT', 'groups/a', { json: {} });
    expect(headers()).toMatchObject({ 'X-CSRF-Token': 'the token', 'Content-Type': 'application/json' });
    asked.length = 0;
    await get('groups');
    expect(headers()).toEqual({});
    expect(asked[0]!.path).toBe('/api/v1/groups');
  });
  it('that edits names what it was made of, so that nobody is overwritten', async () => {
    await call('PUT', 'groups/a', { json: {}, headers: ifMatch('"e1"') });
    expect(headers()['If-Match']).toBe('"e1"');
    expect(ifMatch(undefined)).toEqual({});
  });
  it('that is sent twice has a key of its own each time', () => expect(idempotent()['Idempotency-Key']).not.toBe(idempotent()['Idempotency-Key']));
});

describe('a refusal', () => {
  it('has its stable code, its field and everything else that was said', async () => {
    next = answer(422, { code: 'field.missing', detail: 'name is missing', field: 'name', reason: 'why' });
    await expect(call('POST', 'orders')).rejects.toMatchObject({ status: 422, code: 'field.missing', field: 'name', extra: { reason: 'why' } });
  });
  it.each(['session.needed', 'session.second_factor_needed', 'permission.refused', 'area.refused'])('by %s, which tells of another session than one knows, is told to whoever listens', async (code) => {
    const told = vi.fn();
    const stop = whenSessionInDoubt(told);
    next = answer(403, { code });
    await expect(get('orders')).rejects.toBeInstanceOf(ApiError);
    stop();
    await expect(get('orders')).rejects.toBeInstanceOf(ApiError);
    expect(told).toHaveBeenCalledTimes(1);
  });
  it('of what was asked tells nothing about the session', async () => {
    const told = vi.fn();
    const stop = whenSessionInDoubt(told);
    next = answer(422, { code: 'field.missing' });
    await expect(get('orders')).rejects.toBeInstanceOf(ApiError);
    stop();
    expect(told).not.toHaveBeenCalled();
  });
});
