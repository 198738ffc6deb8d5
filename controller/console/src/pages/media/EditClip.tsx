import { useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { call } from '@/api/client';
import type { LibraryClip } from '@/api/models/clips';
import { keys } from '@/api/queries';
import { Failure } from '@/components/Failure';
import { endOfDay, lastDay } from '@/domain/expiry';
import { clipName } from '@/domain/library';
import { nameProblem } from '@/domain/names';
import { useI18n } from '@/i18n/context';

/** Name and last day of a clip; an edit that began from an older state is refused. */
export function EditClip({ clip, close }: { clip: LibraryClip; close: () => void }) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const [name, setName] = useState(clip.name);
  const [date, setDate] = useState(lastDay(clip.expires_us));
  const [error, setError] = useState<unknown>(null);
  const problem = nameProblem(name, false);
  const save = async (): Promise<void> => {
    const expires_us = date === lastDay(clip.expires_us) ? clip.expires_us : endOfDay(date);
    try {
      await call('PUT', `clips/${clip.clip}`, { json: { name: clipName(name), expires_us }, headers: { 'If-Match': clip.etag } });
      close();
    } catch (problem) {
      setError(problem);
    }
    await queries.invalidateQueries({ queryKey: keys.clips });
  };
  return (
    <Modal open keyboard={false} title={t('media.edit')} onCancel={close} okText={t('app.save')} onOk={() => void save()} okButtonProps={{ disabled: problem !== null }}>
      <Form layout="vertical" component="div">
        <Form.Item label={t('media.name')} htmlFor="clip-name" validateStatus={problem ? 'error' : ''} help={problem ? t(problem) : undefined}><Input id="clip-name" value={name} maxLength={200} onChange={(event) => setName(event.target.value)} /></Form.Item>
        <Form.Item label={t('media.expires')} htmlFor="clip-expires" help={t('media.expiresHint')}>
          <Input id="clip-expires" type="date" value={date} onChange={(event) => setDate(event.target.value)} />
        </Form.Item>
      </Form>
      {error !== null && <Failure error={error} />}
    </Modal>
  );
}
