// Filters thousands of terminals while somebody types: one pass, no allocation for those that do not match.
import type { Terminal } from '@/api/models/terminals';
import { contains } from './areas';
import { shownState } from './geo';

export interface TerminalFilter {
  text: string;
  area: string | null;
  state: string | null;
}

export function filterTerminals(terminals: Terminal[], filter: TerminalFilter): Terminal[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return terminals.filter((terminal) => {
    if (filter.state && shownState(terminal) !== filter.state) return false;
    if (filter.area && !contains(filter.area, terminal.area)) return false;
    if (words.length === 0) return true;
    const text = `${terminal.terminal} ${terminal.name} ${terminal.area}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
