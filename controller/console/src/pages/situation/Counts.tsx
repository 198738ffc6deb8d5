import type { Presence, Terminal } from '@/api/models/terminals';
import { presenceColours } from '@/components/StateTag';
import { shownState } from '@/domain/geo';
import { useI18n } from '@/i18n/context';

const states: (Presence | 'playing')[] = ['online', 'playing', 'late', 'offline', 'unknown', 'never'];

interface Props {
  terminals: Terminal[];
  chosen: string | null;
  choose: (state: string | null) => void;
}

function Count({ name, value, colour, pressed, onClick }: { name: string; value: number; colour?: string; pressed: boolean; onClick: () => void }) {
  return (
    <button type="button" className="count" aria-pressed={pressed} onClick={onClick} style={{ borderInlineStartColor: colour }}>
      <span className="number">{value}</span>
      <span>{name}</span>
    </button>
  );
}

/** How many terminals are in each state; each count is a filter. */
export function Counts({ terminals, chosen, choose }: Props) {
  const { t, word } = useI18n();
  const counts = new Map<string, number>();
  for (const terminal of terminals) counts.set(shownState(terminal), (counts.get(shownState(terminal)) ?? 0) + 1);
  return (
    <div className="grid counts">
      <Count name={t('situation.total')} value={terminals.length} pressed={chosen === null} onClick={() => choose(null)} />
      {states.map((state) => (
        <Count
          key={state}
          name={word('presence', state)}
          value={counts.get(state) ?? 0}
          colour={presenceColours[state]}
          pressed={chosen === state}
          onClick={() => choose(chosen === state ? null : state)}
        />
      ))}
    </div>
  );
}
