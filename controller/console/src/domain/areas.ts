// Area codes: 12 digits, segments 2+2+2+3+3; a zero segment means "all below" only if every later one is zero.
import type { Area } from '@/api/models/places';
import { plain } from './plain';

const ends = [2, 4, 6, 9, 12];

export const isAreaCode = (code: string): boolean => /^\d{12}$/.test(code) && !/^0{6}/.test(code) && code.slice(4, 6) !== '00';

/** The digits of a code that mean something: 500116000000 → 500116. */
export function significant(code: string): string {
  let end = 12;
  for (let i = ends.length - 1; i > 0; --i) {
    if (/[^0]/.test(code.slice(ends[i - 1], ends[i]))) break;
    end = ends[i - 1]!;
  }
  return code.slice(0, end);
}

export const contains = (area: string, code: string): boolean => code.startsWith(significant(area));

export const townshipOf = (code: string): string => `${code.slice(0, 9)}000`;

export function areaName(areas: Area[] | undefined, code: string): string {
  return plain(areas?.find((area) => area.code === code)?.name || code);
}

export interface AreaNode {
  key: string;
  title: string;
  terminals: number;
  children: AreaNode[];
}

/** The tree that the parents make; an area whose parent is missing stands at the top. */
export function areaTree(areas: Area[]): AreaNode[] {
  const nodes = new Map<string, AreaNode>();
  for (const area of areas) nodes.set(area.code, { key: area.code, title: plain(area.name || area.code), terminals: area.terminals, children: [] });
  const roots: AreaNode[] = [];
  for (const area of areas) {
    const node = nodes.get(area.code)!;
    const parent = area.parent ? nodes.get(area.parent) : undefined;
    (parent ? parent.children : roots).push(node);
  }
  return roots;
}

/** Without those that lie in another one of the list. */
export function outermost(codes: string[]): string[] {
  return codes.filter((code) => !codes.some((other) => other !== code && contains(other, code)));
}
