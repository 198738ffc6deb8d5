import { Alert, Button } from 'antd';
import type { PlaylistUse } from '@/api/models/clips';
import { usePlaylists } from '@/api/queries';
import { hrefOf } from '@/app/route';
import { outdatedItems } from '@/domain/playlist';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

/** Items that were signed with an earlier state of a playlist: they play that one until they are signed again. */
export function Outdated({ resign }: { resign?: (playlist: string, use: PlaylistUse) => void }) {
  const { t } = useI18n();
  const found = outdatedItems(usePlaylists().data ?? []);
  if (found.length === 0) return null;
  const lines = found.map(({ playlist, use }) => (
    <div key={`${playlist}-${use.order}`} className="words">
      {t('playlists.outdatedItem', { playlist, time: timeText(use.next_start_us, false) })} <a href={hrefOf('orders', use.order)}>{use.headline || use.order.slice(0, 8)}</a>{' '}
      {resign && use.state !== 'draft' && use.state !== 'submitted' && <Button size="small" onClick={() => resign(playlist, use)}>{t('playlists.resign')}</Button>}
    </div>
  ));
  return <Alert type="warning" showIcon message={t('playlists.outdated')} description={lines} style={{ marginBottom: 12 }} />;
}
