import { Button, Card, Input, Select, Space, Table } from 'antd';
import { useState } from 'react';
import type { LibraryClip } from '@/api/models/clips';
import { rowsOf } from '@/api/pages';
import { useListedClips } from '@/api/queries';
import { useSignedIn } from '@/app/context';
import { ClipPlayer } from '@/components/clip/ClipPlayer';
import { Failure } from '@/components/Failure';
import { Older } from '@/components/Older';
import { usePhone } from '@/components/usePhone';
import { useSettled } from '@/components/useSettled';
import { clipTitle, expiredOf, mayEdit, shownClips, type ClipState } from '@/domain/library';
import { sortOf } from '@/domain/sorting';
import { useI18n } from '@/i18n/context';
import { useClipColumns } from './columns';
import { EditClip } from './EditClip';

const states: ClipState[] = ['usable', 'expired', 'unused'];

/** The clips that the controller holds: who added them, until when they are good, who uses them. */
export function Library() {
  const { t, word } = useI18n();
  const session = useSignedIn();
  const [text, setText] = useState('');
  const [state, setState] = useState<ClipState | null>(null);
  const [edited, setEdited] = useState<LibraryClip | null>(null);
  const columns = useClipColumns((clip) => mayEdit(session, clip) && <Button size="small" autoInsertSpace={false} aria-label={t('media.editOf', { name: clipTitle(clip) })} onClick={() => setEdited(clip)}>{t('people.edit')}</Button>);
  const [sort, setSort] = useState<string | undefined>();
  const clips = useListedClips({ text: useSettled(text).trim() || undefined, expired: expiredOf(state), sort });
  const rows = shownClips(rowsOf(clips.data, (clip) => clip.clip), state);
  return (
    <Card size="small" title={t('media.library')}>
      <Space wrap style={{ marginBottom: 12 }}>
        <Input.Search style={{ width: 260 }} allowClear aria-label={t('media.search')} placeholder={t('media.search')} value={text} onChange={(event) => setText(event.target.value)} />
        <Select style={{ width: 150 }} allowClear aria-label={t('media.state')} placeholder={t('media.state')} value={state} onChange={(chosen: ClipState | undefined) => setState(chosen ?? null)} options={states.map((name) => ({ value: name, label: word('media.state', name) }))} />
      </Space>
      {clips.isError && <Failure error={clips.error} retry={() => void clips.refetch()} />}
      <Table<LibraryClip>
        size="small"
        rowKey="clip"
        loading={clips.isPending || clips.isPlaceholderData}
        dataSource={rows}
        pagination={false}
        onChange={(_page, _filters, sorter) => setSort(Array.isArray(sorter) ? undefined : sortOf(sorter.columnKey, sorter.order))}
        scroll={usePhone() ? undefined : { x: 1060 }}
        expandable={{ expandedRowRender: (row) => <ClipPlayer clip={row} /> }}
        columns={columns}
      />
      {clips.isSuccess && <Older list={clips} shown={rows.length} />}
      {edited && <EditClip clip={edited} close={() => setEdited(null)} />}
    </Card>
  );
}
