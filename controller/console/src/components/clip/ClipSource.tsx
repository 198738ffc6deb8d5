import { Tabs } from 'antd';
import type { Clip } from '@/api/models/clips';
import type { Template } from '@/api/models/templates';
import { languageTag } from '@/domain/draft';
import { useI18n } from '@/i18n/context';
import type { OrderClass } from '@/wire/vocabulary';
import { ClipPlayer } from './ClipPlayer';
import { KeptSource } from './KeptSource';
import { RecordingSource } from './RecordingSource';
import { TemplateSource } from './TemplateSource';
import { TextSource } from './TextSource';

interface Props {
  orderClass: OrderClass;
  clip: Clip | null;
  /** `language` is the tag of what it says, empty where nobody said. */
  onClip: (clip: Clip, language: string, template?: Template) => void;
  first?: 'template' | 'text';
}

/** The four ways to a clip, and the clip by ear. */
export function ClipSource({ orderClass, clip, onClip, first = 'template' }: Props) {
  const { t } = useI18n();
  const items = [
    { key: 'template', label: t('dispatch.source.template'), children: <TemplateSource orderClass={orderClass} done={(made, template, languages) => onClip(made, languageTag(languages), template)} /> },
    { key: 'text', label: t('dispatch.source.text'), children: <TextSource done={(made, language) => onClip(made, languageTag([language]))} /> },
    { key: 'recording', label: t('dispatch.source.recording'), children: <RecordingSource done={(made) => onClip(made, '')} /> },
    { key: 'kept', label: t('dispatch.source.kept'), children: <KeptSource done={(kept) => onClip(kept, '')} /> },
  ];
  return (
    <>
      <Tabs defaultActiveKey={first} items={items} />
      {clip && <div style={{ marginTop: 16 }}><ClipPlayer clip={clip} /></div>}
    </>
  );
}
