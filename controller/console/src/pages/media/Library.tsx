import { Button, Card, Input, Select, Space, Table, Tag } from 'antd';
import { useDeferredValue, useMemo, useState } from 'react';
import { clipUrl } from '@/api/client';
import type { ClipUse, LibraryClip } from '@/api/clips';
import { useClips } from '@/api/queries';
import { useSignedIn } from '@/app/context';
import { hrefOf } from '@/app/route';
import { ClipPlayer } from '@/components/clip/ClipPlayer';
import { Failure } from '@/components/Failure';
import { lastDay } from '@/domain/expiry';
import { authorName, clipTitle, filterClips, mayEdit, type ClipState } from '@/domain/library';
import { by } from '@/domain/sorting';
import { durationText, timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { EditClip } from './EditClip';

const states: ClipState[] = ['usable', 'expired', 'unused'];
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
      {clip.orders.length + clip.playlists.length === 0 && <span className="quiet">{t('media.noUse')}</span>}
    </>
  );
}

/** The clips that the controller holds: who added them, until when they are good, who uses them. */
export function Library() {
  const { t, word } = useI18n();
  const session = useSignedIn();
  const clips = useClips();
  const [text, setText] = useState('');
  const [state, setState] = useState<ClipState | null>(null);
  const [edited, setEdited] = useState<LibraryClip | null>(null);
  const typed = useDeferredValue(text);
  const rows = useMemo(() => filterClips(clips.data ?? [], typed, state), [clips.data, typed, state]);
  return (
    <Card size="small" title={t('media.library')}>
      <Space wrap style={{ marginBottom: 12 }}>
        <Input.Search style={{ width: 260 }} allowClear aria-label={t('media.search')} placeholder={t('media.search')} value={text} onChange={(event) => setText(event.target.value)} />
        <Select style={{ width: 150 }} allowClear aria-label={t('media.state')} placeholder={t('media.state')} value={state} onChange={(chosen: ClipState | undefined) => setState(chosen ?? null)} options={states.map((name) => ({ value: name, label: word('media.state', name) }))} />
        <span className="quiet number" role="status">{t('media.shown', { shown: rows.length, total: clips.data?.length ?? 0 })}</span>
      </Space>
      {clips.isError && <Failure error={clips.error} retry={() => void clips.refetch()} />}
      <Table<LibraryClip>
        size="small"
        rowKey="clip"
        loading={clips.isPending}
        dataSource={rows}
        pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 1360 }}
        expandable={{ expandedRowRender: (row) => <ClipPlayer clip={row} /> }}
        columns={[
          { title: t('media.name'), width: 210, sorter: by((row) => clipTitle(row)), render: (_, row) => <span className="words">{clipTitle(row)} {row.expired && <Tag color="#a8321f">{t('media.expired')}</Tag>}</span> },
          { title: t('media.length'), width: 80, sorter: by((row) => row.duration_ms), render: (_, row) => durationText(row.duration_ms) },
          { title: 'LUFS', width: 80, sorter: by((row) => row.loudness_lufs ?? null), render: (_, row) => <span className="number" data-testid="lufs">{row.loudness_lufs?.toFixed(1) ?? '–'}</span> },
          { title: t('media.author'), width: 110, sorter: by((row) => authorName(row.author)), render: (_, row) => authorName(row.author) || '–' },
          { title: t('media.added'), width: 150, sorter: by((row) => row.added_us), render: (_, row) => <span className="number">{timeText(row.added_us, false)}</span> },
          { title: t('media.expires'), width: 120, sorter: by((row) => row.expires_us), render: (_, row) => <span className="number">{lastDay(row.expires_us) || '–'}</span> },
          { title: t('media.uses'), width: 240, sorter: by((row) => row.orders.length + row.playlists.length), render: (_, row) => <Uses clip={row} /> },
          { title: t('media.listen'), width: 290, render: (_, row) => <audio controls preload="none" src={clipUrl(row.clip)} style={{ width: 270 }} /> },
          { title: '', width: 80, render: (_, row) => mayEdit(session, row) && <Button size="small" autoInsertSpace={false} aria-label={t('media.editOf', { name: clipTitle(row) })} onClick={() => setEdited(row)}>{t('people.edit')}</Button> },
        ]}
      />
      {edited && <EditClip clip={edited} close={() => setEdited(null)} />}
    </Card>
  );
}
