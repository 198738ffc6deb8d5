import { InboxOutlined } from '@ant-design/icons';
import { Spin, Upload } from 'antd';
import { useState } from 'react';
import { ApiError } from '@/api/client';
import type { Clip } from '@/api/models/clips';
import { Failure } from '@/components/Failure';
import type { Sound } from '@/domain/waveform';
import { useI18n } from '@/i18n/context';
import { decoded, maxDecodedBytes } from './decode';
import { Trim } from './Trim';
import { maxUploadBytes, useClipMaker } from './useClipMaker';

export function RecordingSource({ done }: { done: (clip: Clip) => void }) {
  const { t } = useI18n();
  const [chosen, setChosen] = useState<{ file: File; sound: Sound } | null>(null);
  const [reading, setReading] = useState(false);
  const { busy, error, upload } = useClipMaker();
  const send = (file: File): void => void upload(file, (clip) => { setChosen(null); done(clip); });
  const [tooLarge, setTooLarge] = useState(false);
  const read = async (file: File): Promise<void> => {
    setReading(true);
    const sound = file.size <= maxDecodedBytes ? await file.arrayBuffer().then(decoded).catch(() => null) : null;
    setReading(false);
    if (sound && (sound.channels[0]?.length ?? 0) > 0) setChosen({ file, sound });
    else send(file);
  };
  const take = (file: File): false => {
    setTooLarge(file.size > maxUploadBytes);
    if (file.size <= maxUploadBytes) void read(file);
    return false;
  };
  return (
    <Spin spinning={busy || reading}>
      {chosen && <Trim file={chosen.file} sound={chosen.sound} upload={send} cancel={() => setChosen(null)} />}
      {!chosen && (
        <Upload.Dragger accept="audio/*,.mp3,.wav,.flac,.ogg,.opus,.m4a" showUploadList={false} beforeUpload={take} maxCount={1}>
          <InboxOutlined style={{ fontSize: 28 }} />
          <p>{t('dispatch.upload')}</p>
        </Upload.Dragger>
      )}
      {tooLarge && <Failure error={new ApiError(413, 'body.too_large', t('dispatch.tooLarge'), '', {})} />}
      {error !== null && <Failure error={error} />}
    </Spin>
  );
}
