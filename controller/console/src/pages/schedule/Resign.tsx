import { useQuery } from '@tanstack/react-query';
import { App } from 'antd';
import { call } from '@/api/client';
import { orderOf } from '@/api/lists';
import type { PlaylistUse } from '@/api/models/clips';
import type { Prepared } from '@/api/models/prepare';
import { Failure } from '@/components/Failure';
import { SignPanel } from '@/components/order/SignPanel';
import { Waiting } from '@/components/Waiting';
import { withPlaylist } from '@/domain/moving';
import { nowUs } from '@/domain/times';
import { useI18n } from '@/i18n/context';

/** The same item with the playlist as it is now, in the place of the one that is signed. */
export function Resign({ playlist, use, done }: { playlist: string; use: PlaylistUse; done: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const query = useQuery({
    queryKey: ['resign', use.order, playlist],
    queryFn: async () => call<Prepared>('POST', 'orders/prepare', { json: withPlaylist(await orderOf(use.order), playlist, nowUs(), use.order) }),
    gcTime: 0,
    retry: false,
  });
  if (query.isPending) return <Waiting />;
  if (query.isError && !query.data) return <Failure error={query.error} />;
  return <SignPanel prepared={query.data} done={() => { message.success(t('schedule.saved')); done(); }} />;
}
