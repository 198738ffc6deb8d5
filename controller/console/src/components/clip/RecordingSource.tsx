import { InboxOutlined } from '@ant-design/icons';
import { Spin, Upload } from 'antd';
import { useState } from 'react';
import { ApiError } from '@/api/client';
import type { Clip } from '@/api/models';
import { Failure } from '@/components/Failure';
import { useI18n } from '@/i18n/context';
import { maxUploadBytes, useClipMaker } from './useClipMaker';

export function RecordingSource({ done }: { done: (clip: Clip) => void }) {
  const { t } = useI18n();
  const { busy, error, upload } = useClipMaker(done);
  const [tooLarge, setTooLarge] = useState(false);
  const take = (file: File): false => {
    setTooLarge(file.size > maxUploadBytes);
    if (file.size <= maxUploadBytes) void upload(file);
    return false;
  };
  return (
    <Spin spinning={busy}>
      <Upload.Dragger accept="audio/*,.mp3,.wav,.flac,.ogg,.opus,.m4a" showUploadList={false} beforeUpload={take} maxCount={1}>
        <InboxOutlined style={{ fontSize: 28 }} />
        <p>{t('dispatch.upload')}</p>
      </Upload.Dragger>
      {tooLarge && <Failure error={new ApiError(413, 'body.too_large', t('dispatch.tooLarge'), '', {})} />}
      {error !== null && <Failure error={error} />}
    </Spin>
  );
}
