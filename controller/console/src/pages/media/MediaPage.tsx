import { Card, Form, Input } from 'antd';
import { useState } from 'react';
import type { Clip } from '@/api/models/clips';
import { useSignedIn } from '@/app/context';
import { ClipSource } from '@/components/clip/ClipSource';
import { ExpiryProvider } from '@/components/clip/expiry';
import { PageHead } from '@/components/PageHead';
import { endOfDay } from '@/domain/expiry';
import { may } from '@/domain/permissions';
import { useI18n } from '@/i18n/context';
import { Library } from './Library';

export default function MediaPage() {
  const { t } = useI18n();
  const makes = may(useSignedIn(), 'media');
  const [clip, setClip] = useState<Clip | null>(null);
  const [date, setDate] = useState('');
  return (
    <>
      <PageHead title={t('nav.media')} />
      <div className="grid">
        {makes && (
          <Card size="small" title={t('media.make')}>
            <Form layout="vertical" component="div">
              <Form.Item label={t('media.expiresOptional')} htmlFor="new-expires" style={{ maxWidth: 240 }}>
                <Input id="new-expires" type="date" value={date} onChange={(event) => setDate(event.target.value)} />
              </Form.Item>
            </Form>
            <ExpiryProvider value={endOfDay(date)}>
              <ClipSource orderClass="routine" first="text" clip={clip} onClip={(made) => setClip(made)} />
            </ExpiryProvider>
          </Card>
        )}
        <Library />
      </div>
    </>
  );
}
