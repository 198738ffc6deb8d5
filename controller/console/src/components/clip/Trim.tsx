import { Button, Slider, Space } from 'antd';
import { useState } from 'react';
import { lengthS, wavBytes, wavOf, within, type Sound, type Span } from '@/domain/waveform';
import { useI18n } from '@/i18n/context';
import { maxUploadBytes } from './useClipMaker';
import { Waveform } from './Waveform';

const seconds = (value: number): string => value.toFixed(1);

interface Props {
  file: File;
  sound: Sound;
  upload: (file: File) => void;
  cancel: () => void;
}

/** A recording before it is uploaded: whole, or the part between start and end, chosen on its waveform or by the keyboard. */
export function Trim({ file, sound, upload, cancel }: Props) {
  const { t } = useI18n();
  const whole = lengthS(sound);
  const [span, setSpan] = useState<Span>({ fromS: 0, untilS: whole });
  const choose = (chosen: Span): void => setSpan(within(chosen, whole));
  const cut = span.fromS > 0 || span.untilS < whole;
  const tooLarge = cut && wavBytes(sound, span) > maxUploadBytes;
  const send = (): void => upload(cut ? new File([wavOf(sound, span) as BlobPart], file.name.replace(/\.[^.]*$/, '') + '.wav', { type: 'audio/wav' }) : file);
  return (
    <div className="grid">
      <strong className="words">{file.name}</strong>
      <Waveform sound={sound} label={t('media.waveform')} span={span} onSpan={choose} />
      <Slider
        range
        min={0}
        max={whole}
        step={0.1}
        value={[span.fromS, span.untilS]}
        onChange={([fromS = 0, untilS = whole]) => choose({ fromS, untilS })}
        ariaLabelForHandle={[t('media.trimFrom'), t('media.trimUntil')]}
        tooltip={{ formatter: (value) => `${seconds(value ?? 0)} s` }}
      />
      <div className="number" role="status">{t('media.trimmed', { from: seconds(span.fromS), until: seconds(span.untilS), length: seconds(span.untilS - span.fromS) })}</div>
      <Space wrap>
        <Button type="primary" disabled={tooLarge} onClick={send}>{cut ? t('media.uploadPart') : t('media.uploadWhole')}</Button>
        <Button onClick={cancel}>{t('app.cancel')}</Button>
      </Space>
      {tooLarge && <span role="alert">{t('dispatch.tooLarge')}</span>}
    </div>
  );
}
