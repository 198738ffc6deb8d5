import { Alert, Collapse, Form, Input, InputNumber, Radio, Select, Slider } from 'antd';
import { ClipPlayer } from '@/components/clip/ClipPlayer';
import { ClipSource } from '@/components/clip/ClipSource';
import { TextSource } from '@/components/clip/TextSource';
import { LevelTag } from '@/components/LevelTag';
import { contentProblem, withClass, withLevel, type Draft } from '@/domain/draft';
import { levelsOf } from '@/domain/levels';
import { useI18n } from '@/i18n/context';
import { interruptRules, tones, type InterruptRule, type Level, type OrderClass, type Tone } from '@/wire/vocabulary';

interface Props {
  draft: Draft;
  classes: OrderClass[];
  change: (part: Partial<Draft>) => void;
  replace: (draft: Draft) => void;
}

function ClassAndLevel({ draft, classes, replace }: Omit<Props, 'change'>) {
  const { t, word } = useI18n();
  return (
    <Form layout="vertical" component="div">
      <Form.Item label={t('dispatch.class')}>
        <Radio.Group aria-label={t('dispatch.class')} optionType="button" value={draft.orderClass} onChange={(event) => replace(withClass(draft, event.target.value as OrderClass))} options={classes.map((name) => ({ value: name, label: word('class', name) }))} />
      </Form.Item>
      <Form.Item label={t('dispatch.level')}>
        <Radio.Group aria-label={t('dispatch.level')} value={draft.level} onChange={(event) => replace(withLevel(draft, event.target.value as Level))}>
          {levelsOf(draft.orderClass).map((level) => <Radio key={level} value={level}><LevelTag level={level} long /></Radio>)}
        </Radio.Group>
      </Form.Item>
    </Form>
  );
}

/** The sounds of the order that is updated: they are signed again unless another one is chosen. */
function Carried({ draft }: Pick<Props, 'draft'>) {
  const { t } = useI18n();
  if (draft.clip || !draft.supersedes) return null;
  return (
    <div className="grid" data-testid="carried" style={{ marginTop: 16 }}>
      <Alert type="info" showIcon message={t(draft.carried.length > 0 ? 'dispatch.carried' : 'dispatch.carriedLive')} />
      {draft.carried.map((clip, index) => <ClipPlayer key={`${clip.clip}-${index}`} clip={clip} />)}
    </div>
  );
}

function MoreOptions({ draft, change }: Pick<Props, 'draft' | 'change'>) {
  const { t, word } = useI18n();
  return (
    <Form layout="vertical" component="div">
      <Form.Item label={t('dispatch.volume')}>
        <Slider min={10} max={100} step={5} value={draft.volumePercent} onChange={(volumePercent) => change({ volumePercent })} ariaLabelForHandle={t('dispatch.volume')} />
      </Form.Item>
      <Form.Item label={t('dispatch.repetitions')} htmlFor="repetitions">
        <InputNumber id="repetitions" min={1} max={100} precision={0} value={draft.repetitions} onChange={(repetitions) => change({ repetitions: repetitions ?? 1 })} />
      </Form.Item>
      <div className="grid half">
        <Form.Item label={t('dispatch.tone')} htmlFor="tone">
          <Select<Tone | ''> id="tone" value={draft.tone} onChange={(tone) => change({ tone, toneMs: 0 })} options={[{ value: '', label: t('dispatch.usualTone') }, ...tones.map((tone) => ({ value: tone, label: word('tone', tone) }))]} />
        </Form.Item>
        <Form.Item label={t('order.interrupt')} htmlFor="interrupt">
          <Select<InterruptRule> id="interrupt" value={draft.interruptRule} onChange={(interruptRule) => change({ interruptRule })} options={interruptRules.map((rule) => ({ value: rule, label: word('interrupt', rule) }))} />
        </Form.Item>
      </div>
      {draft.orderClass === 'actual' && (
        <>
          <TextSource label={`${t('dispatch.allClear')} – ${t('dispatch.allClearHint')}`} done={(allClear) => change({ allClear })} />
          {draft.allClear && <ClipPlayer clip={draft.allClear} />}
        </>
      )}
    </Form>
  );
}

export function WhatStep(props: Props) {
  const { draft, change } = props;
  const { t, language } = useI18n();
  const tooLong = contentProblem(draft) === 'dispatch.headlineTooLong';
  return (
    <>
      {draft.supersedes && <Alert type="info" showIcon message={`${t('dispatch.supersedes')} ${draft.supersedes.slice(0, 12)}`} style={{ marginBottom: 12 }} />}
      <ClassAndLevel {...props} />
      <ClipSource
        key={draft.orderClass === 'routine' ? 'routine' : 'alert'}
        orderClass={draft.orderClass}
        first={draft.orderClass === 'routine' ? 'text' : 'template'}
        clip={draft.clip}
        onClip={(clip, spoken, template) => change({
          clip, language: spoken,
          ...(template && { eventCode: template.event_code, headline: draft.headline || (template.wordings[language]?.title ?? template.wordings.zh?.title ?? '') }),
        })}
      />
      <Carried draft={draft} />
      <Form layout="vertical" component="div" style={{ marginTop: 16 }}>
        <Form.Item label={t('dispatch.headline')} htmlFor="headline" validateStatus={tooLong ? 'error' : ''} help={tooLong ? t('dispatch.headlineTooLong') : undefined}>
          <Input id="headline" value={draft.headline} onChange={(event) => change({ headline: event.target.value })} maxLength={200} />
        </Form.Item>
      </Form>
      <Collapse items={[{ key: 'more', label: t('dispatch.more'), children: <MoreOptions draft={draft} change={change} /> }]} />
    </>
  );
}
