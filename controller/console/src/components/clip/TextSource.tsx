import { Button, Form, Input, Segmented } from 'antd';
import { useState } from 'react';
import type { Clip } from '@/api/clips';
import { Failure } from '@/components/Failure';
import { useI18n } from '@/i18n/context';
import { useClipMaker } from './useClipMaker';

const maxText = 4000;

export function TextSource({ done, label }: { done: (clip: Clip) => void; label?: string }) {
  const { t } = useI18n();
  const [text, setText] = useState('');
  const [language, setLanguage] = useState<'zh' | 'en'>('zh');
  const { busy, error, speak } = useClipMaker(done);
  return (
    <Form layout="vertical" component="div">
      <Form.Item label={label ?? t('dispatch.text')} htmlFor="free-text">
        <Input.TextArea id="free-text" value={text} onChange={(event) => setText(event.target.value)} autoSize={{ minRows: 3, maxRows: 10 }} maxLength={maxText} showCount />
      </Form.Item>
      <div style={{ display: 'flex', gap: 12, flexWrap: 'wrap' }}>
        <Segmented<'zh' | 'en'>
          value={language}
          onChange={setLanguage}
          options={[{ value: 'zh', label: t('dispatch.language.zh') }, { value: 'en', label: t('dispatch.language.en') }]}
        />
        <Button type="primary" ghost loading={busy} disabled={text.trim() === ''} onClick={() => void speak(text.trim().slice(0, 24), { text: text.trim(), language })}>
          {t('dispatch.makeSpeech')}
        </Button>
      </div>
      {error !== null && <Failure error={error} />}
    </Form>
  );
}
