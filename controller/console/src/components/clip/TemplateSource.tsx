import { Alert, Button, Checkbox, Form, Input, Select } from 'antd';
import { useState } from 'react';
import type { Clip } from '@/api/models/clips';
import type { Template } from '@/api/models/templates';
import { useTemplates } from '@/api/queries';
import { Failure } from '@/components/Failure';
import { filled, fits, parameterProblem } from '@/domain/templates';
import { useI18n } from '@/i18n/context';
import type { OrderClass } from '@/wire/vocabulary';
import { useClipMaker } from './useClipMaker';

interface Props {
  orderClass: OrderClass;
  done: (clip: Clip, template: Template, languages: string[]) => void;
}

function Parameters({ template, values, change }: { template: Template; values: Record<string, string>; change: (name: string, value: string) => void }) {
  const { t, word } = useI18n();
  return (
    <div className="grid half">
      {template.parameters.map((parameter) => {
        const value = values[parameter.name] ?? '';
        const problem = parameterProblem(parameter, value);
        const shown = problem && value !== '' ? t(problem.key, problem.parameters) : undefined;
        const id = `parameter-${parameter.name}`;
        return (
          <Form.Item key={parameter.name} label={word('template.parameter', parameter.name)} htmlFor={id} required={parameter.required} validateStatus={shown ? 'error' : ''} help={shown}>
            {parameter.kind === 'level'
              ? <Select id={id} value={value || undefined} onChange={(level: string) => change(parameter.name, level)} options={['I', 'II', 'III', 'IV'].map((level) => ({ value: level, label: word('level', level) }))} />
              : <Input id={id} value={value} onChange={(event) => change(parameter.name, event.target.value)} maxLength={200} />}
          </Form.Item>
        );
      })}
    </div>
  );
}

export function TemplateSource({ orderClass, done }: Props) {
  const { t, language } = useI18n();
  const templates = useTemplates();
  const [name, setName] = useState<string>();
  const [values, setValues] = useState<Record<string, string>>({});
  const [languages, setLanguages] = useState<string[]>(['zh']);
  const template = templates.data?.find((candidate) => candidate.name === name);
  const { busy, error, speak } = useClipMaker();
  const titleOf = (one: Template): string => one.wordings[language]?.title ?? one.wordings.zh?.title ?? one.name;
  const offered = (templates.data ?? []).filter((one) => one.class === orderClass || orderClass !== 'routine');
  return (
    <Form layout="vertical" component="div">
      {templates.isError && <Failure error={templates.error} />}
      <Form.Item label={t('dispatch.template')} htmlFor="template">
        <Select id="template" showSearch optionFilterProp="label" value={name} onChange={(chosen) => { setName(chosen); setValues({}); }} options={offered.map((one) => ({ value: one.name, label: titleOf(one) }))} />
      </Form.Item>
      {template && (
        <>
          <Alert type="info" message={<span className="words">{template.wordings[language]?.text ?? template.wordings.zh?.text}</span>} style={{ marginBottom: 12 }} />
          <Parameters template={template} values={values} change={(key, value) => setValues((before) => ({ ...before, [key]: value }))} />
          <div style={{ display: 'flex', gap: 16, flexWrap: 'wrap', alignItems: 'center' }}>
            <Checkbox.Group value={languages} onChange={(chosen) => setLanguages(chosen)} options={[{ value: 'zh', label: t('dispatch.language.zh') }, { value: 'en', label: t('dispatch.language.en'), disabled: !template.wordings.en }]} />
            <Button type="primary" ghost loading={busy} disabled={!fits(template, values) || languages.length === 0} onClick={() => void speak(titleOf(template), { template: template.name, parameters: filled(values), languages }, (clip) => done(clip, template, languages))}>
              {t('dispatch.makeSpeech')}
            </Button>
          </div>
        </>
      )}
      {error !== null && <Failure error={error} />}
    </Form>
  );
}
