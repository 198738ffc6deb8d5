import { Button, Card } from 'antd';
import type { ReactNode } from 'react';
import { usePreference } from '@/app/context';
import { useI18n } from '@/i18n/context';

export function EntryFrame({ title, training, children }: { title: string; training?: boolean; children: ReactNode }) {
  const { t } = useI18n();
  const { preferences, change } = usePreference();
  return (
    <main className={`entry${training ? ' training-frame' : ''}`}>
      <div>
        <div className="entry-head">
          <img src="/icon.svg" alt="" />
          <h1 style={{ fontSize: 22, margin: '8px 0' }}>{t('app.name')}</h1>
          {training && <div className="banner training">{t('app.training')}</div>}
        </div>
        <Card title={<h2 style={{ margin: 0, fontSize: 16 }}>{title}</h2>} extra={
          <Button type="text" aria-label={`${t('app.languageShort')} ${t('app.language')}`} onClick={() => change({ language: preferences.language === 'zh' ? 'en' : 'zh' })}>
            {t('app.languageShort')}
          </Button>
        }>
          {children}
        </Card>
      </div>
    </main>
  );
}
