import { Button, Card, Table } from 'antd';
import { useState } from 'react';
import { clipUrl } from '@/api/client';
import type { Clip } from '@/api/models';
import { ClipSource } from '@/components/clip/ClipSource';
import { forgetClip, keptClips, type KeptClip } from '@/components/clip/kept';
import { PageHead } from '@/components/PageHead';
import { by } from '@/domain/sorting';
import { durationText, timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

export default function MediaPage() {
  const { t } = useI18n();
  const [clip, setClip] = useState<Clip | null>(null);
  const [kept, setKept] = useState<KeptClip[]>(keptClips);
  const forget = (digest: string): void => {
    forgetClip(digest);
    setKept(keptClips());
  };
  return (
    <>
      <PageHead title={t('nav.media')} />
      <div className="grid">
        <Card size="small" title={t('media.make')}>
          <ClipSource orderClass="routine" first="text" clip={clip} onClip={(made) => { setClip(made); setKept(keptClips()); }} />
        </Card>
        <Card size="small" title={t('media.kept')}>
          <Table<KeptClip>
            size="small"
            rowKey="clip"
            dataSource={kept}
            pagination={{ pageSize: 10, hideOnSinglePage: true }}
            scroll={{ x: 980 }}
            columns={[
              { title: t('media.name'), width: 220, dataIndex: 'name', sorter: by((row) => row.name) },
              { title: t('media.length'), sorter: by((row) => row.duration_ms), render: (_, row) => durationText(row.duration_ms), width: 80 },
              { title: t('media.loudness'), sorter: by((row) => row.loudness_lufs), render: (_, row) => `${row.loudness_lufs.toFixed(1)} LUFS`, width: 120 },
              { title: t('media.made'), sorter: by((row) => row.madeAtMs), render: (_, row) => timeText(row.madeAtMs * 1000, false), width: 160 },
              { title: t('media.listen'), render: (_, row) => <audio controls preload="none" src={clipUrl(row.clip)} />, width: 320 },
              { title: '', render: (_, row) => <Button size="small" onClick={() => forget(row.clip)}>{t('app.delete')}</Button>, width: 80 },
            ]}
          />
        </Card>
      </div>
    </>
  );
}
