import { Tag, type TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { clipUrl } from '@/api/client';
import type { ClipUse, LibraryClip } from '@/api/models/clips';
import { hrefOf } from '@/app/route';
import { usePhone } from '@/components/usePhone';
import { lastDay } from '@/domain/expiry';
import { authorName, clipTitle } from '@/domain/library';
import { durationText, timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

const maxUsesShown = 3;

function Use({ use }: { use: ClipUse }) {
  const { t, word } = useI18n();
  const when = use.next_start_us === null ? word('state', use.state) : t('media.scheduled', { time: timeText(use.next_start_us, false) });
  return <div className="words"><a style={{ textDecoration: 'underline' }} href={hrefOf('orders', use.order)}>{use.headline || use.order.slice(0, 8)}</a> <span className="quiet">{when}</span></div>;
}

function Uses({ clip }: { clip: LibraryClip }) {
  const { t } = useI18n();
  const more = clip.orders.length - maxUsesShown;
  return (
    <>
      {clip.orders.slice(0, maxUsesShown).map((use) => <Use key={use.order} use={use} />)}
      {more > 0 && <span className="quiet">{t('media.moreUses', { count: more })}</span>}
      {clip.playlists.map((name) => <div key={name} className="words">{t('media.inPlaylist', { name })}</div>)}
      {clip.orders.length + clip.playlists.length === 0 && <span className="quiet">{t(clip.used ? 'media.usedElsewhere' : 'media.noUse')}</span>}
    </>
  );
}

function Title({ clip }: { clip: LibraryClip }) {
  const { t } = useI18n();
  return <span className="words">{clipTitle(clip)} {clip.expired && <Tag color="#a8321f">{t('media.expired')}</Tag>}</span>;
}

const Listen = ({ clip }: { clip: LibraryClip }) => <audio controls preload="none" src={clipUrl(clip.clip)} style={{ width: 230, maxWidth: '100%' }} />;
const Loudness = ({ clip }: { clip: LibraryClip }) => <span className="number" data-testid="lufs">{clip.loudness_lufs?.toFixed(1) ?? '–'}</span>;

/** On a phone: the whole clip, below one another. */
function Stacked({ clip, edit }: { clip: LibraryClip; edit: ReactNode }) {
  const { t } = useI18n();
  return (
    <div className="stacked">
      <div className="inline"><strong><Title clip={clip} /></strong>{edit}</div>
      <span className="quiet">{durationText(clip.duration_ms)} · <Loudness clip={clip} /> LUFS · {authorName(clip.author) || '–'}{clip.expires_us !== null && ` · ${t('media.expires')} ${lastDay(clip.expires_us)}`}</span>
      <Listen clip={clip} />
      <Uses clip={clip} />
    </div>
  );
}

/** A key is what the controller sorts by. */
export function useClipColumns(edit: (clip: LibraryClip) => ReactNode): TableColumnsType<LibraryClip> {
  const { t } = useI18n();
  const name = { title: t('media.name'), key: 'name', sorter: true };
  if (usePhone()) return [{ ...name, render: (_, row) => <Stacked clip={row} edit={edit(row)} /> }];
  return [
    { ...name, render: (_, row) => <Title clip={row} /> },
    { title: t('media.length'), key: 'duration_ms', width: 70, sorter: true, render: (_, row) => durationText(row.duration_ms) },
    { title: 'LUFS', width: 76, render: (_, row) => <Loudness clip={row} /> },
    { title: `${t('media.author')} · ${t('media.added')}`, key: 'added_us', width: 150, sorter: true, render: (_, row) => <div>{authorName(row.author) || '–'}<div className="number quiet">{timeText(row.added_us, false)}</div></div> },
    { title: t('media.expires'), width: 110, render: (_, row) => <span className="number">{lastDay(row.expires_us) || '–'}</span> },
    { title: t('media.uses'), width: 190, render: (_, row) => <Uses clip={row} /> },
    { title: t('media.listen'), width: 246, render: (_, row) => <Listen clip={row} /> },
    { title: '', width: 64, render: (_, row) => edit(row) },
  ];
}
