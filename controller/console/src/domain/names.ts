// Names that the controller takes, and why it would not take one. Pure.

export const maxNameBytes = 128;

export type NameProblem = 'name.needed' | 'name.tooLong' | 'name.slash' | 'name.control' | 'name.taken';

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** Without the spaces around it; an empty one is only wrong where one is needed. */
export function nameProblem(name: string, needed = true): NameProblem | null {
  const text = name.trim();
  if (text === '') return needed ? 'name.needed' : null;
  if (/[\u0000-\u001f\u007f]/.test(text)) return 'name.control';
  return bytesOf(text) > maxNameBytes ? 'name.tooLong' : null;
}

/** A group's name is a part of its address; another group of that name would be overwritten. */
export function groupNameProblem(name: string, taken: readonly string[]): NameProblem | null {
  const problem = nameProblem(name);
  if (problem) return problem;
  if (name.includes('/')) return 'name.slash';
  return taken.includes(name.trim()) ? 'name.taken' : null;
}
