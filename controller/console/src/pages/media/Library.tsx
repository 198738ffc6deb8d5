import { Button, Card, Input, Select, Space } from 'antd';
import { useState } from 'react';
import type { LibraryClip } from '@/api/models/clips';
import { useListedClips } from '@/api/queries';
import { useSignedIn } from '@/app/context';
import { ClipPlayer } from '@/components/clip/ClipPlayer';
import { PagedTable } from '@/components/PagedTable';
import { useListQuery } from '@/components/useListQuery';
import { clipTitle, filtersOf, mayEdit, type ClipState } from '@/domain/library';
import { useI18n } from '@/i18n/context';
import { useClipColumns } from './columns';
import { EditClip } from './EditClip';

const states: ClipState[] = ['usable', 'expired', 'unused'];

/** The clips that the controller holds: who added them, until when they are good, who uses them. */
export function Library() {
  const { t, word } = useI18n();
  const session = useSignedIn();
  const { wanted, change, query } = useListQuery();
  const [state, setState] = useState<ClipState | null>(null);
  const [edited, setEdited] = useState<LibraryClip | null>(null);
  const columns = useClipColumns((clip) => mayEdit(session, clip) && <Button size="small" autoInsertSpace={false} aria-label={t('media.editOf', { name: clipTitle(clip) })} onClick={() => setEdited(clip)}>{t('people.edit')}</Button>);
  const clips = useListedClips({ ...query, ...(state && filtersOf[state]) });
  return (
    <Card size="small" title={t('media.library')}>
      <Space wrap style={{ marginBottom: 12 }}>
        <Input.Search style={{ width: 260 }} allowClear aria-label={t('media.search')} placeholder={t('media.search')} value={wanted.text} onChange={(event) => change({ text: event.target.value })} />
        <Select style={{ width: 150 }} allowClear aria-label={t('media.state')} placeholder={t('media.state')} value={state} onChange={(chosen: ClipState | undefined) => setState(chosen ?? null)} options={states.map((name) => ({ value: name, label: word('media.state', name) }))} />
      </Space>
      <PagedTable<LibraryClip>
        list={clips}
        name={(row) => row.clip}
        width={1060}
        stacks
        sort={(sort) => change({ sort })}
        expandable={{ expandedRowRender: (row) => <ClipPlayer clip={row} /> }}
        columns={columns}
      />
      {edited && <EditClip clip={edited} close={() => setEdited(null)} />}
    </Card>
  );
}
