// What is wrong with the controller, as its last answer about its health says. Pure.
import { ApiError } from './client';
import type { Health } from './models/health';

/** A degraded controller answers with 503, so its problems come in the error, while `health` is still the good answer before it. */
export function problemsOf(health: Health | undefined, error: unknown): string[] {
  const told = error instanceof ApiError ? error.extra.problems : undefined;
  return Array.isArray(told) ? told.map(String) : (health?.problems ?? []);
}
