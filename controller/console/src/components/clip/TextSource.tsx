import { Button, Form, Input, Segmented } from 'antd';
import { useState } from 'react';
import type { Clip } from '@/api/models/clips';
import { Failure } from '@/components/Failure';
import { speechMs } from '@/domain/speech';
import { durationText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { useClipMaker, type SpeechRequest } from './useClipMaker';

const maxText = 4000;

export function TextSource({ done, label }: { done: (clip: Clip, language: 'zh' | 'en') => void; label?: string }) {
  const { t } = useI18n();
  const [text, setText] = useState('');
  const [language, setLanguage] = useState<'zh' | 'en'>('zh');
  // The same in the other language, behind the first in one clip; null: not asked for.
  const [other, setOther] = useState<string | null>(null);
  const second = language === 'zh' ? 'en' : 'zh';
  const about = speechMs(text) + speechMs(other ?? '');
  const { busy, error, speak } = useClipMaker();
  const request = (): SpeechRequest => {
    const first = { text: text.trim(), language };
    return other?.trim() ? { parts: [first, { text: other.trim(), language: second }] } : first;
  };
  return (
    <Form layout="vertical" component="div">
      <Form.Item label={label ?? t('dispatch.text')} htmlFor="free-text">
        <Input.TextArea id="free-text" value={text} onChange={(event) => setText(event.target.value)} autoSize={{ minRows: 3, maxRows: 10 }} maxLength={maxText} showCount />
      </Form.Item>
      {other !== null && (
        <Form.Item label={t('media.otherText', { language: t(`dispatch.language.${second}`) })} htmlFor="other-text">
          <Input.TextArea id="other-text" value={other} onChange={(event) => setOther(event.target.value)} autoSize={{ minRows: 2, maxRows: 8 }} maxLength={maxText} />
        </Form.Item>
      )}
      <div style={{ display: 'flex', gap: 12, flexWrap: 'wrap' }}>
        <Segmented<'zh' | 'en'>
          value={language}
          onChange={setLanguage}
          options={[{ value: 'zh', label: t('dispatch.language.zh') }, { value: 'en', label: t('dispatch.language.en') }]}
        />
        <Button onClick={() => setOther(other === null ? '' : null)}>{t(other === null ? 'media.addLanguage' : 'media.oneLanguage')}</Button>
        {about > 0 && <span className="quiet" style={{ alignSelf: 'center' }}>{t('dispatch.about', { duration: durationText(about) })}</span>}
        <Button type="primary" ghost loading={busy} disabled={text.trim() === ''} onClick={() => void speak(text.trim().slice(0, 24), request(), (clip) => done(clip, language))}>
          {t('dispatch.makeSpeech')}
        </Button>
      </div>
      {error !== null && <Failure error={error} />}
    </Form>
  );
}
