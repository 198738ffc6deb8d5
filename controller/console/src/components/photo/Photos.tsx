import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm, Space, Upload } from 'antd';
import { useState } from 'react';
import { ApiError, call, get, pathWith } from '@/api/client';
import type { Photo } from '@/api/models/terminals';
import { useSignedIn } from '@/app/context';
import { Failure } from '@/components/Failure';
import { Waiting } from '@/components/Waiting';
import { may } from '@/domain/permissions';
import { maxPhotos } from '@/domain/photo';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { redraw } from './redraw';

interface Props {
  terminal: string;
}

const pathOf = (terminal: string, digest = ''): string => `terminals/${encodeURIComponent(terminal)}/photos${digest && `/${digest}`}`;

/** What was installed, as the technician saw it; who maintains terminals adds and removes. */
export function Photos({ terminal }: Props) {
  const { t } = useI18n();
  const edits = may(useSignedIn(), 'maintain');
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const queryKey = ['photos', terminal];
  const query = useQuery({ queryKey, queryFn: ({ signal }) => get<{ photos: Photo[] }>(pathOf(terminal), {}, signal) });
  const act = (change: () => Promise<unknown>): void => {
    setBusy(true);
    setError(null);
    change().catch(setError).finally(() => {
      setBusy(false);
      void queries.invalidateQueries({ queryKey });
    });
  };
  const add = (file: File): false => {
    act(async () => {
      const picture = await redraw(file);
      if (!picture) throw new ApiError(422, 'photo.malformed', '', '', {});
      await call('POST', pathOf(terminal), { body: picture, headers: { 'Content-Type': 'image/jpeg' } });
    });
    return false;
  };
  if (query.isPending) return <Waiting />;
  const photos = query.data?.photos ?? [];
  const full = photos.length >= maxPhotos;
  return (
    <div className="grid">
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {photos.length === 0 && <span className="quiet">{t('photo.none')}</span>}
      <div className="photos">
        {photos.map((photo, index) => {
          const label = t('photo.label', { number: index + 1, time: timeText(photo.at_us, false) });
          return (
            <figure key={photo.digest} data-testid="photo">
              <a href={pathWith(pathOf(terminal, photo.digest))} target="_blank" rel="noreferrer"><img src={pathWith(pathOf(terminal, photo.digest))} width={photo.width} height={photo.height} alt={label} loading="lazy" /></a>
              <figcaption className="quiet">
                <span>{timeText(photo.at_us, false)}</span>
                {edits && <Popconfirm title={t('photo.removeAsk')} onConfirm={() => act(() => call('DELETE', pathOf(terminal, photo.digest)))}><Button size="small" type="text" danger aria-label={`${t('photo.remove')}: ${label}`}>{t('photo.remove')}</Button></Popconfirm>}
              </figcaption>
            </figure>
          );
        })}
      </div>
      {error !== null && <Failure error={error} />}
      {edits && (
        <Space wrap>
          <Upload accept="image/*" capture="environment" showUploadList={false} beforeUpload={add} disabled={full || busy}><Button loading={busy} disabled={full}>{t('photo.take')}</Button></Upload>
          <Upload accept="image/*" showUploadList={false} beforeUpload={add} disabled={full || busy}><Button disabled={full || busy}>{t('photo.choose')}</Button></Upload>
          <span className="quiet">{t('photo.hint', { most: maxPhotos })}</span>
        </Space>
      )}
    </div>
  );
}
