import { Tag } from 'antd';
import type { OrderState } from '@/api/models/orders';
import type { Presence } from '@/api/models/terminals';
import { useI18n } from '@/i18n/context';

const orderColours: Record<OrderState, string> = {
  draft: 'default', submitted: '#8a5a00', returned: 'default', issued: '#1763c7', running: '#1b7a3d', completed: 'default', cancelled: '#a8321f',
  expired: 'default',
};

export function OrderStateTag({ state }: { state: OrderState }) {
  const { word } = useI18n();
  return <Tag color={orderColours[state]}>{word('state', state)}</Tag>;
}

/** Also the map's colours. */
export const presenceColours: Record<Presence | 'playing', string> = {
  online: '#1b7a3d', playing: '#7b3fc4', late: '#9a6200', offline: '#b3261e', unknown: '#5f6b76', never: '#8a929a',
};

export function PresenceTag({ state, playing }: { state: Presence; playing: boolean }) {
  const { word } = useI18n();
  const shown = playing ? 'playing' : state;
  return (
    <span style={{ whiteSpace: 'nowrap' }}>
      <span aria-hidden style={{ display: 'inline-block', width: 9, height: 9, borderRadius: 5, background: presenceColours[shown], marginInlineEnd: 6 }} />
      {word('presence', shown)}
    </span>
  );
}
